"""A window sees comments later and in batches, so that nobody can tell who wrote what."""

import uuid
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.clock import SHANGHAI
from surveys.ratings import draft, operations
from surveys.ratings.draft import Answer, Source
from surveys.ratings.models import Rating, RatingState
from surveys.ratings.queries import BATCH, Batch, batches, released_comments
from tests.cast import rows

MONDAY = date(2026, 11, 2)


@pytest.fixture
def rated(database, place):
    """Store ratings on a day: one for each comment given, None for no comment."""

    def give(day, *comments):
        moment = datetime.combine(day, time(10), SHANGHAI)
        drafts = [
            draft.make(
                database.keys,
                place,
                Answer(4, comment=comment),
                client_key=uuid.uuid4(),
                source=Source(uuid.uuid4().bytes),
                now=moment,
            )
            for comment in comments
        ]
        with database.batch() as connection:
            operations.store(connection, drafts)

    return give


@pytest.fixture
def released(database, cast):
    def read(today):
        with database.reading() as session:
            return released_comments(session, cast.window["city_hall"].id, today)

    return read


def test_a_week_of_five_is_released_when_it_has_ended(rated, released):
    rated(MONDAY, "甲", None, None)
    rated(MONDAY + timedelta(days=4), "乙", None)
    assert released(MONDAY + timedelta(days=6)) == []
    comments = released(MONDAY + timedelta(days=7))
    assert {comment.text for comment in comments} == {"甲", "乙"}
    assert {comment.batch for comment in comments} == {Batch(MONDAY, date(2026, 11, 8))}


def test_a_quiet_week_waits_for_the_next_ones(rated, released):
    rated(MONDAY, "独自一人")
    rated(MONDAY + timedelta(days=7), None, None, None)
    assert released(MONDAY + timedelta(days=14)) == []
    rated(MONDAY + timedelta(days=14), "第五人")
    [one, other] = released(MONDAY + timedelta(days=21))
    assert {one.text, other.text} == {"独自一人", "第五人"}
    assert one.batch == other.batch == Batch(MONDAY, date(2026, 11, 22))


def test_newest_come_first_and_other_windows_are_not_mixed_in(rated, released, database, cast):
    rated(MONDAY, "早", *[None] * 4)
    rated(MONDAY + timedelta(days=7), "晚", *[None] * 4)
    assert [comment.text for comment in released(date(2026, 12, 1))] == ["晚", "早"]
    with database.reading() as session:
        assert released_comments(session, cast.window["station"].id, date(2026, 12, 1)) == []


def test_held_ratings_count_towards_the_batch_but_their_words_are_not_shown(
    rated, released, database
):
    rated(MONDAY, "刷单", "真话", None, None, None)
    with database.transaction() as session:
        (stuffed,) = [each for each in rows(session, Rating) if each.comment == "刷单"]
        stuffed.state = RatingState.HELD
    assert [comment.text for comment in released(date(2026, 12, 1))] == ["真话"]


DAYS = st.dictionaries(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 9), max_size=60
).map(lambda days: sorted(days.items()))


@given(DAYS)
def test_every_batch_holds_enough_ratings_and_whole_weeks(days):
    made = list(batches(days))
    for batch in made:
        held = sum(number for day, number in days if batch.first_day <= day <= batch.last_day)
        assert held >= BATCH
        assert (batch.first_day.weekday(), batch.last_day.weekday()) == (0, 6)
    assert all(a.last_day < b.first_day for a, b in pairwise(made))


@given(DAYS, DAYS)
def test_what_was_released_stays_as_it_was_when_more_ratings_come(days, more):
    last = max((day for day, _ in days), default=date(2026, 1, 1))
    next_week = last + timedelta(days=7 - last.weekday())
    later = [(day, number) for day, number in more if day >= next_week]
    before = list(batches(days))
    assert list(batches(days + later))[: len(before)] == before
