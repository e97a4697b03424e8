"""Reads what a desk shows: one window's figures as far as the reader may see them, or many."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import not_found
from service.windows import queries as windows
from service.windows.models import Level, OrgUnit, ServiceWindow
from surveys.low_ratings.queries import appeals_between
from surveys.rollups import comparison, likeness, periods, queries, reasons
from surveys.rollups import weakest as counted
from surveys.rollups.comparison import Choice, Group
from surveys.rollups.reasons import Judged, Reason
from surveys.rollups.statistics import Figures, Spread, total
from surveys.rollups.weakest import Wanting

#: months shown unless others are asked for
USUAL = 12


@dataclass(frozen=True)
class WindowFigures:
    """One window's figures from ``first`` to ``last``; no ``last``: nothing may be seen yet."""

    window: ServiceWindow
    first: date
    last: date | None
    months: Mapping[date, Figures]
    grades: Mapping[str, Figures]
    total: Figures
    reasons: Sequence[Reason]
    #: how many ratings arrived after ``last``, whatever became of them
    waiting: int
    #: appeals against ratings from ``first`` to ``last``, and those upheld
    appeals: int = 0
    appeals_upheld: int = 0
    dimensions: Sequence[Judged] = ()
    #: whether the reader may see by which way ratings came, and how many were asked for: the
    #: window itself may not
    sees_sources: bool = False
    #: how the positive rates of windows of its kind and level are spread, by finished month
    like: Mapping[date, Spread] = field(default_factory=dict)


def window_figures(
    session: Session, actor: Actor, window_id: uuid.UUID, *, first: date, last: date, today: date
) -> WindowFigures:
    """Return a window's figures; raises ``not_found``.

    Those who compare windows see everything up to today. The window itself sees finished days, in
    steps of at least five ratings: nobody at the counter can tell who has just said what.
    """
    window = windows.get_visible(session, actor, window_id, Action.READ_FIGURES)
    until: date | None = today
    end: date | None = min(last, today)
    if not actor.may(Action.COMPARE_WINDOWS, window.path):
        steps = queries.steps(session, window.id, today)
        until = steps[-1][1] if steps else None
        first, end = queries.whole_steps(steps, first, last)
    cells = queries.cells(session, window.id, first, end) if end else []
    filed, upheld = appeals_between(session, window.id, first, end) if end else (0, 0)
    return WindowFigures(
        window=window,
        first=first,
        last=end,
        months=queries.by_month(cells, first, end) if end else {},
        grades=queries.by_grade(cells),
        total=total(cell.figures for cell in cells),
        reasons=reasons.ticked(session, cells),
        waiting=queries.received_after(session, window.id, until),
        appeals=filed,
        appeals_upheld=upheld,
        dimensions=reasons.judged(session, cells),
        sees_sources=actor.may(Action.COMPARE_WINDOWS, window.path),
        like=likeness.like(session, window, first, today),
    )


def usual_period(today: date, months: int = USUAL) -> tuple[date, date]:
    """Return the first day of so many months, the present one included, and today."""
    return periods.months_before(today, months - 1), today


def choice_of(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    city: str | None = None,
    kind: str | None = None,
    level: str | None = None,
) -> Choice:
    """Return which windows ``actor`` compares.

    ``city`` is a division code; raises ``not_found`` for one outside the actor's place.
    """
    chosen = None
    if city:
        chosen = next((unit for unit in cities(session, actor) if unit.code == city), None)
        if chosen is None:
            raise not_found()
    return Choice(first, last, city=chosen, kind=kind, level=level)


def compared(session: Session, actor: Actor, **choice: Any) -> list[Group]:
    """Return the windows that ``actor`` may compare, grouped like with like; see ``choice_of``."""
    return comparison.compare(session, actor, choice_of(session, actor, **choice))


def by_channel(
    session: Session, actor: Actor, groups: Sequence[Group], **choice: Any
) -> dict[str, Figures]:
    """Return the ratings of compared windows by the way they came; see ``choice_of``."""
    came = comparison.channels(session, actor, choice_of(session, actor, **choice))
    levels = total(group.figures for group in groups).levels
    return Figures(levels, channels=came).by_channel


def weakest(
    session: Session, actor: Actor, groups: Sequence[Group], **choice: Any
) -> tuple[Wanting, list[Wanting]]:
    """Return what was found wanting at compared windows, whole and by group; see ``choice_of``."""
    return counted.weakest(session, actor, choice_of(session, actor, **choice), groups)


def cities(session: Session, actor: Actor) -> list[OrgUnit]:
    """Return the cities whose windows ``actor`` may compare."""
    query = windows.visible_units(actor, Action.COMPARE_WINDOWS)
    return list(session.scalars(query.where(OrgUnit.level == Level.CITY)))
