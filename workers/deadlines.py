"""Deadlines on time: what follows when one has run out, and a new count when holidays are known."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import marks
from surveys import work
from surveys.complaints import voice
from surveys.deadlines import queries, watch

After = Callable[[Session, uuid.UUID, datetime], None]

#: what a lapse sets going, by clock: it takes the id of the matter and must bear being repeated
AFTERWARDS: dict[str, After] = {"complaint.confirm": voice.record_silence}


def look(session: Session, key: str, now: datetime) -> None:
    """Look at one deadline; ask for what follows where it has run out.

    What follows is a mark of its own: its matter is locked first there, as it is by requests.
    """
    lapsed = watch.look(session, key, now)
    if lapsed and lapsed.name in AFTERWARDS:
        marks.bump(session, work.DEADLINE_AFTER, [f"{lapsed.name}:{lapsed.subject_id}"], now=now)


def follow(session: Session, key: str, now: datetime) -> None:
    """Do what follows a lapse; key: the clock, colon, the id of the matter."""
    name, _, subject_id = key.partition(":")
    AFTERWARDS[name](session, uuid.UUID(subject_id), now)


def recount(session: Session, _: str, now: datetime) -> None:
    """Have every running deadline looked at: the working-day table has changed."""
    marks.bump(session, work.DEADLINE, map(str, queries.running_ids(session)), now=now)
