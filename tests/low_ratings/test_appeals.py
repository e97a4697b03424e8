"""A window appeals; a second person one level above its owner decides; the rating stays."""

from datetime import date, timedelta

import pytest

from service.core.access import Role
from service.core.ledger import LedgerLeaf
from service.core.marks import Mark
from service.core.problems import Problem
from service.notices.models import Notice
from service.people.models import Grant
from surveys.low_ratings.models import LowRatingAppeal
from surveys.low_ratings.queries import appeals_between
from surveys.ratings.models import Rating
from surveys.rollups.models import CaseMonth, RatingDay
from tests.low_ratings.conftest import NOW, TODAY
from workers.drain import drain


def test_upheld_the_rating_counts_no_more_and_is_still_there(low):
    case = low.told()
    low.decide(low.appeal(case))
    (rating,) = low.read(Rating, Rating.id == case.rating_id)
    assert (rating.state, rating.level) == ("excluded", 1)
    drain(low.database)
    (day,) = low.read(RatingDay)
    assert (day.n1, day.n5, day.excluded) == (0, 4, 1)
    (month,) = low.read(CaseMonth)
    assert (month.appeals, month.appeals_upheld) == (1, 1)
    (leaf,) = low.read(LedgerLeaf, LedgerLeaf.kind == "rating_excluded")
    assert '"ground":"mistake"' in leaf.body


def test_rejected_it_goes_on_where_it_stood(low):
    case = low.decide(low.appeal(low.told()), how="rejected")
    assert case.state == "open"
    case = low.verify(case)
    assert low.settle(case).state == "closed"


def test_rejected_after_verification_it_is_still_verified(low):
    case = low.decide(low.appeal(low.verify(low.told())), how="rejected")
    assert case.state == "verified"


def test_the_clock_stands_still_until_it_is_decided(low):
    case = low.appeal(low.told())
    clocks = low.clocks(case)
    assert clocks["low_rating.verify"].paused_at == NOW
    assert clocks["appeal.decide"].due_on == date(2026, 12, 8)
    later = NOW + timedelta(days=6)
    low.decide(case, how="rejected", now=later)
    clocks = low.clocks(case)
    assert clocks["appeal.decide"].met_at == later
    assert clocks["low_rating.verify"].paused_at is None
    assert clocks["low_rating.verify"].overdue_at is None
    assert clocks["low_rating.verify"].due_on == date(2026, 12, 1)


def test_nobody_in_the_windows_line_decides(low):
    """The city owns the hall, so the city's handler and reviewer are in its line."""
    case = low.appeal(low.told())
    for name in ("wang", "li", "feng", "wu", "zheng", "chu", "zhou"):
        with pytest.raises(Problem) as refused:
            low.decide(case, by=getattr(low.cast, name))
        assert refused.value.status == 404, name


def test_of_a_county_window_the_city_decides(low):
    case = low.appeal(low.told(window="county_hall"), by=low.cast.li)
    with pytest.raises(Problem):
        low.decide(case, by=low.cast.zhou)
    assert low.decide(case, by=low.cast.feng).state == "excluded"


def test_who_filed_does_not_decide_even_with_another_role(low):
    case = low.appeal(low.told())
    with low.database.transaction() as session:
        province = low.cast.unit["210000"]
        session.add(Grant(account_id=low.cast.wang.id, role=Role.HANDLER, org_unit_id=province.id))
    with pytest.raises(Problem) as refused:
        low.decide(case, by=low.cast.wang)
    assert refused.value.status == 404


def test_two_deciding_at_once(low):
    case = low.appeal(low.told())
    low.decide(case, how="rejected")
    with pytest.raises(Problem) as refused:
        low.decide(case, by=low.cast.zhao)
    assert refused.value.status == 409
    assert refused.value.fields["state"] == "open"
    assert low.read(LowRatingAppeal)[0].decision == "rejected"


def test_one_appeal_is_all_there_is(low):
    case = low.decide(low.appeal(low.told()), how="rejected")
    with pytest.raises(Problem) as refused:
        low.appeal(case)
    assert refused.value.code == "changed_meanwhile"


def test_who_is_told(low):
    case = low.appeal(low.told())
    filed = {each.account_id for each in low.read(Notice) if each.kind == "appeal_filed"}
    cast = low.cast
    assert filed == {cast.chen.id, cast.zhao.id, cast.qian.id}
    low.decide(case)
    decided = [each.account_id for each in low.read(Notice) if each.kind == "appeal_decided"]
    assert decided == [cast.wang.id]


def test_appeals_are_counted_by_the_day_of_the_rating(low):
    low.decide(low.appeal(low.told()))
    low.appeal(low.told())
    window = low.cast.window["city_hall"].id
    with low.database.reading() as session:
        assert appeals_between(session, window, TODAY, TODAY) == (2, 1)
        assert appeals_between(session, window, date(2026, 1, 1), date(2026, 1, 31)) == (0, 0)


def test_a_decision_asks_for_the_figures_anew(low):
    case = low.appeal(low.told())
    with low.database.transaction() as session:
        session.query(Mark).delete()
    low.decide(case)
    assert {mark.kind for mark in low.read(Mark)} >= {"rating_day", "case_month"}
