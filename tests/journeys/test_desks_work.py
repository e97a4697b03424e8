"""Desks at work: the due list and a template, a request for support, the province's drill-down."""

import unicodedata
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import axe, overflow, small_targets
from tests.complaints.conftest import Complaints
from tests.deadlines.conftest import Matter
from tests.desks.conftest import filled, raw
from tests.rectifications.conftest import Rectifications
from tests.rollups.raw import NOON
from tests.support.conftest import MATTER

__all__ = ["filled", "raw"]

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

TEXT = "感谢您的反映。经核实，情况属实，已安排替岗，并向您致歉。"


def sound(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


@pytest.fixture
def wide(browser, browser_context_args, enter, raw):
    """Open a page at a desk for a member of the cast."""

    def opened(account):
        size = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False}
        page = browser.new_context(**{**browser_context_args, **size}).new_page()
        enter(page, account)
        return page

    return opened


def test_the_head_works_through_the_due_list_and_answers_with_a_template(
    page, enter, wide, raw, database, cast
):
    city = wide(cast.wu)
    city.goto("/replies/new?lang=zh")
    city.get_by_label("给谁用").select_option("210000/210100/")
    city.locator(".pill", has_text="答复投诉").click()
    city.get_by_label("名称").fill("属实致歉")
    city.get_by_label("内容").fill(TEXT)
    sound(city)
    city.get_by_role("button", name="保存").click()
    expect(city.get_by_role("heading", name="属实致歉")).to_be_visible()
    sound(city)

    complaints, rectifications = Complaints(database, cast), Rectifications(database, cast)
    filed = complaints.file(occurred_on=complaints.today, now=NOON)
    complaints.accept(filed, now=NOON)
    rectifications.open(now=NOON - timedelta(days=60))
    enter(page, cast.wang)
    page.goto("/desk?lang=zh")
    sound(page)
    due = page.locator(".due > li")
    expect(due).to_have_count(2)
    expect(due.first).to_contain_text("整改")
    expect(due.first).to_contain_text("已超期")
    due.nth(1).get_by_role("link").click()
    page.locator("#reply").fill("您好。")
    page.get_by_label("答复模板").select_option(label="属实致歉")
    page.get_by_role("button", name="填入").click()
    expect(page.locator("#reply")).to_have_value(f"您好。\n{TEXT}")
    sound(page)
    page.get_by_role("button", name="送出答复").click()
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.goto("/desk")
    expect(page.locator(".due > li")).to_have_count(1)


def test_the_head_asks_for_support_and_the_city_answers_with_a_day(page, enter, wide, raw, cast):
    enter(page, cast.wang)
    page.goto("/desk?lang=zh")
    page.get_by_role("link", name="请求支持").click()
    page.locator(".pill", has_text="设施设备").click()
    page.get_by_label("要什么，为什么").fill(MATTER)
    sound(page)
    page.get_by_role("button", name="提出请求").click()
    expect(page.get_by_text("还剩 10 个工作日")).to_be_visible()
    sound(page)

    city = wide(cast.wu)
    city.goto("/support?lang=zh")
    sound(city)
    city.get_by_role("link", name=MATTER[:10]).click()
    city.get_by_label("哪天之前落实").fill("2026-12-10")
    city.get_by_label("给什么、怎么给").fill("从市局备品中调一台，周四送到。")
    sound(city)
    city.get_by_role("button", name="同意支持").click()
    expect(city.get_by_text("2026-12-10 前落实").first).to_be_visible()

    page.reload()
    expect(page.get_by_text("从市局备品中调一台")).to_be_visible()
    page.get_by_role("button", name="确认已落实").click()
    expect(page.locator(".badge", has_text="已落实")).to_be_visible()
    sound(page)


@pytest.fixture
def late(database, cast, filled):
    hall = cast.window["city_hall"]
    clock = Matter(database, hall, "210000/", "complaint.conclude")
    complaints = Complaints(database, cast)
    clock.id = complaints.file(occurred_on=complaints.today, now=NOON).id
    clock.drop("2026-11-21 12:30")  # the case's own first clock
    clock.start(NOON - timedelta(days=90))
    return clock


def test_the_province_looks_at_gaps_and_weak_points_and_opens_a_late_case(wide, late, cast):
    office = wide(cast.zhao)
    office.goto("/province?lang=zh")
    for tab in ("差距", "薄弱项", "超期"):
        office.get_by_role("link", name=tab, exact=True).click()
        expect(office.get_by_role("heading", level=1)).to_have_text(tab)
        sound(office)
    row = office.get_by_role("row").filter(has_text="沈阳市")
    row.get_by_role("link").first.click()
    expect(office.get_by_role("heading", level=1)).to_have_text("期限")
    sound(office)
    office.get_by_role("link", name="办结投诉", exact=True).click()
    office.wait_for_url(f"**/complaints/{late.id}")


def test_on_paper_the_filters_stand_as_words_and_nothing_leads_anywhere(wide, late, cast, tmp_path):
    office = wide(cast.zhao)
    for name, words in (
        ("province", "新河湾社保经办大厅"),
        ("province/gaps", "各地"),
        ("province/weakest", "拖拉超时"),
        ("province/overdue", "沈阳市"),
    ):
        office.goto(f"/{name}?lang=zh&city=210100")
        paper = tmp_path / "page.pdf"
        office.pdf(path=paper, prefer_css_page_size=True)
        read = PdfReader(paper)
        width, height = (round(float(side)) for side in read.pages[0].mediabox[2:])
        assert (width, height) == (595, 842)
        text = "".join(page.extract_text() for page in read.pages)
        flat = "".join(unicodedata.normalize("NFKC", text).split())  # PDFs write radicals
        assert words in flat
        assert "城市:沈阳市" in flat
        assert "评选推荐" not in flat  # the navigation
        assert "下载" not in flat
