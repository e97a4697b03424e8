"""Complaints and visits by month: what counts, what never does, and what no number may tell."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from surveys.complaints.models import ComplaintKind, ComplaintState, Finding
from surveys.rollups import operations
from surveys.rollups.models import CaseMonth
from surveys.visits.models import VisitState
from workers.drain import drain

from .raw import TODAY

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


@pytest.fixture
def month(database, raw):
    """Do the waiting work and return the figures of a month (this one unless told otherwise)."""

    def counted(first=NOVEMBER):
        drain(database)
        with database.reading() as session:
            assert operations.differences(session)["case_month"] == 0
            return session.scalar(select(CaseMonth).where(CaseMonth.month == first))

    return counted


def test_complaints_count_in_the_month_they_arrived(database, raw, month):
    with database.transaction() as session:
        raw.complain(session, day=date(2026, 10, 31))
        raw.complain(session, day=date(2026, 11, 1))
        raw.complain(session, day=TODAY, kind=ComplaintKind.PRAISE, category=None)
    assert (month().complaints, month().praises, month(OCTOBER).complaints) == (1, 1, 1)


def test_only_what_was_found_true_is_upheld(database, raw, month):
    with database.transaction() as session:
        for finding in Finding:
            raw.complain(session, closed=TODAY, finding=finding)
        raw.complain(session, state=ComplaintState.NOT_ACCEPTED)
    assert (month().complaints, month().closed, month().upheld) == (5, 4, 2)


def test_the_last_due_day_is_in_time_until_midnight_in_shanghai(database, raw, month):
    with database.transaction() as session:
        raw.complain(session, due=TODAY, closed=TODAY)
        raw.complain(session, due=TODAY, closed=TODAY + timedelta(days=1))
    assert (month().closed, month().closed_on_time) == (2, 1)


def test_a_reply_counts_as_answered(database, raw, month):
    with database.transaction() as session:
        raw.complain(session, state=ComplaintState.ANSWERED, reply="已经道歉并重新培训。")
        raw.complain(session, state=ComplaintState.ACCEPTED)
    assert (month().complaints, month().answered) == (2, 1)


@pytest.mark.parametrize(
    ("closed", "finding", "told"),
    [
        (None, None, 0),
        (TODAY, Finding.UNFOUNDED, 0),
        (TODAY, Finding.INCONCLUSIVE, 0),
        (TODAY, Finding.PARTIAL, 1),
    ],
)
def test_no_number_gives_a_grave_complaint_away(database, raw, month, closed, finding, told):
    with database.transaction() as session:
        raw.complain(session, is_grave=True, category="GIFT", closed=closed, finding=finding)
        raw.complain(session, kind=ComplaintKind.PRAISE, category=None)
    assert month().complaints == told


def test_a_visit_counts_once_it_is_disclosed_and_scores(database, raw, month):
    with database.transaction() as session:
        raw.visit(session, score=9050)
        raw.visit(session, score=8000)
        raw.visit(session, score=5000, state=VisitState.SUBMITTED, disclosed_at=None)
        raw.visit(session, score=None, observe_only=True)
    assert (month().visits, month().visit_score_sum) == (2, 17050)


def test_counting_again_changes_nothing_and_an_empty_month_has_no_row(database, raw, month):
    with database.transaction() as session:
        complaint = raw.complain(session)
        for _ in range(2):
            operations.rebuild_cases(session, raw.window.id, NOVEMBER)
        assert session.scalar(select(CaseMonth)).complaints == 1
        session.delete(complaint)
        session.flush()
        operations.rebuild_cases(session, raw.window.id, NOVEMBER)
    assert month() is None
