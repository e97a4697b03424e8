"""The drain loop does what is asked, once it is asked, whatever breaks on the way."""

import time
from datetime import timedelta

from service.core import clock, marks
from tests.workers.conftest import KIND, note_slowly
from workers.drain import Drain, drain
from workers.jobs import JOBS, Job


def _wait_until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def test_everything_due_is_done(database, job, ask, runs):
    ask("a", "b", "c")
    assert drain(database) == 3
    assert runs() == ["a", "b", "c"]
    assert drain(database) == 0


def test_one_broken_mark_does_not_stop_its_neighbours(database, job, ask, runs):
    ask("a", "broken", "c")
    drain(database)
    assert runs() == ["a", "c"]
    with database.reading() as session:
        assert marks.waiting(session) == 1


def test_a_broken_mark_is_tried_eight_times_then_parked(database, job, ask):
    ask("broken")
    start = clock.now()
    for hour in range(9):
        with clock.at(start + timedelta(hours=hour)):
            drain(database)
    with database.reading() as session:
        [parked] = marks.parked(session)
        assert parked.tries == 8


def test_a_ring_wakes_the_thread(database, job, ask, runs):
    loop = Drain(database, sweep=60, rest=0.01)
    loop.start()
    try:
        ask("a")
        loop.ring()
        _wait_until(lambda: runs() == ["a"])
    finally:
        loop.stop()


def test_the_sweep_finds_what_no_bell_told(database, job, ask, runs):
    loop = Drain(database, sweep=0.05, rest=0.01)
    loop.start()
    try:
        ask("a")
        _wait_until(lambda: runs() == ["a"])
    finally:
        loop.stop()


def test_work_waiting_and_parked_is_seen_on_the_health_pages(client, database, job, ask):
    ask("broken")
    ready = client.get("/readyz").get_json()
    assert ready["work"] == "ok"
    text = client.get("/metrics").get_data(as_text=True)
    assert "mingchuang_marks_waiting 1.0" in text
    start = clock.now()
    for hour in range(8):
        with clock.at(start + timedelta(hours=hour)):
            drain(database)
    assert client.get("/readyz").get_json()["work"] == "1 parked"


def test_a_round_ends_although_there_is_always_more_to_do(database, monkeypatch, ask, runs):
    """Citizens go on rating while their window is recounted."""

    def count_while_others_write(database, key, now):
        note_slowly(database, key, now)
        ask(key)

    monkeypatch.setitem(JOBS, KIND, Job(slow=count_while_others_write))
    ask("a")
    assert drain(database, most=50) == 1
    assert drain(database, most=50) == 1, "and the next round finds it"
    assert runs() == ["a", "a"]
