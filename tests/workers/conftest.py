"""Workers are tried with a job of their own: it counts the writes that asked for it."""

import pytest

from service.core import clock, marks
from service.core.audit import AuditEvent, record
from workers.jobs import JOBS, Job

KIND = "tests_count"


def note(session, key, now):
    """Write one row per run; keys that say so fail."""
    if key.startswith("broken"):
        raise ValueError(key)
    record(session, actor_id=None, action="counted", subject="test", subject_id=key, now=now)


def note_slowly(database, key, now):
    with database.transaction() as session:
        note(session, key, now)


@pytest.fixture(params=["quick", "slow"])
def job(request, monkeypatch):
    made = Job(quick=note) if request.param == "quick" else Job(slow=note_slowly)
    monkeypatch.setitem(JOBS, KIND, made)
    return made


@pytest.fixture
def ask(database):
    def asked(*keys):
        with database.transaction() as session:
            marks.bump(session, KIND, keys, now=clock.now())

    return asked


@pytest.fixture
def runs(database):
    def counted():
        with database.reading() as session:
            rows = session.query(AuditEvent.subject_id).filter_by(action="counted")
            return sorted(row[0] for row in rows)

    return counted
