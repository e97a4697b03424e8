"""The checklists that come with the program follow the notices they quote."""

import json

import pytest

from service.windows.models import Kind
from surveys import questions
from surveys.forms.operations import LIBRARY

CHECKLISTS = {
    path.stem: json.loads(path.read_text("utf-8")) for path in LIBRARY.glob("visit.*.json")
}
NOTICES = {
    "人社部发〔2009〕53号",
    "人社部发〔2014〕91号",
    "辽人社〔2016〕149号",
    "人社部发〔2019〕13号",
}
#: the nine of 辽人社〔2016〕149号 二, in their order
CONDITIONS = {
    "politics", "discipline", "institutions", "platform", "convenience",
    "style", "team", "results", "supervision",
}  # fmt: skip
ITEMS = [
    pytest.param(item, id=f"{key}-{item['id']}")
    for key, read in CHECKLISTS.items()
    for section in read["body"]["sections"]
    for item in section["items"]
]


def items(read):
    return [item for section in read["body"]["sections"] for item in section["items"]]


@pytest.mark.parametrize("key", CHECKLISTS)
def test_the_weights_sum_to_exactly_100_points(key):
    assert sum(item["weight"] for item in items(CHECKLISTS[key])) == 100 * 100


@pytest.mark.parametrize("key", CHECKLISTS)
def test_the_file_is_named_after_its_key_and_no_item_has_two_homes(key):
    read = CHECKLISTS[key]
    ids = [item["id"] for item in items(read)]
    assert read["key"] == key
    assert len(ids) == len(set(ids))
    assert all(item.get("copy_of") in {None, *ids} for item in items(read))


def test_every_kind_of_window_has_exactly_one_checklist():
    kinds = [kind for read in CHECKLISTS.values() for kind in read["body"]["window_kinds"]]
    assert sorted(kinds) == sorted(Kind)


def test_the_hall_checklist_weighs_its_sections_as_the_rulebook_says():
    weights = {
        section["id"]: sum(item["weight"] for item in section["items"])
        for section in CHECKLISTS["visit.hall"]["body"]["sections"]
    }
    assert weights == {
        "A": 2400, "B": 1000, "C": 1400, "D": 2000, "E": 1000, "F": 1200, "G": 600, "H": 400,
    }  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_is_complete(item):
    for text in (item["text"], item["evidence"]):
        assert text["zh"]
        assert text["en"]
    assert item["kind"] in questions.KINDS
    assert item["weight"] > 0
    assert item["level"] in {"normal", "key", "veto"}
    assert item["conditions"]
    assert set(item["conditions"]) <= CONDITIONS
    assert item["applies_to"]


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_has_what_its_kind_needs(item):
    needs = {
        "ratio": lambda: "copy_of" in item or len(item["parts"]) == 2,
        "count": lambda: item["threshold"] > 0,
        "time": lambda: item["unit"] in questions.UNITS and 0 <= item["good"] < item["bad"],
        "several": lambda: 0 < item["enough"] <= len(item["choices"]),
    }
    assert needs.get(item["kind"], lambda: True)()


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_quotes_the_clause_it_stands_on(item):
    clause = item["clause"]
    assert clause["document"] in NOTICES
    assert clause["section"]
    assert 4 <= len(clause["quote"]) <= 40
