"""Limits hold for one caller and one minute, and cost nobody else anything."""

import pytest
from werkzeug.exceptions import TooManyRequests

from service.web.security import Limiter


@pytest.fixture
def limiter():
    return Limiter()


def from_address(app, address, act):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return act()


def test_a_caller_who_sends_too_often_is_asked_to_wait(app, limiter):
    act = limiter.limit(2)(lambda: "done")
    assert [from_address(app, "203.0.113.1", act) for _ in range(2)] == ["done", "done"]
    with pytest.raises(TooManyRequests):
        from_address(app, "203.0.113.1", act)
    assert from_address(app, "203.0.113.2", act) == "done", "others are not asked to"


def test_a_minute_later_it_goes_on(app, limiter):
    act = limiter.limit(1)(lambda: "done")
    from_address(app, "203.0.113.1", act)
    limiter._minute -= 1
    assert from_address(app, "203.0.113.1", act) == "done"


def test_each_act_is_counted_by_itself(app, limiter):
    def complain():
        return "complained"

    def rate():
        return "rated"

    for act in (limiter.limit(1)(complain), limiter.limit(1)(rate)):
        assert from_address(app, "203.0.113.1", act)


def test_zero_means_no_limit_and_is_read_anew_each_time(app, limiter):
    stated = [0]
    act = limiter.limit(lambda: stated[0])(lambda: "done")
    assert [from_address(app, "203.0.113.1", act) for _ in range(100)] == ["done"] * 100
    stated[0] = 1
    from_address(app, "203.0.113.1", act)
    with pytest.raises(TooManyRequests):
        from_address(app, "203.0.113.1", act)


def test_no_address_is_kept(app, limiter):
    from_address(app, "203.0.113.1", limiter.limit(1)(lambda: "done"))
    assert "203.0.113" not in repr(limiter._counts)
