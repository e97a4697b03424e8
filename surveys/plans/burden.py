"""How often windows are checked, by all levels together (人社部发〔2019〕13号 八).

At most one visit in thirty days and six in a calendar year, whoever sends it. What carries out a
plan that a complaint triggered is exempt. A blind pair is one check for the thirty days, and two
visits of the six.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from surveys.visits.models import Visit

from .models import Occasion, Plan, PlanTask, TaskState

APART = timedelta(days=30)
A_YEAR = 6
RECENT, FULL = "recent", "full"
CARRIES_OUT = and_(
    Visit.window_id == PlanTask.window_id,
    Visit.inspector_id == PlanTask.inspector_id,
    Visit.observed_on.between(PlanTask.first_on, PlanTask.last_on),
)


@dataclass
class Load:
    """What one window has had and is to have: days of visits, bands of tasks not yet done."""

    days: list[date] = field(default_factory=list)
    bands: list[tuple[date, date]] = field(default_factory=list)

    def objection(self, first: date, last: date, visits: int) -> str | None:
        """Return why ``visits`` more between these days would be too many."""
        spans = [*((day, day) for day in self.days), *self.bands]
        if any(end > first - APART and start < last + APART for start, end in spans):
            return RECENT
        in_year = sum(end.year == last.year for _, end in spans)
        return FULL if in_year + visits > A_YEAR else None


def loads(session: Session, first: date, last: date, *, today: date) -> dict[uuid.UUID, Load]:
    """Return what windows have had and are to have around two days, and in their years."""
    start = min(first - APART, first.replace(month=1, day=1))
    end = max(last + APART, last.replace(month=12, day=31))
    found: dict[uuid.UUID, Load] = defaultdict(Load)
    exempt = select(PlanTask.id).join(Plan).where(CARRIES_OUT, Plan.occasion == Occasion.COMPLAINT)
    seen = select(Visit.window_id, Visit.observed_on).where(
        Visit.observed_on.between(start, end), ~exempt.correlate(Visit).exists()
    )
    for window_id, day in session.execute(seen):
        found[window_id].days.append(day)
    done = select(Visit.id).where(CARRIES_OUT).correlate(PlanTask).exists()
    todo = (
        select(PlanTask.window_id, PlanTask.first_on, PlanTask.last_on)
        .join(Plan)
        .where(
            PlanTask.state == TaskState.OPEN,
            PlanTask.last_on.between(max(start, today), end),
            Plan.occasion == Occasion.ROUTINE,
            ~done,
        )
    )
    for window_id, since, until in session.execute(todo):
        found[window_id].bands.append((since, until))
    return found
