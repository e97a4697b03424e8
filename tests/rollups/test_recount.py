"""The figures equal the raw rows: late ratings, changed states, repeated and parallel work."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from service.core import clock, marks
from surveys import work
from surveys.low_ratings.models import LowRating
from surveys.ratings.models import Channel, Rating, RatingState
from surveys.rollups import operations
from surveys.rollups.models import RatingDay, RatingMonth
from workers.drain import drain

from .raw import TODAY

DAYS = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), TODAY]
NOTHING = {"rating_day": 0, "rating_month": 0, "case_month": 0}

rated = st.fixed_dictionaries(
    {
        "level": st.integers(1, 5),
        "day": st.sampled_from(DAYS),
        "grade": st.sampled_from("ABC"),
        "state": st.sampled_from(RatingState),
        "reasons": st.lists(st.sampled_from(["slow", "态度", 'a "b"']), unique=True, max_size=3),
        "channel": st.sampled_from(Channel),
        "dimensions": st.none()
        | st.dictionaries(st.sampled_from(["attitude", "时限"]), st.integers(1, 5), min_size=1),
        "was_asked": st.sampled_from([None, False, True]),
    }
)
TALLIES = "reasons", "channels", "dimension_sums", "dimension_counts"
judged = st.tuples(st.integers(0, 50), st.sampled_from(RatingState))
acts = st.lists(st.one_of(rated, judged, st.just("work"), st.just("ask again")), max_size=25)


def by_hand(session, key=lambda day: day):
    """Count the raw rows the slow and plain way."""
    found = {}
    for row in session.scalars(select(Rating)):
        where = row.window_id, key(row.day), row.form_version_id, row.grade
        sums = found.setdefault(where, {name: Counter() for name in ("sums", *TALLIES)})
        counted = row.state == RatingState.COUNTED
        sums["sums"][f"n{row.level}" if counted else str(row.state)] += 1
        sums["sums"]["asked"] += bool(row.was_asked) and row.state != RatingState.EXCLUDED
        if counted:
            sums["reasons"].update(row.reasons)
            sums["channels"].update(
                [f"{row.channel}:{row.level}"] if row.channel != Channel.COUNTER else []
            )
            sums["dimension_sums"].update(row.dimensions or {})
            sums["dimension_counts"].update((row.dimensions or {}).keys())
    return found


def stored(session, table):
    return {
        (row.window_id, row[1], row.form_version_id, row.grade): {
            "sums": Counter({name: row._mapping[name] for name in operations.recount.SUMS}),
            **{name: Counter(row._mapping[name]) for name in TALLIES},
        }
        for row in session.execute(select(*table.__table__.c))
    }


def agree(database):
    with database.reading() as session:
        assert stored(session, RatingDay) == by_hand(session)
        assert stored(session, RatingMonth) == by_hand(session, lambda day: day.replace(day=1))
        assert operations.differences(session) == NOTHING


@given(acts)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_figures_equal_a_recount_whatever_happened(database, raw, acts):
    with database.transaction() as session:
        for table in (LowRating, Rating, RatingDay, RatingMonth, marks.Mark):
            session.execute(delete(table))
    for act in acts:
        if act == "work":
            drain(database)
            continue
        with database.transaction() as session:
            if act == "ask again":
                raw.mark(session, raw.window, DAYS[0])
            elif isinstance(act, dict):
                raw.rate(session, **act)
            elif rows := session.scalars(select(Rating).order_by(Rating.id)).all():
                row = rows[act[0] % len(rows)]
                row.state = act[1]
                raw.mark(session, raw.window, row.day)
    drain(database)
    agree(database)


def test_a_mark_recounts_only_its_own_window_and_day(database, raw):
    station = raw.cast.window["station"]
    with database.transaction() as session:
        raw.rate(session, 5, day=DAYS[1])
        raw.rate(session, 4, day=DAYS[2])
        raw.rate(session, 1, day=DAYS[1], window=station)
        session.execute(delete(marks.Mark))
        operations.rebuild_day(session, raw.window.id, DAYS[1])
    with database.reading() as session:
        assert [row.n5 for row in session.scalars(select(RatingDay))] == [1]
        assert [row.n4 for row in session.scalars(select(RatingMonth))] == [0]


def test_each_form_version_is_counted_apart(database, raw):
    with database.transaction() as session:
        second = raw.newer(session, raw.form, lambda body: body["levels"].reverse())
        raw.rate(session, 5)
        raw.rate(session, 5, form_version_id=second.id)
    drain(database)
    agree(database)
    with database.reading() as session:
        assert len(session.scalars(select(RatingDay)).all()) == 2


def test_a_day_whose_ratings_are_all_gone_leaves_no_row(database, raw):
    """Ratings are never deleted, but a recount must not trust that."""
    with database.transaction() as session:
        raw.rate(session, 5)
        operations.rebuild_day(session, raw.window.id, TODAY)
        session.execute(delete(Rating))
        operations.rebuild_day(session, raw.window.id, TODAY)
    agree(database)


def test_a_worker_killed_halfway_leaves_nothing_and_the_next_one_finishes(database, raw):
    with database.transaction() as session:
        raw.rate(session, 5)
    with pytest.raises(KeyboardInterrupt), database.transaction() as session:
        operations.do_rating_day(session, work.key(raw.window.id, TODAY), clock.now())
        raise KeyboardInterrupt
    with database.reading() as session:
        assert not session.scalars(select(RatingDay)).all()
    drain(database)
    agree(database)


def test_doing_the_work_twice_changes_nothing(database, raw):
    with database.transaction() as session:
        raw.year(session, ratings=120)
        for _ in range(2):
            for day in {row.day for row in session.scalars(select(Rating))}:
                operations.rebuild_day(session, raw.window.id, day)
    agree(database)


def test_two_workers_on_days_of_one_month_do_not_lose_each_other(database, raw):
    with database.transaction() as session:
        for n in range(1, 29):
            raw.rate(session, 1 + n % 5, day=date(2026, 10, n), reasons=["slow"])
        session.execute(delete(marks.Mark))
    failures = []

    def recount(first):
        for n in range(first, 29, 2):
            try:
                with database.transaction() as session:
                    operations.rebuild_day(session, raw.window.id, date(2026, 10, n))
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=recount, args=(first,)) for first in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    agree(database)


def test_a_full_rebuild_gives_the_same_figures_and_mends_wrong_ones(database, raw):
    with database.transaction() as session:
        raw.year(session, ratings=300)
    drain(database)
    with database.transaction() as session:
        session.execute(text("UPDATE rating_day SET n5 = n5 + 1"))
        session.execute(text("DELETE FROM rating_month"))
    with database.reading() as session:
        wrong = operations.differences(session)
        assert wrong["rating_day"] > 0
        assert wrong["rating_month"] > 0
    with database.transaction() as session:
        operations.rebuild_everything(session)
    agree(database)


def test_a_mark_costs_the_same_however_many_other_days_there_are(database, raw):
    """Told by the plan, not by the clock: every table is entered by an index on window and day."""
    with database.transaction() as session:
        raw.year(session, ratings=500)
        day = operations.recount.days(
            session.get_bind().dialect.name, Rating.window_id == raw.window.id, Rating.day == TODAY
        )
        plan = explain(session, day)
    assert "ix_rating_window_day" in plan
    assert "SCAN rating" not in plan
    assert "Seq Scan on rating" not in plan


def explain(session, query):
    bind = session.get_bind()
    compiled = str(query.compile(bind, compile_kwargs={"literal_binds": True}))
    if bind.dialect.name == "sqlite":
        rows = session.execute(text("EXPLAIN QUERY PLAN " + compiled.replace(":", "\\:")))
        return "\n".join(row.detail for row in rows)
    session.execute(text("ANALYZE rating"))
    session.execute(text("SET LOCAL enable_seqscan = off"))  # few rows would not be worth an index
    rows = session.execute(text("EXPLAIN " + compiled.replace(":", "\\:")))
    return "\n".join(row[0] for row in rows)


def test_late_ratings_land_on_their_own_day(database, raw):
    early = TODAY - timedelta(days=40)
    with database.transaction() as session:
        raw.rate(session, 2, day=TODAY)
    drain(database)
    with database.transaction() as session:
        raw.rate(session, 2, day=early)
    drain(database)
    agree(database)
