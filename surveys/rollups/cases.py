"""The one way of counting complaints and visits by month, from their raw rows.

There are few of them (a province has some ten thousand a year), so Python counts: whether a
complaint was closed in time is a question of Shanghai days, which no SQL says for both databases.
"""

import uuid
from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.core.clock import day_of
from surveys.complaints.life import TOLD, UPHELD
from surveys.complaints.models import Complaint, ComplaintKind, ComplaintState
from surveys.low_ratings.models import Decision, LowRating, LowRatingAppeal
from surveys.ratings.models import Rating
from surveys.visits.models import Visit, VisitState
from surveys.visits.queries import standing

from . import periods

#: window and first day of a month → the columns of ``case_month``
Counts = dict[tuple[uuid.UUID, date], Counter[str]]


def count(
    session: Session, window_id: uuid.UUID | None = None, month: date | None = None
) -> Counts:
    """Count one window's month, or everything."""
    found: Counts = {}
    for row in session.execute(_complaints(window_id, month)):
        _add(found, row.window_id, row.day, _complaint(row))
    for row in session.execute(_visits(window_id, month)):
        _add(found, row.window_id, row.observed_on, {"visits": 1, "visit_score_sum": row.score})
    for row in session.execute(_appeals(window_id, month)):
        upheld = row.decision == Decision.UPHELD
        _add(found, row.window_id, row.day, {"appeals": 1, "appeals_upheld": upheld})
    return found


def is_on_time(complaint: Any) -> bool:
    """Tell whether the office kept every term until the citizen was told (Shanghai days).

    What the citizen takes to confirm is nobody's delay.
    """
    last_word = day_of(complaint.told_at or complaint.closed_at)
    return not complaint.is_late and bool(last_word <= complaint.due_on)


def _add(found: Counts, window_id: uuid.UUID, day: date, counts: dict[str, int]) -> None:
    found.setdefault((window_id, periods.first_of(day)), Counter()).update(counts)


def _complaints(window_id: uuid.UUID | None, month: date | None) -> Select[*tuple[Any, ...]]:
    """Choose the complaints that count; see :class:`CaseMonth` for the grave ones."""
    told = or_(
        Complaint.is_grave.is_(False),
        and_(Complaint.state == ComplaintState.CLOSED, Complaint.finding.in_(UPHELD)),
    )
    return select(
        Complaint.window_id,
        Complaint.day,
        Complaint.kind,
        Complaint.state,
        Complaint.finding,
        Complaint.reply.is_not(None).label("is_answered"),
        Complaint.closed_at,
        Complaint.told_at,
        Complaint.is_late,
        Complaint.due_on,
    ).where(told, _in(Complaint.window_id, window_id, Complaint.day, month))


def _visits(window_id: uuid.UUID | None, month: date | None) -> Select[*tuple[Any, ...]]:
    """Choose the visits that score: disclosed ones with a score that is not only observed."""
    return select(Visit.window_id, Visit.observed_on, Visit.score).where(
        Visit.state == VisitState.DISCLOSED,
        Visit.score.is_not(None),
        Visit.observe_only.is_(False),
        standing(),
        _in(Visit.window_id, window_id, Visit.observed_on, month),
    )


def _appeals(window_id: uuid.UUID | None, month: date | None) -> Select[*tuple[Any, ...]]:
    """Choose the appeals against ratings, by the day of the rating."""
    return (
        select(LowRating.window_id, Rating.day, LowRatingAppeal.decision)
        .join(LowRating, LowRating.id == LowRatingAppeal.low_rating_id)
        .join(Rating, Rating.id == LowRating.rating_id)
        .where(_in(LowRating.window_id, window_id, Rating.day, month))
    )


def _in(
    window: InstrumentedAttribute[uuid.UUID],
    window_id: uuid.UUID | None,
    day: InstrumentedAttribute[date],
    month: date | None,
) -> ColumnElement[bool]:
    if window_id is None or month is None:
        return true()
    return and_(window == window_id, day.between(month, periods.last_of(month)))


def _complaint(row: Row[Any]) -> dict[str, int]:
    if row.kind == ComplaintKind.SUGGESTION:
        return {}
    if row.kind == ComplaintKind.PRAISE:
        return {"praises": 1}
    closed = row.state == ComplaintState.CLOSED
    return {
        "complaints": 1,
        "answered": bool(row.is_answered),
        "closed": closed,
        "closed_on_time": closed and is_on_time(row),
        "upheld": row.state in TOLD and row.finding in UPHELD,
    }
