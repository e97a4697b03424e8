"""When a window is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.clock import SHANGHAI
from service.core.workdays import WorkCalendar
from service.windows.hours import DAYS, HoursError, check, is_open, parse, spoken

HALL = parse("周一至周五 08:30-11:30 13:00-17:00")
HOTLINE = parse("周一至周日 全天")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-18 08:29", False),  # Wednesday
        ("2026-11-18 08:30", True),
        ("2026-11-18 11:29", True),
        ("2026-11-18 11:30", False),
        ("2026-11-18 16:59", True),
        ("2026-11-21 10:00", False),  # Saturday
        ("2026-10-01 10:00", False),  # National Day, a Thursday
        ("2026-10-10 10:00", True),  # a Saturday worked in exchange
    ],
)
def test_a_hall_keeps_office_hours_and_follows_exchanged_days(moment, expected):
    assert is_open(HALL, at(moment), WorkCalendar()) is expected


def test_the_clock_on_the_wall_of_the_hall_counts():
    moment = at("2026-11-18 09:00").astimezone(UTC)
    assert is_open(HALL, moment, WorkCalendar()) is True


def test_a_hotline_answers_on_holidays_and_until_midnight():
    for moment in ("2026-10-01 23:59", "2026-11-21 00:00"):
        assert is_open(HOTLINE, at(moment), WorkCalendar()) is True


@pytest.mark.parametrize("hours", [None, {}])
def test_a_window_that_states_no_hours_is_neither_open_nor_closed(hours):
    assert is_open(hours, at("2026-11-18 09:00"), WorkCalendar()) is None


def test_a_stated_day_beats_the_library():
    calendar = WorkCalendar({date(2026, 11, 18): False})
    assert is_open(HALL, at("2026-11-18 09:00"), calendar) is False


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周一到周五 8:30-11:30，13:00-17:00", "mon tue wed thu fri"),
        ("星期一、星期三 ０９：００～１２：００", "mon wed"),
        ("周六 09:00-12:00; 周日 全天", "sat sun"),
        ("", ""),
    ],
)
def test_people_write_hours_in_many_ways(text, days):
    assert list(parse(text)) == days.split()


@pytest.mark.parametrize(
    "text",
    [
        "周一",
        "08:30-17:00",
        "周八 08:30-17:00",
        "周五至周一 08:30-17:00",
        "周一 17:00-08:30",
        "周一 08:00-12:00 11:00-17:00",
        "周一 25:00-26:00",
        "周一 08:30-17:00 附近",
        "周一 08:30-17:00；周一 09:00-10:00",
        "=cmd()",
    ],
)
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(HoursError):
        parse(text)


@pytest.mark.parametrize(
    "value",
    [
        [],
        "mon",
        {"mon": "08:30"},
        {"mon": [["08:30"]]},
        {"mon": [["8:30", "17:00"]]},
        {"mon": [["17:00", "08:30"]]},
        {"mon": [[8, 17]]},
        {"day": [["08:30", "17:00"]]},
        {"mon": [["01:00", "02:00"]] * 5},
    ],
)
def test_hours_from_a_machine_are_checked_too(value):
    with pytest.raises(HoursError):
        check(value)


minutes = st.integers(0, 24 * 60).map(lambda n: f"{n // 60:02}:{n % 60:02}")
spans = st.lists(minutes, min_size=2, max_size=8, unique=True).map(
    lambda times: [
        list(pair) for pair in zip(sorted(times)[::2], sorted(times)[1::2], strict=False)
    ]
)
weeks = st.dictionaries(st.sampled_from(DAYS), spans)


@given(weeks)
def test_what_is_written_reads_back_the_same(hours):
    assert parse(spoken(hours)) == check(hours)


@given(weeks, st.integers(0, 365 * 24 * 60))
def test_a_window_is_open_only_inside_a_span_that_it_states(hours, minute):
    moment = datetime.combine(date(2026, 1, 1), time(), SHANGHAI) + timedelta(minutes=minute)
    clock = moment.strftime("%H:%M")
    inside = any(a <= clock < b for day in hours.values() for a, b in day)
    if is_open(hours, moment, WorkCalendar()):
        assert inside


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    try:
        hours = parse(text)
    except HoursError:
        return
    assert check(hours) == hours
