"""Work marks lose nothing: at least once, whoever dies in between."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core import clock, marks
from service.core.db import new_id

MINUTE = timedelta(minutes=1)


def _bump(database, *keys):
    with database.transaction() as session:
        marks.bump(session, "count", keys, now=clock.now())


def _claim(database, *, later=timedelta(0), limit=10):
    with database.transaction() as session:
        now = clock.now() + later
        return marks.claim(session, ["count"], now=now, lease=MINUTE, limit=limit)


def _finish(database, claimed):
    with database.transaction() as session:
        marks.finish(session, claimed)


def test_a_mark_is_worked_on_once(database):
    _bump(database, "a", "a", "b")
    first = _claim(database)
    assert [claimed.key for claimed in first] == ["a", "b"]
    assert _claim(database) == [], "held by the first worker"
    for claimed in first:
        _finish(database, claimed)
    assert _claim(database, later=2 * MINUTE) == []


def test_a_mark_that_arrives_during_the_work_is_done_again(database):
    _bump(database, "a")
    [claimed] = _claim(database)
    _bump(database, "a")
    _finish(database, claimed)
    [again] = _claim(database)
    assert again.seq == claimed.seq + 1


def test_a_dead_worker_only_costs_its_lease(database):
    _bump(database, "a")
    _claim(database)
    assert _claim(database) == []
    assert [claimed.key for claimed in _claim(database, later=2 * MINUTE)] == ["a"]


def test_a_late_finish_does_not_hide_newer_work(database):
    _bump(database, "a")
    [old] = _claim(database)
    _bump(database, "a")
    [new] = _claim(database, later=2 * MINUTE)
    _finish(database, new)
    _finish(database, old)
    with database.reading() as session:
        assert marks.waiting(session) == 0


def test_the_eighth_failure_parks_a_mark_where_people_see_it(database):
    _bump(database, "a")
    for number in range(8):
        [claimed] = _claim(database, later=timedelta(hours=number))
        with database.transaction() as session:
            late = clock.now() + timedelta(hours=number)
            marks.fail(session, claimed, ValueError("private words"), now=late)
    assert _claim(database, later=timedelta(days=1)) == []
    with database.reading() as session:
        [parked] = marks.parked(session)
        assert (parked.key, parked.error) == ("a", "ValueError")
        assert marks.waiting(session) == 0
    _bump(database, "a")
    assert len(_claim(database)) == 1, "a new reason to work gives it a new chance"


def test_a_failure_lets_the_mark_rest(database):
    _bump(database, "a")
    [claimed] = _claim(database)
    with database.transaction() as session:
        marks.fail(session, claimed, ValueError(), now=clock.now())
    assert _claim(database) == []
    assert len(_claim(database, later=timedelta(seconds=3))) == 1


def test_a_rolled_back_writer_leaves_no_mark(database):
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        marks.bump(session, "count", ["a"], now=clock.now())
        1 / 0  # noqa: B018
    assert _claim(database) == []


STEPS = st.lists(st.sampled_from(["write", "claim", "finish", "fail", "die", "wait"]), max_size=30)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_happens_the_last_write_is_worked_on(database, steps):
    """Two workers that finish, fail or die in any order; then one that does what is left."""
    key, written, held, later = new_id().hex, 0, [], timedelta(0)
    for step in steps:
        if step == "write":
            _bump(database, key)
            written += 1
        elif step == "wait":
            later += 2 * MINUTE
        elif step == "claim":
            held += _claim(database, later=later)
        elif held:
            _end(database, step, held.pop(), later)
    for round_ in range(3):
        for claimed in _claim(database, later=later + (round_ + 1) * timedelta(hours=1)):
            _finish(database, claimed)
    with database.reading() as session:
        mark = session.get(marks.Mark, ("count", key))
    assert (mark.seq, mark.done) == (written, written) if written else mark is None


def _end(database, how, claimed, later):
    if how == "finish":
        _finish(database, claimed)
    elif how == "fail":
        with database.transaction() as session:
            marks.fail(session, claimed, ValueError(), now=clock.now() + later)
