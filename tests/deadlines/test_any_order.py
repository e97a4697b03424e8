"""Whatever the order of acts, and whenever the worker looks or dies, a clock agrees with the table.

The oracle knows no run and no rest: it writes down on which days the clock stood still, and counts
the working days that are left on a calendar with a pencil.
"""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core import clock
from service.core.clock import SHANGHAI, day_bounds, day_of
from service.core.problems import Problem
from service.core.workdays import WorkCalendar
from surveys.deadlines import watch
from surveys.deadlines.models import DeadlineState
from tests.deadlines.conftest import Matter
from workers.drain import drain

CALENDAR = WorkCalendar()
TERM = 15
ACTS = ("pause", "resume", "extend", "meet", "look", "twice", "crash", "drain")
#: days between two acts: often none, sometimes a holiday's length
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.integers(8, 17)), min_size=1, max_size=12
)


class Pencil:
    """A calendar on which days are crossed off."""

    def __init__(self, start):
        self.day, self.left = day_of(start), TERM
        self.paused = self.extended = self.met = self.late_since = None

    def due(self):
        """The last day: cross off working days from the day after."""
        day, left = self.day, self.left
        while left:
            day += timedelta(days=1)
            left -= CALENDAR.is_working(day)
        return day

    def turn(self, now):
        """Turn the page: a term whose last day is over has run out."""
        if not (self.paused or self.met or self.late_since) and day_of(now) > self.due():
            self.late_since = day_bounds(self.due())[1]

    def pause(self, now):
        if not (self.paused or self.met or self.late_since):
            while self.day < day_of(now):
                self.day += timedelta(days=1)
                self.left -= CALENDAR.is_working(self.day) and self.left > 0
            self.paused = now

    def resume(self, now):
        if self.paused and not self.met:
            if day_of(self.paused) < day_of(now):
                self.left = max(1, self.left)
            self.paused, self.day = None, day_of(now)

    def extend(self, now):
        refused = self.met or self.extended or self.late_since
        if not refused:
            self.left, self.extended = self.left + TERM, now
        return not refused

    def meet(self, now):
        self.met = self.met or now


def _try(act):
    try:
        act()
    except Problem:
        return False
    return True


def _look(database, matter, now, *, times=1, crash=False):
    """Run the worker's job by hand, as often as a lease may expire; a crash rolls it back."""
    for _ in range(times):
        with suppress(ZeroDivisionError), database.transaction(by_worker=True) as session:
            watch.look(session, str(matter.deadline.id), now)
            1 / (not crash)


def _act(database, matter, pencil, act, now):
    pencil.turn(now)
    if act in {"pause", "resume", "meet"}:
        matter.do(act, now)
        getattr(pencil, act)(now)
    elif act == "extend":
        assert _try(lambda: matter.do("extend", now)) is pencil.extend(now)
    elif act == "drain":
        with clock.at(now):
            drain(database)
    else:
        _look(database, matter, now, times=2 if act == "twice" else 1, crash=act == "crash")


def _agrees(deadline, pencil, now):
    state = deadline.state(now)
    if pencil.met:
        assert state == (DeadlineState.MET_LATE if pencil.late_since else DeadlineState.MET)
    elif pencil.late_since:
        assert state == DeadlineState.OVERDUE
    elif pencil.paused:
        assert (state, deadline.run_for) == (DeadlineState.PAUSED, pencil.left)
    else:
        assert state == DeadlineState.RUNNING
        assert deadline.due_on == pencil.due()
        assert deadline.due_at == day_bounds(pencil.due())[1]
    if deadline.overdue_at:
        assert deadline.overdue_at == pencil.late_since


@given(
    start=st.dates(date(2026, 1, 5), date(2026, 9, 30)),
    steps=STEPS,
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_clocks_agree_with_the_calendar_whatever_happens(database, cast, start, steps):
    now = datetime.combine(start, time(9), SHANGHAI)
    matter = Matter(database, cast.window["county_hall"], "210000/210100/")
    matter.start(now)
    pencil = Pencil(now)
    for act, days, hour in steps:
        later = datetime.combine(day_of(now) + timedelta(days=days), time(hour), SHANGHAI)
        now = max(now, later)
        _act(database, matter, pencil, act, now)
        pencil.turn(now)
        _agrees(matter.deadline, pencil, now)
    _ends_well(database, matter, pencil, now + timedelta(days=200))


def _ends_well(database, matter, pencil, end):
    """However it went, a worker that comes much later finds what ran out, and says so once."""
    for days in range(2):
        with clock.at(end + timedelta(days=days)):
            drain(database)
    pencil.turn(end)
    late = matter.deadline
    if late.is_live and not late.paused_at:
        assert late.overdue_at == pencil.late_since
        assert late.escalated_to == "210000/"
    assert not (late.paused_at and late.overdue_at)
