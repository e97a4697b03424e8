"""Each kind of question takes what fits, refuses what does not, and weighs it fairly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import questions
from tests.visits.answers import items, library, values

KEYS = ("visit.hall", "visit.hotline", "visit.website")
BY_KIND = {
    item["kind"]: item
    for key in KEYS
    for body in [library(key)]
    for item in items(body, body["window_kinds"][0])
}
VACANT = BY_KIND["vacant_post"]


def outcome(value, item, note=None):
    return questions.outcome(questions.validate({"value": value, "note": note}, item), item)


def test_the_library_uses_every_kind_and_no_other():
    assert set(BY_KIND) == set(questions.KINDS)


@given(st.data())
def test_an_outcome_lies_between_nothing_and_all_and_has_words(data):
    item = data.draw(st.sampled_from(list(BY_KIND.values())))
    cleaned = questions.validate({"value": data.draw(values(item))}, item)
    found = questions.outcome(cleaned, item)
    assert (found is None) == (cleaned["value"] == questions.NA)
    assert found is None or 0 <= found <= 1
    sentence, filling = questions.summarise(cleaned, item)
    assert sentence % filling


@given(st.data())
def test_cleaning_twice_changes_nothing(data):
    item = data.draw(st.sampled_from(list(BY_KIND.values())))
    cleaned = questions.validate({"value": data.draw(values(item))}, item)
    assert questions.validate(cleaned, item) == cleaned


@given(st.integers(0, 200), st.integers(0, 200))
def test_longer_waits_and_more_lapses_never_count_for_more(first, second):
    less, more = sorted((first, second))
    for kind in ("time", "count"):
        assert outcome(less, BY_KIND[kind]) >= outcome(more, BY_KIND[kind])


@given(st.integers(1, 50), st.data())
def test_more_of_the_same_number_counts_for_more(whole, data):
    few, many = sorted(data.draw(st.tuples(st.integers(0, whole), st.integers(0, whole))))
    item = BY_KIND["ratio"]
    assert outcome({"part": few, "whole": whole}, item) <= outcome(
        {"part": many, "whole": whole}, item
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("yes_no", None),
        ("yes_no", "maybe"),
        ("yes_no", True),
        ("yes_no", ["yes"]),
        ("three_steps", "0.5"),
        ("ratio", {"part": 9, "whole": 8}),
        ("ratio", {"part": 0, "whole": 0}),
        ("ratio", {"part": 1}),
        ("ratio", 5),
        ("count", -1),
        ("count", "1.5"),
        ("count", "三"),
        ("count", 10_000),
        ("count", "1" * 5000),
        ("count", True),
        ("count", {}),
        ("time", ""),
        ("several", []),
        ("several", ["none", "seats"]),
        ("several", ["sofa"]),
        ("several", [["seats"]]),
        ("several", "seats"),
        ("words", "no"),
        ("words", {"heard": "yes", "phrase": "", "time": "09:30"}),
        ("words", {"heard": "yes", "phrase": "自己看", "time": "25:00"}),
        ("words", {"heard": "yes", "phrase": "看" * 201, "time": "09:30"}),
        ("vacant_post", {"due": 0, "open": 0, "vacant": 0}),
        ("vacant_post", {"due": 5, "open": 4, "vacant": 2}),
        ("vacant_post", {"due": 5, "open": 4, "vacant": 1, "minutes": 5}),
        (
            "vacant_post",
            {"due": 5, "open": 4, "vacant": 1, "minutes": 5, "notice": "no", "reason": "x"},
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(kind, value):
    with pytest.raises(questions.UnfitError, match="。"):
        questions.validate({"value": value}, BY_KIND[kind])


def test_a_number_typed_on_a_phone_is_a_number():
    assert questions.validate({"value": " 12 "}, BY_KIND["count"]) == {"value": 12}
    assert questions.validate({"value": "１２"}, BY_KIND["count"]) == {"value": 12}


def test_a_note_is_kept_and_a_long_one_refused():
    item = BY_KIND["yes_no"]
    assert questions.validate({"value": "yes", "note": " 靠门 "}, item)["note"] == "靠门"
    with pytest.raises(questions.UnfitError, match="500"):
        questions.validate({"value": "yes", "note": "长" * 501}, item)


LEFT = {"due": 10, "open": 8, "vacant": 2, "minutes": 12, "notice": "no"}


class TestVacantPosts:
    """无特殊原因不得空岗: a vacancy counts unless a notice stood there or the reason is good."""

    def test_nobody_away(self):
        assert outcome({"due": 10, "open": 9, "vacant": 0}, VACANT) == 1

    def test_two_of_ten_without_a_word(self):
        assert outcome(LEFT, VACANT) == Fraction(8, 10)

    def test_with_a_notice_it_is_not_held_against_them(self):
        assert outcome({**LEFT, "notice": "yes"}, VACANT) == 1

    @pytest.mark.parametrize("reason", ["fault", "emergency", "meal", "training"])
    def test_with_a_good_reason_neither(self, reason):
        assert outcome({**LEFT, "reason": reason}, VACANT) == 1

    def test_ten_minutes_are_accepted_for_the_toilet_and_eleven_are_not(self):
        assert outcome({**LEFT, "reason": "toilet", "minutes": 10}, VACANT) == 1
        assert outcome({**LEFT, "reason": "toilet", "minutes": 11}, VACANT) == Fraction(8, 10)

    def test_another_reason_must_be_written_down(self):
        with pytest.raises(questions.UnfitError, match="备注"):
            questions.validate({"value": {**LEFT, "reason": "other"}}, VACANT)
        assert outcome({**LEFT, "reason": "other"}, VACANT, note="消防演练") == 1

    def test_an_excuse_never_lowers_the_outcome(self):
        for reason in questions.REASONS:
            excused = outcome({**LEFT, "reason": reason}, VACANT, note="原因")
            assert excused >= outcome(LEFT, VACANT)
