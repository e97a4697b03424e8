"""A low rating opens a case; the window learns of it when nobody can be guessed."""

from datetime import date, timedelta

from sqlalchemy import func, select, update

from service.core import clock
from service.notices.models import Notice
from surveys.low_ratings.models import LowRating
from surveys.ratings.models import Rating, RatingState
from tests.low_ratings.conftest import NOW, TODAY
from workers.drain import drain


def test_only_the_last_two_levels_open_a_case(low):
    for level in (5, 4, 3, 2, 1):
        low.rate(level)
    assert sorted(case.level for case in low.read(LowRating)) == [1, 2]


def test_doing_the_work_twice_opens_one_case(low):
    low.rate(1)
    low.work()
    low.work()
    assert len(low.read(LowRating)) == 1


def test_a_held_rating_opens_none_until_it_counts(low):
    made = low.rate(1, state=RatingState.HELD)
    assert low.case() is None
    with low.database.transaction() as session:
        session.execute(update(Rating).values(state=RatingState.COUNTED))
    low.work()
    assert low.case().rating_id == made


def test_the_window_is_told_when_five_ratings_stand_together(low):
    made = low.rate(1)
    for _ in range(3):
        low.rate(5)
        assert low.case(made).told_at is None
    assert not low.clocks(low.case(made))
    low.rate(5)
    assert low.case(made).told_at == NOW
    assert (
        low.clocks(low.case(made))["low_rating.verify"].owner_path
        == low.cast.window["city_hall"].path
    )


def test_where_in_the_five_it_stood_does_not_show(low):
    """The last of five is told at once, the first only when the other four are there."""
    for _ in range(4):
        low.rate(5)
    assert low.told(window="city_hall") is not None
    first = low.read(LowRating)[0]
    assert first.told_at == NOW


def test_a_quiet_day_waits_for_the_next_ones(low):
    made = low.rate(2)
    with clock.at(NOW + timedelta(days=1)):
        for _ in range(3):
            low.rate(5, day=TODAY + timedelta(days=1))
        assert low.case(made).told_at is None
        low.rate(5, day=TODAY + timedelta(days=1))
        assert low.case(made).told_at == NOW + timedelta(days=1)


def test_the_clock_is_one_working_day_from_the_telling(low):
    case = low.told()
    clocks = low.clocks(case)
    assert set(clocks) == {"low_rating.verify"}
    assert clocks["low_rating.verify"].due_on == date(2026, 11, 25)


def test_the_head_is_told_and_nobody_elses_head(low):
    low.told()
    notices = low.read(Notice)
    assert [(each.kind, each.account_id) for each in notices] == [
        ("low_rating_opened", low.cast.wang.id)
    ]


def test_what_came_in_with_former_years_opens_nothing(low):
    long_ago = TODAY - timedelta(days=60)
    low.rate(1, day=long_ago)
    assert low.case() is None


def test_a_rating_excluded_elsewhere_ends_its_case(low):
    case = low.told()
    with low.database.transaction() as session:
        session.execute(
            update(Rating).where(Rating.id == case.rating_id).values(state=RatingState.EXCLUDED)
        )
    low.work()
    after = low.case(case.rating_id)
    assert after.state == "excluded"
    assert low.clocks(case)["low_rating.verify"].cancelled_at
    assert "drop_low_rating" in low.acts(case)


def test_a_rating_handed_in_by_a_phone_opens_its_case_in_the_worker(low, client):
    """No second mark: the rating's own mark does it."""
    from service.core.marks import Mark  # noqa: PLC0415 -- counted here alone

    code = low.cast.post_code()
    seen = client.get(f"/api/v1/q/{code}").get_json()
    sent = {"ticket": seen["ticket"], "level": 1, "reasons": []}
    assert client.post("/api/v1/ratings", json=sent).status_code == 201
    with low.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Mark)) == 1
    drain(low.database)
    assert low.case().level == 1
