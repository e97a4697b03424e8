"""Opens what citizens wrote, word for word. Who asked, what for and when is recorded for good."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.access import Action, Actor
from service.core.problems import not_found
from service.windows import queries as windows
from service.windows.models import ServiceWindow
from surveys import matters
from surveys.complaints import contents
from surveys.complaints import queries as complaints
from surveys.complaints.models import Complaint
from surveys.conversations import queries as conversations
from surveys.conversations.models import Speaker
from surveys.ratings import queries as ratings
from surveys.ratings.queries import Comment

REVEAL = "reveal_words"


@dataclass(frozen=True)
class Original:
    """Words as they were written."""

    #: the citizen's: the matter, then each message
    words: list[str]
    #: what verification established; empty before
    facts: str = ""


def open_case(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, reason: str, now: datetime
) -> Original:
    """Return what is masked in a case that the actor handles; raises 404 for everybody else."""
    complaint = matters.one(session, complaints.cases(actor, Action.REVEAL_WORDS), complaint_id)
    audit.record(
        session,
        actor_id=actor.id,
        action=REVEAL,
        subject=Complaint,
        subject_id=complaint.id,
        now=now,
        reason=reason,
    )
    session.flush()
    said = [
        conversations.words(session, each)
        for each in conversations.of_case(session, complaint.id)
        if each.speaker == Speaker.CITIZEN
    ]
    words = [each for each in [contents.words(session, complaint), *said] if each]
    return Original(words, contents.facts(session, complaint))


def open_comments(
    session: Session,
    *,
    actor: Actor,
    window_id: uuid.UUID,
    first_day: date,
    reason: str,
    now: datetime,
) -> Sequence[Comment]:
    """Return one released batch of comments on a window, word for word, in no telling order.

    ``first_day`` is the Monday with which the batch begins. Raises 404 for a batch that has not
    been released, and for everybody without the right.
    """
    window = windows.get_visible(session, actor, window_id, Action.REVEAL_COMMENTS)
    released = ratings.released(session, window.id, clock.day_of(now))
    batch = next((each for each in released if each.first_day == first_day), None)
    if batch is None:
        raise not_found()
    audit.record(
        session,
        actor_id=actor.id,
        action=REVEAL,
        subject=ServiceWindow,
        subject_id=window.id,
        now=now,
        reason=reason,
        details={"first_day": first_day.isoformat()},
    )
    session.flush()
    return ratings.original_comments(session, window.id, batch)
