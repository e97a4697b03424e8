"""How long after a service a rating may be added (补评): a term of the rule pack in force."""

from datetime import date, timedelta
from itertools import takewhile

from service.core import clock
from service.core.problems import N_
from service.core.workdays import WorkCalendar
from surveys.deadlines import packs, terms

CLOCK = "rating.supplement"
#: no rule pack is longer
LONGEST = 92
MOMENT = timedelta(microseconds=1)
OVER = N_("这一天的服务已经过了可以补评的期限，或者日期在今天之后，请核对。")


def last_day(path: str, served_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which a service of ``served_on`` may be rated.

    A term of 5 working days, for example, counts from the day after the service.
    """
    term = packs.in_force(path, served_on)[CLOCK].clocks[CLOCK]
    _, ended = clock.day_bounds(served_on)
    run_for = terms.run_of(term.unit, term.amount)
    return terms.end_of(term.unit, ended - MOMENT, run_for, calendar).on


def days(path: str, today: date, calendar: WorkCalendar) -> list[date]:
    """Return the days whose services may be rated today at a place in the tree, newest first."""
    earlier = (today - timedelta(days=ago) for ago in range(LONGEST))
    return list(takewhile(lambda day: last_day(path, day, calendar) >= today, earlier))
