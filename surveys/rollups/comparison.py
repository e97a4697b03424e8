"""Reads many windows side by side: one query whatever their number, like compared with like."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor, within
from service.windows import queries as windows
from service.windows.models import Kind, Level, OrgUnit, ServiceWindow, WindowState

from .models import CaseMonth, RatingMonth
from .queries import figures, sum_of_levels
from .statistics import MINIMUM, Figures, Spread, spread, total

PER = 1000


@dataclass(frozen=True)
class Choice:
    """Which windows, and over which months (first days; both counted)."""

    first: date
    last: date
    city: OrgUnit | None = None
    kind: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Compared:
    """One window's figures beside those of others."""

    id: uuid.UUID
    code: str
    name: str
    kind: str
    level: str
    city: str | None
    figures: Figures
    #: counted ratings by trust grade A, B, C
    grades: tuple[int, ...]
    complaints: int
    upheld: int
    visits: int
    #: mean of the visits that score, in hundredths of a point
    visit_score: int | None
    #: appeals against ratings, and those upheld
    appeals: int = 0
    appeals_upheld: int = 0

    @property
    def upheld_rate(self) -> float | None:
        """Return upheld complaints per 1,000 ratings; nothing below the minimum."""
        n = self.figures.n
        return round(PER * self.upheld / n, 2) if n >= MINIMUM else None


@dataclass(frozen=True)
class Group:
    """Windows of one kind and level, best first."""

    kind: str
    level: str
    windows: tuple[Compared, ...]

    @cached_property
    def spread(self) -> Spread | None:
        """Return how the positive rates of those with enough ratings are spread."""
        return spread(each.figures.positive.value for each in self.windows)

    @property
    def appeals(self) -> int:
        """Return how many ratings of the group were appealed against."""
        return sum(each.appeals for each in self.windows)

    @property
    def appeals_upheld(self) -> int:
        """Return how many of these appeals were upheld."""
        return sum(each.appeals_upheld for each in self.windows)

    @property
    def figures(self) -> Figures:
        """Return the sum of the group."""
        return total(each.figures for each in self.windows)


def compare(session: Session, actor: Actor, choice: Choice) -> list[Group]:
    """Return the windows that ``actor`` may compare, in groups of like with like."""
    rows = [_compared(row) for row in session.execute(_query(actor, choice)).mappings()]
    rows.sort(key=_order)
    grouped = groupby(rows, key=lambda each: (each.kind, each.level))
    return [Group(kind, level, tuple(windows)) for (kind, level), windows in grouped]


def channels(session: Session, actor: Actor, choice: Choice) -> dict[str, int]:
    """Return how many of the compared ratings came another way than by a counter's code.

    The keys are written channel:level, as in :class:`~surveys.rollups.statistics.Figures`.
    """
    query = (
        select(RatingMonth.channels)
        .join(ServiceWindow, ServiceWindow.id == RatingMonth.window_id)
        .where(within(ServiceWindow.path, actor, Action.COMPARE_WINDOWS), *wanted(choice))
        .where(RatingMonth.month.between(choice.first, choice.last))
        .where(cast(RatingMonth.channels, Text) != "{}")
    )
    found: Counter[str] = Counter()
    for counts in session.scalars(query):
        found.update(counts)
    return dict(found)


def _query(actor: Actor, choice: Choice) -> Select[*tuple[Any, ...]]:
    chosen = (
        select(ServiceWindow)
        .where(within(ServiceWindow.path, actor, Action.COMPARE_WINDOWS), *wanted(choice))
        .cte("chosen")
    )
    ratings, cases = _ratings(chosen, choice), _cases(chosen, choice)
    city = _city(chosen)
    is_open = chosen.c.state.in_([WindowState.ACTIVE, WindowState.SUSPENDED])
    return (
        select(
            *(chosen.c[name] for name in ("id", "code", "full_name", "kind", "level")),
            city.label("city"),
            *(c for c in ratings.c if c.name != "window_id"),
            *(c for c in cases.c if c.name != "window_id"),
        )
        .outerjoin(ratings, ratings.c.window_id == chosen.c.id)
        .outerjoin(cases, cases.c.window_id == chosen.c.id)
        # a window that has ended is told of as long as the period holds figures of it
        .where(or_(is_open, ratings.c.window_id.is_not(None), cases.c.window_id.is_not(None)))
    )


def wanted(choice: Choice) -> list[ColumnElement[bool]]:
    """Return the conditions on windows that a choice makes."""
    return windows.narrowing(choice.city, choice.kind, choice.level)


def _ratings(chosen: CTE, choice: Choice) -> Subquery:
    names = ("n1", "n2", "n3", "n4", "n5", "held", "excluded", "asked")
    n = sum_of_levels(RatingMonth)
    return (
        select(
            RatingMonth.window_id,
            *(func.sum(getattr(RatingMonth, name)).label(name) for name in names),
            *(func.sum(n).filter(RatingMonth.grade == grade).label(grade) for grade in "ABC"),
        )
        .join(chosen, chosen.c.id == RatingMonth.window_id)
        .where(RatingMonth.month.between(choice.first, choice.last))
        .group_by(RatingMonth.window_id)
        .subquery("ratings")
    )


def _cases(chosen: CTE, choice: Choice) -> Subquery:
    names = (
        *("complaints", "upheld", "visits", "visit_score_sum"),
        *("appeals", "appeals_upheld"),
    )
    return (
        select(
            CaseMonth.window_id,
            *(func.sum(getattr(CaseMonth, name)).label(name) for name in names),
        )
        .join(chosen, chosen.c.id == CaseMonth.window_id)
        .where(CaseMonth.month.between(choice.first, choice.last))
        .group_by(CaseMonth.window_id)
        .subquery("cases")
    )


def _city(chosen: CTE) -> Any:
    """Return the name of the city above a window: none for the province's own."""
    above = OrgUnit.level == Level.CITY, chosen.c.path.startswith(OrgUnit.path)
    return select(OrgUnit.name).where(*above).scalar_subquery()


def _compared(row: Any) -> Compared:
    visits = int(row["visits"] or 0)
    return Compared(
        id=row["id"],
        code=row["code"],
        name=row["full_name"],
        kind=row["kind"],
        level=row["level"],
        city=row["city"],
        figures=figures(row),
        grades=tuple(int(row[grade] or 0) for grade in "ABC"),
        complaints=int(row["complaints"] or 0),
        upheld=int(row["upheld"] or 0),
        visits=visits,
        visit_score=round(int(row["visit_score_sum"]) / visits) if visits else None,
        appeals=int(row["appeals"] or 0),
        appeals_upheld=int(row["appeals_upheld"] or 0),
    )


_KINDS, _LEVELS = [kind.value for kind in Kind], [level.value for level in Level]


def _order(each: Compared) -> tuple[Any, ...]:
    share = each.figures.positive
    place = _KINDS.index(each.kind), _LEVELS.index(each.level)
    return (*place, not share.enough, -share.low, -share.n, each.code)
