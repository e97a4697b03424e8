"""Rule packs: the nearest place decides, clock by clock, and a wrong file is refused."""

import copy
import json
from datetime import date

import pytest
from marshmallow import ValidationError

from surveys.deadlines import packs
from surveys.deadlines.packs import PackSchema

TODAY = date(2026, 11, 2)
SHENYANG = "210000/210100/210100-SI-01/"
WRITTEN = json.loads((packs.LIBRARY / "liaoning.json").read_text("utf-8"))


def _terms(path, packs_known=None):
    ruled = packs.in_force(path, TODAY, packs_known)
    return {name: (p.clocks[name].unit, p.clocks[name].amount) for name, p in ruled.items()}


def _pack(**changes):
    return PackSchema().load({**copy.deepcopy(WRITTEN), **changes})


def test_liaoning_has_the_terms_that_the_rooms_build_on():
    assert _terms(SHENYANG) == {
        "complaint.screen": ("working_days", 2),
        "complaint.conclude": ("working_days", 15),
        "complaint.reply": ("working_days", 3),
        "complaint.confirm": ("calendar_days", 7),
        "complaint.review": ("working_days", 10),
        "low_rating.verify": ("working_days", 1),
        "low_rating.fix": ("working_days", 15),
        "appeal.decide": ("working_days", 10),
        "rectification.fix": ("working_days", 15),
        "rating.supplement": ("working_days", 5),
        "support.answer": ("working_days", 10),
    }
    assert packs.in_force(SHENYANG, TODAY)["low_rating.fix"].key == "liaoning"
    assert packs.in_force(SHENYANG, TODAY)["appeal.decide"].key == "default"


@pytest.mark.parametrize(
    ("path", "verify", "fix"),
    [
        ("330000/330100/", ("calendar_days", 1), ("calendar_days", 15)),  # 浙江
        ("110000/110105/", ("working_days", 1), ("calendar_days", 7)),  # 北京
        ("370000/371400/", ("working_days", 1), ("working_days", 5)),  # 德州
        ("370000/370100/", ("working_days", 1), ("working_days", 15)),  # not 德州
        ("410000/410400/410482/", ("working_days", 1), ("working_days", 3)),  # 汝州 “123”
        ("150000/150500/150525/", ("hours", 48), ("calendar_days", 15)),  # 奈曼旗
        ("630000/630100/", ("working_days", 1), ("working_days", 5)),  # 青海
        (
            "510000/510100/",
            ("working_days", 1),
            ("working_days", 15),
        ),  # 四川: which city is unknown
        ("371400/", ("working_days", 1), ("working_days", 5)),  # a tree that begins at a city
    ],
)
def test_other_places_have_their_own_terms(path, verify, fix):
    assert (_terms(path)["low_rating.verify"], _terms(path)["low_rating.fix"]) == (verify, fix)


def test_every_pack_says_where_it_comes_from_in_both_languages():
    for pack in packs.library():
        assert pack.source
        assert set(pack.title) == {"zh", "en"}
        assert pack.settings["default_rating"] == "off"


def test_the_longest_place_wins_clock_by_clock():
    clock = {"unit": "hours", "amount": 4, "warn_at": 0.5}
    city = _pack(key="shenyang", place="210100", clocks={"low_rating.verify": clock})
    known = [city, *packs.library()]
    assert _terms(SHENYANG, known)["low_rating.verify"] == ("hours", 4)
    assert _terms(SHENYANG, known)["low_rating.fix"] == ("working_days", 15)
    assert _terms("210000/211200/", known)["low_rating.verify"] == ("working_days", 1)


def test_a_new_version_stands_from_its_day():
    clock = {"unit": "working_days", "amount": 10, "warn_at": 0.5}
    newer = _pack(since="2026-12-01", clocks={"low_rating.fix": clock})
    known = [newer, *packs.library()]
    path = "210000/"
    before = packs.in_force(path, date(2026, 11, 30), known)["low_rating.fix"]
    after = packs.in_force(path, date(2026, 12, 1), known)["low_rating.fix"]
    assert (before.clocks["low_rating.fix"].amount, after.clocks["low_rating.fix"].amount) == (
        15,
        10,
    )
    # the new version no longer names the other clock: the wider rule holds again
    assert packs.in_force(path, date(2026, 12, 1), known)["low_rating.verify"].key == "default"


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "Shenyang"},
        {"place": "2101"},
        {"since": "soon"},
        {"source": ""},
        {"title": {"zh": "只有中文"}},
        {"clocks": {}},
        {"clocks": {"low_rating.forget": {"unit": "hours", "amount": 1, "warn_at": 0.5}}},
        {"clocks": {"low_rating.fix": {"unit": "weeks", "amount": 1, "warn_at": 0.5}}},
        {"clocks": {"low_rating.fix": {"unit": "hours", "amount": 0, "warn_at": 0.5}}},
        {"clocks": {"low_rating.fix": {"unit": "hours", "amount": 1, "warn_at": 1}}},
        {"settings": {"default_rating": "good"}},
        {"colour": "blue"},
    ],
)
def test_a_wrong_pack_is_refused(wrong):
    with pytest.raises(ValidationError):
        _pack(**wrong)
