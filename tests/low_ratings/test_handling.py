"""The window verifies, and puts right, registers or explains; on time or not, all is written."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.core.problems import Problem
from service.notices.models import Notice
from service.windows.models import ServiceWindow, WindowState
from surveys.rectifications.models import Rectification
from tests.low_ratings.conftest import ANSWER, FOUND, NOW


def test_verified_then_put_right_at_once(low):
    case = low.told()
    verified = low.verify(case)
    assert (verified.state, verified.found) == ("verified", FOUND)
    clocks = low.clocks(case)
    assert clocks["low_rating.verify"].met_at == NOW
    assert clocks["low_rating.fix"].due_on == date(2026, 12, 15)
    closed = low.settle(verified)
    assert (closed.state, closed.settlement, closed.answer) == ("closed", "fixed", ANSWER)
    assert low.clocks(case)["low_rating.fix"].met_at == NOW
    steps = ["open", "tell", "verify", "settle"]
    assert low.acts(case) == sorted(f"{step}_low_rating" for step in steps)


def test_what_is_registered_becomes_a_rectification_with_a_date(low):
    case = low.settle(low.verify(low.told()), how="registered", due_days=5)
    (made,) = low.read(Rectification)
    assert (made.source, made.source_id, made.issue) == ("low_rating", case.id, ANSWER)
    assert low.clocks(made)["rectification.fix"].due_on == date(2026, 12, 1)


def test_days_are_for_what_is_registered_alone(low):
    verified = low.verify(low.told())
    with pytest.raises(Problem) as refused:
        low.settle(verified, how="explained", due_days=5)
    assert refused.value.status == 422


def test_nothing_is_settled_before_it_is_verified(low):
    with pytest.raises(Problem) as refused:
        low.settle(low.told())
    assert refused.value.code == "changed_meanwhile"


def test_nobody_elses_head_and_no_one_above_answers_for_the_window(low):
    case = low.told()
    for name in ("li", "feng", "wu", "chen", "zhao", "chu"):
        with pytest.raises(Problem) as refused:
            low.verify(case, by=getattr(low.cast, name))
        assert refused.value.status == 404


def test_a_window_cannot_answer_before_it_is_told(low):
    low.rate(1)
    with pytest.raises(Problem) as refused:
        low.verify(low.case())
    assert refused.value.status == 404


def test_who_is_second_is_told_what_changed(low):
    case = low.told()
    low.verify(case)
    with pytest.raises(Problem) as refused:
        low.verify(case)
    assert refused.value.status == 409
    assert refused.value.fields == {"state": "verified", "version": 2}


def test_late_is_late(low):
    case = low.told()
    low.verify(case, now=NOW + timedelta(days=3))
    assert low.clocks(case)["low_rating.verify"].overdue_at


def test_a_merged_windows_case_goes_on_with_the_one_that_took_it_over(low):
    case = low.told(window="county_hall")
    county, city = low.cast.window["county_hall"], low.cast.window["city_hall"]
    low.rate(1, window="county_hall")
    with low.database.transaction() as session:
        session.execute(
            update(ServiceWindow)
            .where(ServiceWindow.id == county.id)
            .values(state=WindowState.MERGED, merged_into_id=city.id)
        )
    for _ in range(4):
        low.rate(5, window="county_hall")
    (notice,) = low.read(Notice, Notice.account_id == low.cast.wang.id)
    assert notice.subject_id != case.id, "told of what came after the merger"
    low.verify(case, by=low.cast.wang)
    assert low.clocks(case)["low_rating.fix"].owner_path == city.path
    with pytest.raises(Problem):
        low.appeal(low.case(case.rating_id), by=low.cast.feng)
    assert low.appeal(low.case(case.rating_id)).appeal.decider_path == "210000/"
