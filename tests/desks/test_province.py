"""The province looks at gaps, at what is found wanting, and at what has run out."""

import io
from datetime import timedelta

import openpyxl
import pytest

from surveys.desks import shown, wanting
from surveys.rollups.reasons import Judged, Reason
from surveys.rollups.statistics import Figures, bounds_of_mean, spread
from surveys.rollups.weakest import Wanting
from tests.deadlines.conftest import Matter
from tests.rollups.raw import NOON, TODAY
from workers.drain import drain

API = "/api/v1/figures"
WORDS = {"zh": "拖拉超时", "en": "Delays"}


@pytest.fixture
def office(cast, raw, sign_in):
    return sign_in(cast.zhao)


@pytest.fixture
def halls(database, raw):
    """Six city halls of Shenyang whose positive rates lie 10 points apart; the last is new."""
    with database.transaction() as session:
        day = TODAY - timedelta(days=40)
        windows = [raw.window, *(raw.another(session, n) for n in range(2, 7))]
        for number, window in enumerate(windows):
            low = 4 * number
            if number < 5:
                raw.rate(session, 5, times=40 - low, day=day, window=window)
            if low:
                times = 4 if number == 5 else low
                raw.rate(session, 1, times=times, day=day, window=window, reasons=["delay"])
    drain(database)


def test_a_gap_is_told_of_like_windows_with_enough_ratings(halls, office):
    found = office.get(f"{API}/gaps").get_json()
    groups = {(each["city"], each["kind"], each["level"]): each for each in found}
    whole, inside = groups["", "SI", "city"], groups["沈阳市", "SI", "city"]
    assert whole["windows"] == 6  # the new one has four ratings and is not counted among rates
    assert (whole["low"], whole["middle"], whole["high"]) == pytest.approx((0.64, 0.8, 0.96))
    assert whole["gap"] == inside["gap"] == pytest.approx(0.32)
    assert groups["", "EMP", "county"]["gap"] is None
    page = office.get("/province/gaps").get_data(as_text=True)
    assert "64.0% – 80.0% – 96.0%" in page
    assert "申诉 0，成立 0" in page
    assert 'href="/province?kind=SI&amp;level=city&amp;city=210100"' in page


def test_four_windows_have_no_gap():
    assert spread([0.9, 0.8, 0.7, 0.6, None]) is None
    assert spread([0.9, 0.8, 0.7, 0.6, 0.5]).gap == pytest.approx(0.32)


def test_what_is_found_wanting_is_told_with_its_number_and_interval(halls, database, raw, office):
    with database.transaction() as session:
        day = TODAY - timedelta(days=3)
        for level, judged in ((4, {"attitude": 5, "told_once": 2}), (5, {"told_once": 3})):
            raw.rate(session, level, times=20, day=day, dimensions=judged)
    drain(database)
    whole, *groups = office.get(f"{API}/weakest").get_json()
    (reason,) = whole["reasons"]
    assert (reason["words"]["zh"], reason["share"]["k"], whole["n"]) == ("拖拉超时", 44, 244)
    assert reason["share"]["low"] < 44 / 244 < reason["share"]["high"]
    lowest, other = whole["points"]
    assert (lowest["key"], lowest["n"], lowest["mean"]) == ("told_once", 40, 2.5)
    assert lowest["low"] < 2.5 < lowest["high"]
    assert (other["key"], other["mean"]) == ("attitude", 5.0)
    assert [(each["kind"], len(each["reasons"])) for each in groups if each["n"]] == [("SI", 1)]
    page = office.get("/province/weakest").get_data(as_text=True)
    for words in ("拖拉超时", "44 次，18.0%", "一次讲清 2.5"):
        assert words in page
    none = office.get(f"{API}/weakest?kind=EMP").get_json()
    assert none[0]["reasons"] == []


def test_bounds_of_a_mean_hold_whatever_the_spread():
    low, high = bounds_of_mean(3.0, 40)
    assert 2.3 < low < 3 < high < 3.7
    assert bounds_of_mean(5.0, 40)[1] == 5


def group(kind, n, ticked):
    reasons = [Reason("delay", WORDS, "bad", ticked)] if ticked else []
    return Wanting(kind, "city" if kind else "", Figures((0, 0, 0, 0, n)), reasons, [])


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((20, 8), (20, 8)),
        ((20, 4), (None, None)),  # the total less 20 would tell the four
        ((20, 8, 4), (20, None, None)),
        ((20, 3, 2), (20, None, None)),
        ((4,), (None,)),
    ],
)
def test_few_people_are_not_told_nor_found_out_by_taking_away(counts, told):
    parts = [group(f"K{n}", 100, ticked) for n, ticked in enumerate(counts)]
    whole, *found = wanting.told(group("", 300, sum(counts)), parts)
    assert [each["reasons"][0]["share"]["k"] if each["reasons"] else None for each in found] == [
        *told
    ]
    assert bool(whole["reasons"]) == (sum(counts) >= 5)


def test_points_are_held_back_below_five_people():
    few = Judged("attitude", WORDS, 4, 8)
    place = Wanting("", "", Figures((0, 0, 0, 0, 50)), [], [few])
    (whole,) = wanting.told(place, [])
    assert whole["points"] == []
    assert shown.told_parts({"a": 5, "b": 5}, ["a"]) == {"a": 5, "b": None}


@pytest.fixture
def late(database, cast, raw):
    """A low rating and a rectification of Shenyang, and a complaint of Changtu, long overdue."""
    long_ago = NOON - timedelta(days=90)
    hall, changtu = cast.window["city_hall"], cast.window["changtu"]
    Matter(database, hall, hall.path, "low_rating.fix", "low_rating").start(long_ago)
    Matter(database, hall, hall.path, "rectification.fix", "rectification").start(long_ago)
    Matter(database, changtu, "210000/211200/").start(long_ago)


def test_each_number_of_what_is_late_opens_its_list(late, office):
    whole, *cities = office.get(f"{API}/overdue").get_json()
    assert whole["counts"] == {"low_rating": 1, "rectification": 1, "complaint": 1}
    assert [(each["name"], sum(each["counts"].values())) for each in cities] == [
        ("沈阳市", 2),
        ("铁岭市", 1),
    ]
    for place in (whole, *cities):
        for subject, n in place["counts"].items():
            asked = {**place["lists"], "subject": subject, "overdue": "true"}
            listed = office.get("/api/v1/deadlines", query_string=asked).get_json()
            assert len(listed) == n
    page = office.get("/province/overdue").get_data(as_text=True)
    assert 'href="/deadlines?overdue=true&amp;city=211200&amp;subject=complaint">1</a>' in page
    assert "昌图县社保大厅" in office.get("/deadlines?overdue=true&city=211200").text
    assert "新河湾" not in office.get("/deadlines?overdue=true&city=211200").text


def test_a_city_sees_its_own_and_no_complaint_cases(late, cast, sign_in):
    city = sign_in(cast.wu)
    (whole, own) = city.get(f"{API}/overdue").get_json()
    assert whole["counts"] == own["counts"] == {"low_rating": 1, "rectification": 1}
    assert city.get(f"{API}/overdue?city=211200").status_code == 404
    assert city.get("/deadlines?city=211200").status_code == 404
    assert "投诉</th>" not in city.get("/province/overdue").text
    county = sign_in(cast.zhou).get(f"{API}/overdue").get_json()
    assert county == [{"counts": {}, "lists": {}, "name": ""}]


def test_the_workbook_carries_what_the_pages_show(halls, late, office):
    book = openpyxl.load_workbook(io.BytesIO(office.get("/province/figures.xlsx").data))
    assert book.sheetnames == ["窗口比较", "差距", "原因", "分项评价", "超期", "评价来源", "口径"]
    gaps = [row for row in book["差距"].iter_rows(values_only=True) if row[1] == "社会保险经办"]
    assert [round(row[-1], 2) for row in gaps if row[2] == "市级"] == [0.32, 0.32]
    assert [row[3:5] for row in book["原因"].iter_rows(values_only=True, min_row=2)] == [
        ("拖拉超时", 44),
        ("拖拉超时", 44),
    ]
    assert next(book["超期"].iter_rows(values_only=True, min_row=2)) == ("全部", 1, 1, 1, 0, 3)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("page", ["gaps", "weakest", "overdue"])
def test_the_pages_keep_the_filters_and_print_them_as_words(halls, office, page):
    seen = office.get(f"/province/{page}?city=210100&kind=SI").get_data(as_text=True)
    assert "城市：沈阳市　类别：社会保险经办　层级：全部" in seen
    assert 'href="/province?city=210100&amp;kind=SI"' in seen
    assert office.get(f"/province/{page}?kind=NONE").status_code == 422
    assert "Printed" in seen or "印出" in seen
    assert office.get(f"/province/{page}?lang=en").status_code == 200
