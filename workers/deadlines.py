"""Deadlines on time: what follows when one has run out, and a new count when holidays are known."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import marks
from surveys import work
from surveys.complaints import clocks, voice
from surveys.deadlines import queries, watch

After = Callable[[Session, uuid.UUID, datetime], None]

#: what a lapse sets going, by clock, and a moved last day, by table of the matter: it takes the id
#: of the matter and must bear being repeated
AFTERWARDS: dict[str, After] = {
    "complaint.confirm": voice.record_silence,
    "complaint": clocks.show_anew,
}


def look(session: Session, key: str, now: datetime) -> None:
    """Look at one deadline; ask for what follows where it has run out or moved.

    What follows is a mark of its own: its matter is locked first there, as it is by requests.
    """
    looked = watch.look(session, key, now)
    if looked is None:
        return
    deadline = looked.deadline
    news = {deadline.name: looked.lapsed, deadline.subject: looked.moved}
    after = [f"{name}:{deadline.subject_id}" for name in news if news[name] and name in AFTERWARDS]
    marks.bump(session, work.DEADLINE_AFTER, after, now=now)


def follow(session: Session, key: str, now: datetime) -> None:
    """Do what follows; key: the name in ``AFTERWARDS``, colon, the id of the matter."""
    name, _, subject_id = key.partition(":")
    AFTERWARDS[name](session, uuid.UUID(subject_id), now)


def recount(session: Session, _: str, now: datetime) -> None:
    """Have every running deadline looked at: the working-day table has changed."""
    marks.bump(session, work.DEADLINE, map(str, queries.running_ids(session)), now=now)
