"""How terms are counted: working days, days and hours, across holidays and the end of a year."""

from datetime import date, timedelta

import pytest

from service.core.workdays import WorkCalendar
from surveys.deadlines.terms import HOUR, Unit, end_of, left_of, warning_of
from tests.deadlines.conftest import shanghai

CALENDAR = WorkCalendar()
WD = Unit.WORKING_DAYS


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-09-24 10:00", 15, "2026-10-22"),  # across 1–7 October
        ("2026-09-30 23:59", 1, "2026-10-08"),
        ("2026-10-09 09:00", 1, "2026-10-10"),  # a working Saturday
        ("2026-10-03 09:00", 1, "2026-10-08"),  # begun on a holiday
        ("2026-09-18 17:00", 2, "2026-09-21"),  # a working Sunday
    ],
)
def test_a_term_of_working_days_skips_holidays_and_counts_make_up_days(start, days, last):
    end = end_of(WD, shanghai(start), days, CALENDAR)
    assert (end.on, end.provisional) == (date.fromisoformat(last), False)


def test_days_end_with_the_shanghai_day_not_with_the_hour_they_began():
    end = end_of(WD, shanghai("2026-09-21 10:17"), 2, CALENDAR)
    assert end.at == shanghai("2026-09-24 00:00")


def test_calendar_days_do_not_care_for_holidays():
    end = end_of(Unit.CALENDAR_DAYS, shanghai("2026-09-28 10:00"), 7, CALENDAR)
    assert (end.on, end.at) == (date(2026, 10, 5), shanghai("2026-10-06 00:00"))


def test_hours_run_day_and_night():
    end = end_of(Unit.HOURS, shanghai("2026-09-30 22:30"), 48 * HOUR, CALENDAR)
    assert (end.at, end.on) == (shanghai("2026-10-02 22:30"), date(2026, 10, 2))


def test_a_term_into_a_year_without_published_holidays_is_provisional():
    assert end_of(WD, shanghai("2026-12-28 10:00"), 10, CALENDAR).provisional
    assert not end_of(Unit.CALENDAR_DAYS, shanghai("2026-12-28 10:00"), 10, CALENDAR).provisional


@pytest.mark.parametrize(
    ("days", "share", "warned"),
    [
        (15, 0.8, "2026-09-22 08:30"),  # the thirteenth day: one Sunday is made up
        (2, 0.5, "2026-09-08 08:30"),
        (1, 0, "2026-09-07 08:30"),
    ],
)
def test_the_warning_comes_when_offices_open(days, share, warned):
    friday = shanghai("2026-09-04 16:00")
    assert warning_of(WD, friday, days, share, CALENDAR) == shanghai(warned)


def test_the_warning_of_hours_comes_within_them():
    start = shanghai("2026-09-04 16:00")
    assert warning_of(Unit.HOURS, start, 48 * HOUR, 0.5, CALENDAR) == start + timedelta(hours=24)


def test_what_is_left_is_never_below_nothing():
    start = shanghai("2026-09-04 16:00")
    assert left_of(WD, start, 3, shanghai("2026-09-05 12:00"), CALENDAR) == 3  # a Saturday
    assert left_of(WD, start, 3, shanghai("2026-09-07 09:00"), CALENDAR) == 2
    assert left_of(WD, start, 3, shanghai("2026-12-07 09:00"), CALENDAR) == 0
    assert left_of(Unit.HOURS, start, HOUR, shanghai("2026-09-04 16:30"), CALENDAR) == HOUR // 2
