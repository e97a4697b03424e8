"""Where too few people rate, the unit above answers, and the window is told when none is known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from service.core import clock, marks
from service.core.problems import Problem
from service.notices.models import Notice
from surveys.low_ratings.life import PATIENCE
from surveys.low_ratings.raising import quarter_after_next
from surveys.work import LOW_RATING_WAITS
from tests.low_ratings.conftest import ANSWER, NOW
from workers.drain import drain

LATER = NOW + PATIENCE
WORDS = "叫了号没有人理我，柜台里在聊天。"


@pytest.fixture
def alone(low):
    """The only rating of a quiet window, and the ten days after it."""
    low.rate(1, comment=WORDS)
    with clock.at(LATER):
        drain(low.database)
        yield low


def seen_by(low, sign_in, account):
    return sign_in(account).get(f"/low-ratings/{low.case().id}").status_code


def test_for_ten_days_it_waits_for_others(low):
    low.rate(1)
    with clock.at(LATER - timedelta(minutes=1)):
        drain(low.database)
    assert low.case().raised_to is None


def test_then_the_unit_above_takes_it_over_and_the_window_does_not_see_it(alone, cast, sign_in):
    case = alone.case()
    assert (case.raised_to, case.told_at) == ("210000/210100/", None)
    assert alone.clocks(case)["low_rating.verify"].owner_path == case.raised_to
    told = {each.account_id for each in alone.read(Notice)}
    assert told == {cast.wu.id}
    assert seen_by(alone, sign_in, cast.wang) == 404
    page = sign_in(cast.wu).get(f"/low-ratings/{case.id}").text
    assert "上级代办" in page
    assert WORDS in page, "whoever looks into it reads the words"
    assert "登记台账" not in page
    assert "可以申诉" not in page
    with pytest.raises(Problem) as refused:
        alone.verify(case)
    assert refused.value.status == 404


def test_the_unit_verifies_and_settles_and_the_citizen_reads_it(alone, cast, client):
    told = client.post("/r", data={"receipt": alone.receipt}).get_data(as_text=True)
    assert "由上一级单位核实" in told
    verified = alone.verify(alone.case(), by=cast.wu)
    with pytest.raises(Problem) as refused:
        alone.settle(verified, by=cast.wu, how="registered")
    assert "settlement" in refused.value.fields
    alone.settle(verified, by=cast.wu)
    assert ANSWER in client.post("/r", data={"receipt": alone.receipt}).get_data(as_text=True)
    assert alone.case().told_at is None


def test_nobody_appeals_in_the_place_of_a_window_that_knows_of_nothing(alone, cast):
    with pytest.raises(Problem) as refused:
        alone.appeal(alone.case(), by=cast.wu)
    assert refused.value.status == 404


def test_five_ratings_later_it_stays_with_the_unit(alone):
    for _ in range(5):
        alone.rate(5, day=clock.day_of(LATER))
    assert (alone.case().told_at, alone.case().raised_to) == (None, "210000/210100/")


def test_the_window_reads_it_when_the_quarter_after_the_next_begins(alone, cast, sign_in):
    alone.settle(alone.verify(alone.case(), by=cast.wu), by=cast.wu)
    with clock.at(datetime(2027, 3, 31, 15, 59, tzinfo=UTC)):
        drain(alone.database)
        assert seen_by(alone, sign_in, cast.wang) == 404
    with clock.at(datetime(2027, 3, 31, 16, 0, tzinfo=UTC)):
        drain(alone.database)
        page = sign_in(cast.wang).get(f"/low-ratings/{alone.case().id}").text
    assert ANSWER in page
    assert "2026-11<" in page, "the month, not the day"
    assert WORDS not in page


def test_told_in_time_nothing_goes_up(low):
    case = low.told()
    with clock.at(LATER):
        drain(low.database)
    assert low.case(case.rating_id).raised_to is None
    assert low.acts(case).count("raise_low_rating") == 0


def test_a_look_repeated_changes_nothing(alone, database):
    before = alone.case().version
    with database.transaction() as session:
        marks.bump(session, LOW_RATING_WAITS, [str(alone.case().id)], now=LATER)
    drain(database)
    assert alone.case().version == before
    assert len(alone.clocks(alone.case())) == 1


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 10, 1), date(2027, 4, 1)),
        (date(2026, 12, 31), date(2027, 4, 1)),
        (date(2027, 1, 1), date(2027, 7, 1)),
        (date(2026, 6, 30), date(2026, 10, 1)),
    ],
)
def test_the_quarter_after_the_next_is_at_least_three_months_on(day, told):
    assert quarter_after_next(day) == told
