"""How far a plan has come: what each task came to, and the coverage by city."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core import clock
from service.core.access import Actor
from surveys.visits import tasks as given_tasks
from surveys.visits.models import Visit, VisitState
from surveys.visits.sheet import LONGEST_WAIT

from . import queries
from .models import PlanTask, TaskState


class Cause(StrEnum):
    """Why an inspector could not do a task."""

    CONFLICT = "conflict"
    TURNED_AWAY = "turned_away"
    SHUT = "shut"
    OTHER = "other"


class Outcome(StrEnum):
    """What a task came to."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    NOT_COUNTED = "not_counted"
    NOT_DONE = "not_done"


@dataclass(frozen=True)
class Line:
    """A task, the visit that carried it out, and what it came to."""

    task: PlanTask
    visit: Visit | None
    outcome: Outcome

    @property
    def is_secret(self) -> bool:
        """Tell whether there is still something that the window must not learn."""
        if self.visit is not None:
            return self.visit.state != VisitState.DISCLOSED
        return self.outcome is Outcome.OPEN


def lines(session: Session, found: Select[PlanTask], today: date) -> list[Line]:
    """Return tasks with what they came to."""
    visits = queries.carried_out(session, found)
    return [
        Line(task, visits.get(task.id), outcome(task, visits.get(task.id), today))
        for task in session.scalars(found)
    ]


def outcome(task: PlanTask, visit: Visit | None, today: date) -> Outcome:
    """Say what a task came to. A visit that a phone sends late may still change it for a week.

    What was withdrawn and visited all the same is kept, and not counted.
    """
    if visit is not None:
        counts = visit.score is not None and task.state != TaskState.WITHDRAWN
        return Outcome.DONE if counts else Outcome.NOT_COUNTED
    if task.state == TaskState.DECLINED and task.cause == Cause.TURNED_AWAY:
        return Outcome.REFUSED
    if task.state != TaskState.OPEN or today > task.last_on + LONGEST_WAIT:
        return Outcome.NOT_DONE
    return Outcome.OPEN


@given_tasks.add_source
def for_the_phone(session: Session, actor: Actor) -> list[given_tasks.Task]:
    """Return what ``actor`` has still to do, for the page that works without a signal."""
    today = clock.today()
    return [
        given_tasks.Task(
            line.task.window_id, line.task.window.full_name, line.task.first_on, line.task.last_on
        )
        for line in lines(session, queries.own_tasks(actor, today), today)
        if line.outcome is Outcome.OPEN and today <= line.task.last_on
    ]


def coverage(found: Iterable[Line]) -> dict[str, Counter[str]]:
    """Return how many tasks came to what, by the code of the city (empty: the province's own)."""
    counts: dict[str, Counter[str]] = {}
    for line in found:
        counts.setdefault(queries.place(line.task.window).city, Counter())[line.outcome] += 1
    return dict(sorted(counts.items()))
