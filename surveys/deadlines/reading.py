"""What a reader is told of a deadline now: in figures, and in plain words (message ids)."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.clock import day_of
from service.core.problems import N_, not_found
from service.core.workdays import WorkCalendar
from service.windows import queries as windows

from . import labels, queries
from .models import Deadline, DeadlineState
from .terms import HOUR, Unit, left_of

TONES: dict[str, str] = {
    DeadlineState.OVERDUE: "bad",
    DeadlineState.MET: "good",
    DeadlineState.MET_LATE: "warn",
}
HOURS_OF_A_DAY = 24


class Told(NamedTuple):
    """A sentence with its number, and the tone of its badge."""

    sentence: str
    n: int
    tone: str


def left(deadline: Deadline, now: datetime, calendar: WorkCalendar) -> int | None:
    """Return what is left, whole days (the present one not counted) or hours; none if it is over.

    A paused deadline has what it keeps.
    """
    state = deadline.state(now)
    if state not in {DeadlineState.RUNNING, DeadlineState.PAUSED}:
        return None
    rest = deadline.run_for
    if state == DeadlineState.RUNNING:
        rest = left_of(deadline.unit, deadline.run_from, rest, now, calendar)
    return rest // HOUR if deadline.unit == Unit.HOURS else rest


def told(deadline: Deadline, now: datetime, calendar: WorkCalendar) -> Told:
    """Say how a deadline stands: 还剩 3 个工作日, 今天到期, 已超期 2 天."""
    state, rest = deadline.state(now), left(deadline, now, calendar)
    tone = TONES.get(state, "info")
    if state == DeadlineState.OVERDUE:
        return Told(*_late(deadline, now), tone)
    if rest is None:
        return Told(labels.STATE_NAMES[state], 0, tone)
    if state == DeadlineState.PAUSED:
        return Told(labels.KEPT[deadline.unit], rest, tone)
    tone = "warn" if now >= deadline.warn_at else tone
    if deadline.unit == Unit.HOURS:
        return Told(labels.LEFT[Unit.HOURS] if rest else N_("还剩不到 1 小时"), rest, tone)
    if deadline.due_on == day_of(now):
        return Told(N_("今天到期"), rest, "warn")
    return Told(labels.LEFT[deadline.unit], rest, tone)


def _late(deadline: Deadline, now: datetime) -> tuple[str, int]:
    hours = int((now - deadline.due_at).total_seconds()) // HOUR
    if deadline.unit == Unit.HOURS and hours < HOURS_OF_A_DAY:
        return (N_("已超期 %(n)s 小时"), hours) if hours else (N_("已超期"), 0)
    return N_("已超期 %(n)s 天"), max(1, (day_of(now) - deadline.due_on).days)


def listed(
    session: Session, actor: Actor, asked: dict[str, Any], now: datetime
) -> Select[Deadline]:
    """Return what a list was asked for; raises ``not_found`` for a city outside one's place."""
    rest = {name: value for name, value in asked.items() if name not in {"overdue", "city"}}
    code, overdue_at = asked["city"], now if asked["overdue"] else None
    city = code and windows.visible_unit_by_code(session, actor, code, Action.READ_DEADLINES)
    if code and city is None:
        raise not_found()
    return queries.due(actor, **rest, city=city or None, overdue_at=overdue_at)


def shown(deadline: Deadline, now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Return what programs are told of a deadline beside its own columns."""
    rest = left(deadline, now, calendar)
    return {"deadline": deadline, "state": deadline.state(now), "left": rest}
