"""What stands behind a code is remembered for a moment, and never longer than is said."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from qr.models import CodeState, QrCode
from service.app import open_database
from service.core.problems import Problem
from surveys.ratings import reception
from surveys.ratings.reception import Reception


@contextmanager
def counted(database):
    """Count the statements that reach the database."""
    said = []

    def listen(connection, cursor, statement, *_):
        said.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", listen)
    yield said
    sa.event.remove(database.engine, "before_cursor_execute", listen)


@pytest.fixture
def desk(database, counter):
    return Reception(database)


def test_a_crowd_at_one_counter_is_one_look(database, desk, counter):
    desk.place(counter)
    with counted(database) as said:
        for typed in (counter, counter.lower(), f"{counter[:4]}-{counter[4:]}"):
            assert desk.place(typed).scan.code == counter
    assert said == []


def test_what_this_process_changes_is_seen_at_once(database, desk, counter):
    assert desk.place(counter).scan.is_open
    with database.transaction() as session:
        session.get(QrCode, counter).state = CodeState.REVOKED
    assert not desk.place(counter).scan.is_open


def test_what_another_process_changes_is_seen_a_moment_later(
    settings, database, desk, counter, monkeypatch
):
    assert desk.place(counter).scan.is_open
    other = open_database(settings)
    with other.transaction() as session:
        session.get(QrCode, counter).state = CodeState.REVOKED
    other.dispose()
    assert desk.place(counter).scan.is_open
    monkeypatch.setattr(reception, "MOMENT", 0)
    assert Reception(database).place(counter).scan.is_open is False


def test_a_moment_passes(database, counter, monkeypatch):
    monkeypatch.setattr(reception, "MOMENT", 0)
    desk = Reception(database)
    desk.place(counter)
    with counted(database) as said:
        desk.place(counter)
    assert said


def test_codes_that_lead_nowhere_are_not_remembered(desk):
    for _ in range(2):
        with pytest.raises(Problem):
            desk.place("00000000")
    assert desk._memories == {}


def test_memory_is_bounded(desk, counter, cast, monkeypatch):
    monkeypatch.setattr(reception, "MOST", 1)
    for window in ("county_hall", "station"):
        desk.place(cast.post_code(window))
        assert len(desk._memories) <= 2
