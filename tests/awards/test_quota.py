"""Quota rules are data: two a city, one of the county or below, half of the whole list."""

from hypothesis import given
from hypothesis import strategies as st

from service.awards import cycles, quota
from service.awards.quota import Listed, Verdict

RULES = cycles.library_cycle("2014-2016")["quota_rules"]


def verdicts(*listed):
    found = quota.weigh(RULES, [Listed(*one) for one in listed])
    return {(one.rule["key"], one.city): one.verdict for one in found}


def test_two_windows_of_a_city_are_welcome_and_a_third_is_not():
    two = [("210100", True), ("210100", False)]
    assert verdicts(*two)["R-CITY", "210100"] is Verdict.MET
    assert verdicts(*two, ("210100", True))["R-CITY", "210100"] is Verdict.BROKEN


def test_a_city_window_first_leaves_the_county_place_open():
    assert verdicts(("210100", False))["R-COUNTY", "210100"] is Verdict.OPEN


def test_two_city_windows_leave_no_place_for_the_county():
    assert verdicts(("210100", False), ("210100", False))["R-COUNTY", "210100"] is Verdict.BROKEN


def test_only_the_hard_rule_blocks_the_others_ask_for_a_reason():
    found = quota.weigh(RULES, [Listed("210100", False)] * 3)
    assert [one.rule["key"] for one in found if one.blocks] == ["R-CITY"]
    assert {one.rule["key"] for one in found if one.asks_reason} == {"R-COUNTY", "R-RATIO"}


def test_provincial_windows_belong_to_no_city_but_count_on_the_list():
    found = verdicts((None, False), ("210100", True), ("210100", False))
    assert found["R-RATIO", None] is Verdict.BROKEN
    assert ("R-CITY", None) not in found


def test_fourteen_cities_with_two_each_and_one_county_each_are_just_half():
    everybody = [(str(210100 + n * 100), county) for n in range(14) for county in (True, False)]
    assert verdicts(*everybody)["R-RATIO", None] is Verdict.MET
    assert verdicts(*everybody, (None, False))["R-RATIO", None] is Verdict.BROKEN


def test_an_empty_list_breaks_nothing():
    assert quota.weigh(RULES, []) == []


@given(st.lists(st.tuples(st.sampled_from([None, "a", "b", "c"]), st.booleans()), max_size=12))
def test_the_order_of_a_list_says_nothing(listed):
    assert verdicts(*listed) == verdicts(*reversed(listed))


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans()), max_size=12))
def test_what_is_open_can_be_met_by_adding_county_windows(listed):
    for (key, city), verdict in verdicts(*listed).items():
        if verdict is Verdict.OPEN:
            assert verdicts(*listed, (city, True))[key, city] is Verdict.MET
