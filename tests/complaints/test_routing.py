"""A complaint never goes to the unit complained of."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.complaints import sheet
from surveys.complaints.routing import handler_of, owner_of
from surveys.forms.operations import LIBRARY

PROVINCE = "210000/"
CITY = "210000/210100/"
COUNTY = "210000/210100/210181/"
BODY = json.loads((LIBRARY / "complaint.json").read_text("utf-8"))["body"]


@pytest.mark.parametrize(
    ("owner", "handler"),
    [
        (PROVINCE, PROVINCE),
        (CITY, PROVINCE),
        (COUNTY, CITY),
        (COUNTY + "210181001/", COUNTY),
    ],
    ids=["province", "city", "county", "township"],
)
def test_one_level_above_the_owner_handles(owner, handler):
    assert owner_of(f"{owner}X-SI-01/") == owner
    assert handler_of(f"{owner}X-SI-01/", is_grave=False) == handler


@given(st.lists(st.from_regex(r"\d{6}", fullmatch=True), min_size=2, max_size=5), st.booleans())
def test_the_handler_stands_strictly_above_the_owner(codes, is_grave):
    owner = "/".join(codes) + "/"
    handler = handler_of(f"{owner}W-01/", is_grave=is_grave)
    assert owner.startswith(handler)
    assert handler != owner
    if is_grave:
        assert handler == codes[0] + "/"


def test_the_grave_categories_are_the_five_of_the_rulebook():
    grave = {each["key"] for each in sheet.categories(BODY) if sheet.is_grave(each)}
    assert grave == {"FAVOUR", "GIFT", "PRIVACY", "ABUSE", "RETALIATION"}


def test_the_form_offers_the_whole_vocabulary_once():
    keys = [each["key"] for each in sheet.categories(BODY)]
    assert sorted(keys) == sorted(
        [
            "ATTITUDE",
            "TABOO",
            "VACANT",
            "IDLE",
            "EVASION",
            "DELAY",
            "OBSTRUCT",
            "FIRST_ASK",
            "NOT_TOLD",
            "EXTRA_DOC",
            "MULTI_TRIP",
            "OPENNESS",
            "FEE",
            "FAVOUR",
            "GIFT",
            "PRIVACY",
            "INACTION",
            "ABUSE",
            "RETALIATION",
            "ERROR",
            "FACILITY",
            "OTHER",
        ]
    )
    assert all(each["zh"] and each["en"] for each in sheet.categories(BODY))


def test_grave_categories_stand_in_a_group_of_their_own():
    for group in BODY["groups"]:
        assert len({sheet.is_grave(each) for each in group["categories"]}) == 1
