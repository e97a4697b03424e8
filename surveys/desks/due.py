"""What a window has to do, across all matters, in one list by the clock."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_
from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.clock import day_bounds
from surveys.complaints import queries as complaints
from surveys.complaints import summary
from surveys.complaints.models import Complaint, ComplaintState
from surveys.deadlines import queries as deadlines
from surveys.deadlines.models import Deadline
from surveys.low_ratings import life, reading
from surveys.low_ratings import queries as low_ratings
from surveys.low_ratings.models import LowRating
from surveys.matters import HEIR
from surveys.rectifications import queries as rectifications
from surveys.rectifications.models import Rectification

#: of each sort of matter at most so many
MOST = 50

Words = Mapping[str, str]


@dataclass(frozen=True)
class Due:
    """One matter that waits for its window."""

    #: the table of the matter
    subject: str
    id: uuid.UUID
    window_name: str
    #: the category of a complaint, by language
    about: Words | None
    #: what an office asked to put right, or the number of a low rating: its reasons are told in
    #: the case, not in a list that is looked at day by day
    words: str
    due_on: date
    #: the first moment that is too late
    due_at: datetime
    #: the clock itself, where one runs
    clock: Deadline | None


def at(session: Session, actor: Actor, windows: Collection[uuid.UUID], today: date) -> list[Due]:
    """Return what waits for windows that ``actor`` reads, what is due soonest first."""
    found = [
        *_complaints(session, actor, windows),
        *_low_ratings(session, actor, windows, today),
        *(each for window in windows for each in _rectifications(session, actor, window)),
    ]
    return sorted(found, key=lambda each: (each.due_at, each.subject, each.id))


def _complaints(session: Session, actor: Actor, windows: Collection[uuid.UUID]) -> list[Due]:
    query = complaints.summarised(actor).where(Complaint.window_id.in_(windows))
    waiting = complaints.narrowed(query, state=ComplaintState.ACCEPTED).limit(MOST)
    told = summary.of(session, session.scalars(waiting).unique().all())
    subject = Complaint.__tablename__
    clocks = deadlines.running(session, subject, [each.id for each in told])
    return [
        Due(
            subject,
            each.id,
            each.window_name,
            each.category,
            "",
            each.due_on,
            day_bounds(each.due_on)[1],
            next(iter(clocks.get(each.id, [])), None),
        )
        for each in told
    ]


def _low_ratings(
    session: Session, actor: Actor, windows: Collection[uuid.UUID], today: date
) -> list[Due]:
    query = low_ratings.visible(actor).where(
        or_(LowRating.window_id.in_(windows), HEIR.id.in_(windows)),
        LowRating.state.in_(life.AT_WORK),
        LowRating.told_at.is_not(None),
    )
    cases = session.scalars(query.limit(MOST)).unique().all()
    return [
        Due(
            LowRating.__tablename__,
            each.case.id,
            each.case.window.full_name,
            None,
            each.case.id.hex[:8].upper(),
            each.clocks[0].due_on,
            each.clocks[0].due_at,
            each.clocks[0],
        )
        for each in reading.of(session, cases, today)
        if each.clocks
    ]


def _rectifications(session: Session, actor: Actor, window_id: uuid.UUID) -> list[Due]:
    query = rectifications.due(actor, window_id).limit(MOST)
    return [
        Due(
            Rectification.__tablename__,
            each.id,
            each.window.full_name,
            None,
            each.issue,
            each.term.due_on,
            each.term.due_at,
            each.term,
        )
        for each in session.scalars(query).unique()
        if each.term
    ]
