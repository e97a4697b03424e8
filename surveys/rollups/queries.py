"""Reads the figures of one window: whole months by month, loose days at the edges by day."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from . import periods
from .models import RatingDay, RatingMonth
from .statistics import SMALL_CELL, Figures, total

Key = TypeVar("Key")


@dataclass(frozen=True)
class Cell:
    """Ratings of one month, form version and trust grade (of some days of that month)."""

    month: date
    form_version_id: uuid.UUID
    grade: str
    figures: Figures


def cells(session: Session, window_id: uuid.UUID, first: date, last: date) -> list[Cell]:
    """Return the ratings of a window from ``first`` to ``last``, both days counted."""
    cut = periods.split(first, last)
    found = []
    if cut.months:
        found += _read(session, RatingMonth, RatingMonth.month, window_id, cut.months)
    for edge in cut.edges:
        found += _read(session, RatingDay, RatingDay.day, window_id, edge)
    return found


def _read(
    session: Session,
    table: type[RatingDay] | type[RatingMonth],
    column: InstrumentedAttribute[date],
    window_id: uuid.UUID,
    between: tuple[date, date],
) -> list[Cell]:
    chosen: list[ColumnElement[bool]] = [table.window_id == window_id, column.between(*between)]
    columns = column.label("day"), *(c for c in table.__table__.c if c.name != column.key)
    rows = session.execute(select(*columns).where(*chosen)).mappings()
    return [
        Cell(periods.first_of(row["day"]), row["form_version_id"], row["grade"], figures(row))
        for row in rows
    ]


def figures(row: Any) -> Figures:
    """Make figures of a row of sums (by column name); missing sums count as nothing."""
    return Figures(
        tuple(int(row[f"n{level}"] or 0) for level in range(1, 6)),
        int(row["held"] or 0),
        int(row["excluded"] or 0),
        dict(row.get("reasons") or {}),
        int(row.get("asked") or 0),
        dict(row.get("channels") or {}),
        {
            name: (row["dimension_sums"][name], count)
            for name, count in (row.get("dimension_counts") or {}).items()
        },
    )


def fold(found: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Figures]:
    """Add cells up by ``key``, sorted by it."""
    groups: dict[Any, list[Figures]] = {}
    for cell in found:
        groups.setdefault(key(cell), []).append(cell.figures)
    return {name: total(groups[name]) for name in sorted(groups)}


def by_month(found: Sequence[Cell], first: date, last: date) -> dict[date, Figures]:
    """Add cells up by month; months without ratings are there too."""
    folded = fold(found, lambda cell: cell.month)
    return {month: folded.get(month, Figures()) for month in periods.months(first, last)}


def by_grade(found: Sequence[Cell]) -> dict[str, Figures]:
    """Add cells up by trust grade: A, B, C."""
    folded = fold(found, lambda cell: cell.grade)
    return {grade: folded.get(grade, Figures()) for grade in "ABC"}


def released_until(session: Session, window_id: uuid.UUID, today: date) -> date | None:
    """Return the last day whose ratings the window itself may see; nothing before the first."""
    found = steps(session, window_id, today)
    return found[-1][1] if found else None


def steps(session: Session, window_id: uuid.UUID, today: date) -> list[tuple[date, date]]:
    """Return the steps in which the window itself sees its days: the first and the last of each.

    Finished days are joined, from the first one on, until they hold five ratings. So whatever the
    window's figures do from one look to the next, it is the doing of five people at least.
    """
    days = session.execute(
        select(RatingDay.day, _received())
        .where(RatingDay.window_id == window_id, RatingDay.day < today)
        .group_by(RatingDay.day)
        .order_by(RatingDay.day)
    )
    found: list[tuple[date, date]] = []
    start, pooled = None, 0
    for day, number in days:
        start, pooled = start or day, pooled + number
        if pooled >= SMALL_CELL:
            found.append((start, day))
            start, pooled = None, 0
    return found


def whole_steps(
    found: Iterable[tuple[date, date]], first: date, last: date
) -> tuple[date, date | None]:
    """Return the days from ``first`` to ``last`` that hold whole steps only; nothing: no last day.

    Who could ask for one day more, or one day less, would read that day off the difference.
    """
    end = None
    for start, stop in found:
        if start < first <= stop:
            first = stop + timedelta(days=1)
        if stop <= last:
            end = stop
    return first, end if end and end >= first else None


def received_after(session: Session, window_id: uuid.UUID, until: date | None) -> int:
    """Return how many ratings arrived after a day (or ever), whatever became of them."""
    query = select(_received()).where(RatingDay.window_id == window_id)
    return session.scalar(query.where(RatingDay.day > until) if until else query) or 0


def _received() -> ColumnElement[int]:
    return func.sum(RatingDay.held + RatingDay.excluded + sum_of_levels(RatingDay))


def sum_of_levels(table: type[RatingDay] | type[RatingMonth]) -> ColumnElement[int]:
    """Return n, the ratings that count, of a row."""
    return table.n1 + table.n2 + table.n3 + table.n4 + table.n5
