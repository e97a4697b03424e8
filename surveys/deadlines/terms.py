"""How a term is counted: pure functions over the working-day table.

A term of days counts from the day after it starts and ends with the Shanghai day on which its last
day falls; hours run as hours. A pause leaves out the days after the one on which it begins, up to
and with the one on which it ends.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from service.core.clock import SHANGHAI, day_bounds, day_of
from service.core.workdays import Due, WorkCalendar

HOUR = 3600
#: a word of warning about days goes out when offices open, not at midnight
OFFICES_OPEN = time(8, 30)


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


@dataclass(frozen=True)
class End:
    """When a term ends: ``at`` is the first moment too late, ``on`` the last Shanghai day."""

    at: datetime
    on: date
    provisional: bool


def run_of(unit: Unit, amount: int) -> int:
    """Return a term as it is counted down: days, or seconds where it is hours."""
    return amount * HOUR if unit == Unit.HOURS else amount


def end_of(unit: Unit, run_from: datetime, run_for: int, calendar: WorkCalendar) -> End:
    """Return when a run of ``run_for`` (days, or seconds of hours) from ``run_from`` ends."""
    if unit == Unit.HOURS:
        at = run_from + timedelta(seconds=run_for)
        return End(at, day_of(at), provisional=False)
    due = _last_day(unit, day_of(run_from), run_for, calendar)
    return End(day_bounds(due.day)[1], due.day, due.provisional)


def warning_of(
    unit: Unit, run_from: datetime, run_for: int, share: float, calendar: WorkCalendar
) -> datetime:
    """Return when to warn: after ``share`` of the run; of days, when offices open on the next."""
    if unit == Unit.HOURS:
        return run_from + timedelta(seconds=int(run_for * share))
    spent = min(int(run_for * share) + 1, run_for)
    day = _last_day(unit, day_of(run_from), spent, calendar).day
    return max(run_from, datetime.combine(day, OFFICES_OPEN, SHANGHAI).astimezone(UTC))


def left_of(
    unit: Unit, run_from: datetime, run_for: int, now: datetime, calendar: WorkCalendar
) -> int:
    """Return what is left of a run at ``now``, never below zero; the day of ``now`` is spent."""
    if unit == Unit.HOURS:
        return max(0, run_for - int((now - run_from).total_seconds()))
    first, last = day_of(run_from), day_of(now)
    if unit == Unit.CALENDAR_DAYS:
        return max(0, run_for - (last - first).days)
    return max(0, run_for - calendar.between(first + timedelta(days=1), last))


def _last_day(unit: Unit, start: date, days: int, calendar: WorkCalendar) -> Due:
    if unit == Unit.WORKING_DAYS and days:
        return calendar.add(start, days)
    return Due(start + timedelta(days=days), provisional=False)
