"""Charts: the figures are in the picture, in proportion, safe and readable."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.charts import Bar, Point, bars, months_stacked, trend
from service.web.drawing import ticks

LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
SVG = "{http://www.w3.org/2000/svg}"


def words(svg):
    return [node.text for node in ET.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg, name):
    return [
        {key: float(node.get(key)) for key in ("x", "y", "width", "height")}
        for node in ET.fromstring(svg).iter(f"{SVG}rect")
        if node.get("class") == name
    ]


def test_a_stacked_chart_shows_months_levels_and_totals():
    svg = months_stacked(["1月", "2月"], [(name, [10, 20]) for name in LEVELS], "评价等级按月分布")
    assert {"1月", "2月", *LEVELS, "50", "100"} <= set(words(svg))
    assert "<title" in svg
    assert "评价等级按月分布" in svg
    assert "1月 50；2月 100" in svg


def test_columns_are_as_tall_as_their_numbers():
    svg = months_stacked(["1月", "2月"], [("满意", [30, 60]), ("不满意", [15, 0])], "x")
    first = [box for box in boxes(svg, "level1") if box["height"] > 10]
    assert [round(box["height"] / first[0]["height"], 2) for box in first] == [1, 2]
    tall = [box["height"] for box in boxes(svg, "level2") if box["height"] != 10]
    assert tall == [pytest.approx(first[0]["height"] / 2, abs=0.1)]


def test_the_two_worst_levels_are_hatched_for_grey_print():
    svg = months_stacked(["1月"], [(name, [5]) for name in LEVELS], "x")
    assert len(boxes(svg, "hatch")) == 4  # two in the legend, two in the column
    patterns = re.findall(r'<pattern id="(\w+)"', svg)
    assert len(patterns) == 2
    assert all(f"url(#{pattern})" in svg for pattern in patterns)


def test_a_trend_draws_the_band_and_leaves_a_gap_where_nothing_is_known():
    points = [
        Point("1月", 0.95, 0.9, 0.98),
        Point("2月", None),
        Point("3月", 0.96, 0.92, 0.99),
        Point("4月", 0.97, 0.93, 0.99),
    ]
    svg = trend(points, "满意率")
    tree = ET.fromstring(svg)
    assert len([node for node in tree.iter(f"{SVG}path") if node.get("class") == "band"]) == 2
    assert len(list(tree.iter(f"{SVG}circle"))) == 3
    assert "1月 95.0%；3月 96.0%" in svg
    assert {"90%", "100%"} <= set(words(svg))


def test_better_months_stand_higher():
    svg = trend([Point("1月", 0.5, 0.4, 0.6), Point("2月", 0.7, 0.6, 0.8)], "x")
    low, high = (float(node.get("cy")) for node in ET.fromstring(svg).iter(f"{SVG}circle"))
    assert high < low


def test_bars_are_as_long_as_their_numbers_and_say_them():
    svg = bars([Bar("无空岗", 0.75, "75%"), Bar("着装", 0.5, "50%")], "合格率", top=1.0)
    assert {"无空岗", "75%", "着装", "50%"} <= set(words(svg))
    lengths = [box["width"] / 340 for box in boxes(svg, "bar")]
    assert lengths == pytest.approx([0.75, 0.5], abs=0.001)


def test_the_longest_bar_is_full_when_nothing_else_is_said():
    assert boxes(bars([Bar("a", 4), Bar("b", 1)], "x"), "bar")[0]["width"] == 340


@pytest.mark.parametrize(
    "svg",
    [
        months_stacked([], [], "空"),
        months_stacked(["1月"], [("满意", [0])], "空"),
        trend([], "空"),
        trend([Point("1月", None)], "空"),
        bars([], "空"),
    ],
)
def test_without_figures_the_chart_says_so(svg):
    assert "—" in words(svg)
    assert not boxes(svg, "bar")


def test_words_cannot_break_out_of_the_picture():
    nasty = '"><script>alert(1)</script>&'
    for svg in (
        months_stacked([nasty], [(nasty, [3])], nasty),
        trend([Point(nasty, 0.5, 0.4, 0.6)], nasty),
        bars([Bar(nasty, 1, nasty)], nasty),
    ):
        assert "<script" not in svg
        assert nasty in words(svg)
        assert ET.fromstring(svg).find(f"{SVG}title").text == nasty


def test_no_chart_needs_what_the_content_policy_forbids():
    svg = months_stacked(["1月"], [(name, [5]) for name in LEVELS], "x") + trend(
        [Point("1月", 0.5, 0.4, 0.6)], "x"
    )
    assert "style=" not in svg
    assert "<style" not in svg


def test_three_years_of_months_do_not_run_into_each_other():
    months = [f"{year}-{month:02}" for year in (2014, 2015, 2016) for month in range(1, 13)]
    svg = months_stacked(months, [("满意", [100] * 36)], "x")
    shown = [word for word in words(svg) if word in months]
    assert 2 <= len(shown) <= 9


@given(st.integers(1, 10_000_000))
def test_the_scale_is_round_whole_and_reaches_the_top(top):
    scale = ticks(top)
    assert scale[0] == 0
    assert scale[-1] >= top
    assert len(scale) <= 7
    assert all(mark == int(mark) for mark in scale)


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted),
        ),
        max_size=40,
    )
)
def test_a_trend_stays_inside_its_frame(shares):
    points = [
        Point(f"{n}月", None) if share is None else Point(f"{n}月", share[1], share[0], share[2])
        for n, share in enumerate(shares)
    ]
    for node in ET.fromstring(trend(points, "x")).iter(f"{SVG}circle"):
        assert 13 <= float(node.get("cy")) <= 195
