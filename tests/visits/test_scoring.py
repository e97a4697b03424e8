"""The published rule: shares of the points that apply, never below 0 or above 100."""

import copy
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import questions
from surveys.visits import scoring
from tests.visits.answers import best, good_visit, items, library, visits

HALL = library()
DAY = date(2026, 11, 20)


def score(answers, body=HALL, kind="SI"):
    known = {item["id"]: item for item in items(body, kind)}
    cleaned = {name: questions.validate(answer, known[name]) for name, answer in answers.items()}
    return scoring.result(body, kind, cleaned, observed_on=DAY)


@pytest.mark.parametrize("key", ["visit.hall", "visit.hotline", "visit.website"])
def test_a_faultless_visit_has_a_hundred_points(key):
    body = library(key)
    for kind in body["window_kinds"]:
        assert score(good_visit(body, kind), body, kind).score == 10_000


def test_one_lapse_costs_just_its_weight():
    assert score(good_visit(B2="no")).score == 9_800
    assert score(good_visit(C1="half")).score == 9_900
    assert score(good_visit(H1="no")).score == 9_980


def test_uniforms_count_twice_once_for_attire_and_once_for_the_four_unities():
    assert score(good_visit(B1={"part": 0, "whole": 8})).score == 10_000 - 400 - 50


def test_what_does_not_apply_leaves_the_denominator():
    assert score(good_visit(B1="na")).score == 10_000
    assert score(good_visit(B1="na", B2="no")).score == round(10_000 * (1 - 200 / 9_550))


def test_a_grassroots_station_is_not_asked_for_what_it_need_not_have():
    asked = {item["id"] for _, item in scoring.items(HALL, "GRASS")}
    assert asked.isdisjoint({"F2", "F3", "F6"})
    assert score(good_visit(kind="GRASS"), kind="GRASS").applicable == 9_600


def test_four_fifths_of_the_points_must_be_answered():
    answers = good_visit()
    for name in ("A1", "A3", "C4"):  # 20 points
        del answers[name]
    assert score(answers).score == 10_000
    del answers["H1"]
    unscored = score(answers)
    assert (unscored.score, unscored.is_scorable) == (None, False)


def test_an_empty_visit_has_no_score():
    assert score({}).score is None
    assert score({item["id"]: {"value": "na"} for item in items()}).score is None


@settings(max_examples=60)
@given(visits())
def test_a_score_lies_between_0_and_100_or_there_is_none(answers):
    found = scoring.result(HALL, "SI", answers, observed_on=DAY)
    assert found.answered <= found.applicable <= 10_000
    assert found.score is None or 0 <= found.score <= 10_000
    assert (found.score is None) == (not found.is_scorable)


@settings(max_examples=60)
@given(visits(), st.data())
def test_a_better_answer_never_lowers_the_score(answers, data):
    counted = [item for item in items() if answers.get(item["id"], {}).get("value", "na") != "na"]
    if not counted:
        return
    item = data.draw(st.sampled_from(counted))
    better = {**answers, item["id"]: questions.validate({"value": best(item)}, item)}
    before, after = (
        scoring.result(HALL, "SI", answers, observed_on=DAY),
        scoring.result(HALL, "SI", better, observed_on=DAY),
    )
    assert after.share() >= before.share()


@settings(max_examples=60)
@given(visits(), st.data())
def test_an_item_that_does_not_apply_changes_nothing_for_the_rest(answers, data):
    item = data.draw(st.sampled_from(items()))
    without = {name: answer for name, answer in answers.items() if name != item["id"]}
    dropped = {**without, item["id"]: {"value": "na"}}
    assert (
        scoring.result(HALL, "SI", dropped, observed_on=DAY).share()
        == scoring.result(HALL, "SI", without, observed_on=DAY).share()
    )


@given(st.data())
def test_answers_weigh_the_same_in_any_order(data):
    answers = data.draw(visits())
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert scoring.result(HALL, "SI", shuffled, observed_on=DAY) == scoring.result(
        HALL, "SI", answers, observed_on=DAY
    )


@pytest.mark.parametrize(
    ("hundredths", "text"), [(None, ""), (0, "0"), (8750, "87.5"), (6667, "66.67"), (10_000, "100")]
)
def test_points_are_written_short(hundredths, text):
    assert scoring.points(hundredths) == text


def test_a_new_item_is_only_observed_until_its_day():
    body = copy.deepcopy(HALL)
    known = {item["id"]: item for item in items(body, "SI")}
    known["B2"]["scored_from"] = "2026-11-21"
    assert score(good_visit(B2="no"), body).score == 10_000
    unanswered = good_visit()
    del unanswered["B2"]
    assert score(unanswered, body).answered == score(good_visit(), body).answered
    known["B2"]["scored_from"] = "2026-11-20"
    assert score(good_visit(B2="no"), body).score == 9_800
