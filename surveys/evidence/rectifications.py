"""Gathers what had to be put right in a period, and what became of it."""

import uuid
from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from surveys.rectifications import life
from surveys.rectifications.models import Rectification, RectificationState, Source
from surveys.rollups.statistics import Share

from .facts import Rectifications


def gather(session: Session, window_id: uuid.UUID, first: date, last: date) -> Rectifications:
    """Return what was asked from ``first`` to ``last``; what was withdrawn counts for nothing."""
    rows = session.scalars(
        select(Rectification)
        .outerjoin(Rectification.term)
        .options(contains_eager(Rectification.term))
        .where(Rectification.window_id == window_id, Rectification.day.between(first, last))
    ).all()
    counted = [row for row in rows if row.state != RectificationState.WITHDRAWN]
    closed = [row for row in counted if row.state == RectificationState.CLOSED]
    sources = Counter(row.source for row in counted)
    return Rectifications(
        asked=len(rows),
        withdrawn=len(rows) - len(counted),
        open=sum(row.state in life.OPEN for row in counted),
        closed=len(closed),
        on_time=Share.of(sum(not _is_late(row) for row in closed), len(closed)),
        late=sum(map(_is_late, counted)),
        systemic=sum(row.is_systemic for row in counted),
        recurrences=sum(row.recurs_id is not None for row in counted),
        sources={source.value: sources[source] for source in Source},
    )


def _is_late(row: Rectification) -> bool:
    """Tell whether its term has run out unmet, put right since or not."""
    return row.term is not None and row.term.overdue_at is not None
