"""Who is told what, and what a notice can never hold."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import clock
from service.core.access import Action
from service.notices import operations
from service.notices.kinds import FACTS, KINDS, WORDS, checked
from service.notices.models import Notice
from service.people.models import Account


@pytest.fixture
def told(database, cast):
    """Tell about a low rating and return the names of those who were told."""

    def tell(action, path, **given):
        with database.transaction() as session:
            operations.tell(
                session,
                **{
                    "kind": "due",
                    "action": action,
                    "path": path,
                    "subject": "rating",
                    "subject_id": uuid.uuid4(),
                    "endpoint": "desks.head",
                    "now": clock.now(),
                    **given,
                },
            )
            rows = session.query(Account.username).join(Notice, Notice.account_id == Account.id)
            return sorted(name for (name,) in rows)

    return tell


def test_the_head_of_the_window_is_told_and_no_other_head(told, cast):
    assert told(Action.ANSWER_COMPLAINT, cast.window["city_hall"].path) == ["wang"]


def test_the_nearest_office_is_told_and_not_every_office_above(told, cast):
    assert told(Action.HANDLE_COMPLAINT, cast.unit["210181"].path) == ["feng"]


def test_where_no_office_is_near_the_next_one_above_is_told(told, cast):
    assert told(Action.HANDLE_COMPLAINT, cast.unit["211224"].path) == ["chen"]


def test_who_left_is_not_told_and_the_office_above_is(told, cast, database):
    with database.transaction() as session:
        session.get(Account, cast.feng.id).disabled_at = clock.now()
    assert told(Action.HANDLE_COMPLAINT, cast.unit["210181"].path) == ["chen"]


def test_who_belongs_to_the_unit_complained_of_is_not_told(told, cast):
    city = cast.unit["210100"].path
    assert told(Action.HANDLE_COMPLAINT, city, outside=city) == ["chen"]


@pytest.mark.parametrize(
    "values",
    [
        {"matter": "他让我跑了三趟"},
        {"window": "我叫张三，电话13812345678"},
        {"category": "他态度很差"},
        {"day": "明天"},
        {"days": "三天"},
        {"number": True},
    ],
)
def test_a_notice_has_no_place_for_a_citizens_words(told, cast, values):
    with pytest.raises(ValueError, match=r"cannot hold|not the name"):
        told(Action.ANSWER_COMPLAINT, cast.window["city_hall"].path, values=values)


def test_a_notice_names_window_day_number_and_category(told, cast, database):
    values = {
        "window": cast.window["city_hall"].full_name,
        "category": "low_rating.verify",
        "day": date(2026, 10, 9),
        "days": 1,
        "number": 3,
    }
    told(Action.ANSWER_COMPLAINT, cast.window["city_hall"].path, values=values)
    with database.reading() as session:
        assert session.query(Notice).one().values == {**values, "day": "2026-10-09"}


ANYTHING = st.one_of(
    st.text(), st.integers(), st.dates(), st.datetimes(), st.booleans(), st.lists(st.text())
)


@given(st.dictionaries(st.one_of(st.sampled_from(sorted(FACTS)), st.text()), ANYTHING))
def test_whatever_a_room_passes_only_listed_words_days_and_numbers_are_kept(values):
    """Of free text only a window's name is left, and that must stand in the register."""
    try:
        kept = checked("due", values)
    except ValueError:
        return
    assert set(kept) <= set(FACTS)
    for name, value in kept.items():
        if name != "window" and isinstance(value, str):
            assert value in WORDS or date.fromisoformat(value)


def test_the_sentences_of_notices_leave_no_gap_to_fill():
    assert not any("%" in sentence for sentence in (*KINDS.values(), *WORDS.values()))


def test_a_kind_that_nobody_listed_is_refused(told, cast):
    with pytest.raises(ValueError, match="no kind"):
        told(Action.ANSWER_COMPLAINT, cast.window["city_hall"].path, kind="gossip")
