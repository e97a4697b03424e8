"""Figures are read by month and day alike, and windows are compared like with like."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from service.core.access import Action, Actor, Granted, Role
from service.core.db import new_id
from service.windows.models import ServiceWindow, WindowState
from surveys.complaints.models import Finding
from surveys.rollups import definitions, periods, queries
from surveys.rollups.comparison import Choice, compare
from surveys.rollups.statistics import total
from workers.drain import drain

from .raw import TODAY

NOVEMBER = date(2026, 11, 1)
dates = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(dates, dates)
def test_a_period_is_cut_into_months_and_days_without_gap_or_overlap(first, last):
    cut = periods.split(first, last)
    stretches = [*cut.edges]
    if cut.months:
        stretches.append((cut.months[0], periods.last_of(cut.months[1])))
    days = [
        begin + timedelta(days=n) for begin, end in stretches for n in range((end - begin).days + 1)
    ]
    assert sorted(days) == [first + timedelta(days=n) for n in range((last - first).days + 1)]


@given(dates, st.integers(0, 60))
def test_counting_months_back_and_forth(day, count):
    before = periods.months_before(day, count)
    assert len(list(periods.months(before, day))) == count + 1


def test_any_period_of_a_window_equals_its_raw_rows(database, raw):
    dice = random.Random(3)
    with database.transaction() as session:
        made = raw.year(session, ratings=400)
        rows = [tuple(row[name] for name in ("day", "level", "state", "grade")) for row in made]
    drain(database)
    with database.reading() as session:
        for _ in range(20):
            first = TODAY - timedelta(days=dice.randrange(365))
            last = first + timedelta(days=dice.randrange(200))
            found = queries.cells(session, raw.window.id, first, last)
            wanted = [row for row in rows if first <= row[0] <= last]
            sums = total(cell.figures for cell in found)
            counted = [row for row in wanted if row[2] == "counted"]
            assert sums.levels == tuple(sum(row[1] == n for row in counted) for n in range(1, 6))
            assert sums.held == sum(row[2] == "held" for row in wanted)
            grades = queries.by_grade(found)
            assert [grades[g].n for g in "ABC"] == [
                sum(row[3] == g for row in counted) for g in "ABC"
            ]
            months = queries.by_month(found, first, last)
            assert list(months) == list(periods.months(first, last))
            assert total(months.values()) == sums


def province(role=Role.PROVINCE, path="210000/"):
    return Actor(new_id(), "某人", (Granted(role, path),))


@pytest.fixture
def compared(database, raw):
    """Compare this year's months as somebody sees them; return the windows by name."""

    def done(actor=None, **wanted):
        drain(database)
        with database.reading() as session:
            choice = Choice(date(2025, 12, 1), NOVEMBER, **wanted)
            groups = compare(session, actor or province(), choice)
        return {window.code: window for group in groups for window in group.windows}

    return done


def test_windows_are_read_in_one_query_however_many(database, raw):
    sent = []

    def note(*words):
        sent.append(words[2])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.reading() as session:
            compare(session, province(), Choice(NOVEMBER, NOVEMBER))
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert len([text for text in sent if text.lstrip().startswith("WITH")]) == 1
    assert len([text for text in sent if "rating_month" in text]) == 1


def test_sums_cases_and_visits_stand_beside_each_other(database, raw, compared):
    station = raw.cast.window["station"]
    with database.transaction() as session:
        for level in (5, 5, 4, 1):
            raw.rate(session, level, times=10, grade="A" if level == 1 else "B")
        raw.rate(session, 1, state="held")
        raw.rate(session, 5, day=date(2024, 1, 1))
        raw.complain(session, closed=TODAY, finding=Finding.PARTIAL)
        raw.complain(session)
        raw.visit(session, score=9001)
        raw.visit(session, score=8000)
        raw.rate(session, 3, window=station)
    found = compared()
    hall = found["210100-SI-01"]
    assert (hall.name, hall.city) == ("新河湾社保经办大厅（演示）", "沈阳市")
    assert hall.figures.levels == (10, 0, 0, 10, 20)
    assert (hall.figures.held, hall.grades) == (1, (10, 30, 0))
    assert (hall.complaints, hall.upheld, hall.upheld_rate) == (2, 1, 25.0)
    assert (hall.visits, hall.visit_score) == (2, 8500)
    assert found["210181001-GRASS-01"].upheld_rate is None
    assert found["211224-SI-01"].figures.n == 0


def test_the_better_lower_bound_comes_first_and_too_few_come_last(database, raw, compared):
    with database.transaction() as session:
        windows = [
            raw.another(session, number, name)
            for number, name in enumerate(["三十全好", "两百之中一百九十五好", "九条全好"], 2)
        ]
        for window, good, bad in zip(windows, (30, 195, 9), (0, 5, 0), strict=True):
            raw.rate(session, 5, times=good, window=window)
            if bad:
                raw.rate(session, 1, times=bad, window=window)
    names = [window.name for window in compared().values() if window.kind == "SI"]
    assert names[:3] == ["两百之中一百九十五好", "三十全好", "九条全好"]
    assert compared()["210100-SI-04"].figures.positive.value is None


def test_the_gap_is_told_only_among_enough_windows(database, raw):
    with database.transaction() as session:
        for number in range(2, 7):
            window = raw.another(session, number)
            for n in range(30):
                raw.rate(session, 1 if n < number else 5, window=window)
    drain(database)
    with database.reading() as session:
        groups = compare(session, province(), Choice(NOVEMBER, NOVEMBER))
    gaps = {(each.kind, each.level): each.spread and each.spread.gap for each in groups}
    assert gaps["SI", "city"] == pytest.approx((5.6 - 2.4) / 30, abs=1e-6)
    assert gaps["EMP", "county"] is None


def test_city_kind_and_level_narrow_the_choice(raw, compared):
    cast = raw.cast
    assert set(compared(city=cast.unit["211200"])) == {"211224-SI-01"}
    assert set(compared(kind="SI")) == {"210100-SI-01", "211224-SI-01"}
    assert set(compared(kind="SI", level="county")) == {"211224-SI-01"}


@pytest.mark.parametrize(
    ("role", "path", "count"),
    [
        (Role.PROVINCE, "210000/", 4),
        (Role.CITY_REVIEWER, "210000/210100/", 3),
        (Role.COUNTY_REVIEWER, "210000/210100/210181/", 2),
        (Role.HEAD, "210000/210100/210100-SI-01/", 0),
        (Role.INSPECTOR, "210000/", 0),
    ],
)
def test_nobody_compares_beyond_their_place(raw, compared, role, path, count):
    actor = province(role, path)
    assert len(compared(actor)) == count
    assert bool(actor.paths(Action.COMPARE_WINDOWS)) == bool(count)


def test_a_closed_window_stays_while_the_period_holds_figures_of_it(database, raw, compared):
    with database.transaction() as session:
        raw.rate(session, 5)
        for name in ("city_hall", "station"):
            session.get(ServiceWindow, raw.cast.window[name].id).state = WindowState.CLOSED
    assert set(compared()) == {"210100-SI-01", "210181-EMP-01", "211224-SI-01"}


def test_every_term_is_defined_in_both_languages():
    read = definitions.current()
    assert read["version"]
    assert all(term["text"]["zh"] and term["text"]["en"] for term in read["terms"])
    assert [len(definitions.spoken(language)) for language in ("zh", "en")] == [
        len(read["terms"])
    ] * 2


def test_what_a_window_sees_grows_by_five_people_or_not_at_all(database, raw):
    dice = random.Random(5)
    first = TODAY - timedelta(days=60)
    with database.transaction() as session:
        for _ in range(70):
            day = first + timedelta(days=dice.randrange(60))
            raw.rate(session, dice.randint(1, 5), day=day, state=dice.choice(["counted", "held"]))
    drain(database)
    before = 0
    with database.reading() as session:
        for n in range(62):
            today = first + timedelta(days=n)
            until = queries.released_until(session, raw.window.id, today)
            assert until is None or until < today
            hidden = queries.received_after(session, raw.window.id, until)
            step = 70 - hidden - before
            assert step == 0 or step >= 5
            before += step
    assert before > 60
