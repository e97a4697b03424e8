"""Who leaves a number with a low rating is called back, by somebody outside the window."""

from datetime import timedelta

import pytest

from service.core import clock
from service.core.problems import Problem
from service.people.queries import actor
from surveys.low_ratings import calls, queries
from surveys.low_ratings.models import LowRatingContact
from tests.low_ratings.conftest import NOW, PHONE


@pytest.fixture
def named(low):
    low.rate(1)
    low.leave_contact()
    return low.case()


def rate(low, account):
    with low.database.reading() as session:
        return calls.rate(session, queries.named(actor(session, account.id)))


def test_the_number_is_sealed(low, named):
    (kept,) = low.read(LowRatingContact)
    assert b"139" not in kept.sealed
    assert low.reveal(named, by=low.cast.wu) == PHONE
    assert "reveal_low_rating_contact" in low.acts(named)


def test_the_last_number_given_stands(low, named):
    low.leave_contact(contact="024-8888 9999")
    assert low.reveal(named, by=low.cast.feng) == "024-8888 9999"


def test_no_head_opens_it(low, named):
    for name in ("wang", "li", "zhou", "chu", "wei"):
        with pytest.raises(Problem) as refused:
            low.reveal(named, by=getattr(low.cast, name))
        assert refused.value.status == 404


def test_reached_it_is_over(low, named):
    low.call(named)
    with pytest.raises(Problem) as refused:
        low.call(named)
    assert refused.value.code == "called_already"
    assert rate(low, low.cast.wu) == calls.CallRate(named=1, reached=1, in_vain=0)


def test_three_days_in_vain_are_enough(low, named):
    for day in range(3):
        now = NOW + timedelta(days=day)
        low.call(named, how="not_reached", now=now)
        if day < 2:
            with pytest.raises(Problem) as refused:
                low.call(named, how="not_reached", now=now)
            assert refused.value.code == "tried_today"
    with pytest.raises(Problem) as refused:
        low.call(named, now=NOW + timedelta(days=3))
    assert refused.value.code == "called_already"
    assert rate(low, low.cast.wu).in_vain == 1


def test_a_second_try_on_the_same_day_may_reach(low, named):
    low.call(named, how="not_reached")
    assert calls.is_reached(low.call(named).calls)


def test_the_rate_goes_by_those_who_left_a_number(low, named):
    low.rate(1)
    low.rate(2)
    assert rate(low, low.cast.wu) == calls.CallRate(1, 0, 0)
    assert rate(low, low.cast.wu).share == 0
    assert rate(low, low.cast.zheng).share is None


def test_only_low_ratings_are_called_back(low):
    low.rate(4)
    with pytest.raises(Problem) as refused:
        low.leave_contact()
    assert refused.value.status == 422
    with pytest.raises(Problem) as refused:
        low.leave_contact(typed="7K3M-9X2P-QW4R-T8VB")
    assert refused.value.code == "unknown_receipt"


def test_after_fifteen_days_it_is_too_late(low):
    low.rate(1)
    with clock.at(NOW + timedelta(days=16)), pytest.raises(Problem) as refused:
        low.leave_contact()
    assert refused.value.status == 422
