"""A window head opens the desk on the phone and sees at once how the window stands."""

import pytest
from playwright.sync_api import expect

from tests.browser import axe, overflow, small_targets
from tests.desks.conftest import filled, raw

__all__ = ["filled", "raw"]

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

LOOKS = [("zh", "light"), ("zh", "dark"), ("en", "light"), ("en", "dark")]


@pytest.fixture
def phone(browser, browser_context_args):
    """Open a page on a narrow phone, by day or by night."""

    def opened(colours="light"):
        narrow = {**browser_context_args, "viewport": {"width": 360, "height": 740}}
        return browser.new_context(**narrow, color_scheme=colours).new_page()

    return opened


def sound(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def test_from_the_front_door_to_what_waits_for_an_answer(filled, enter, phone):
    page = phone()
    enter(page, filled.cast.wang)
    page.goto("/?lang=zh")
    page.get_by_role("link", name="我的窗口").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("新河湾社保经办大厅（演示）")
    expect(page.locator(".tile").filter(has_text="好评率")).to_contain_text("可信区间")
    expect(page.locator(".tile").filter(has_text="要办的事")).to_contain_text("2026-11-25")
    page.get_by_role("link", name="窗口没有人").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("窗口没有人")


def test_the_figures_stand_behind_each_picture(filled, enter, phone):
    page = phone()
    enter(page, filled.cast.wang)
    page.goto("/desk?lang=zh")
    figure = page.locator("figure").filter(has_text="每月好评率与可信区间").first
    expect(figure.get_by_role("table")).to_be_hidden()
    figure.get_by_text("查看数字").click()
    row = figure.get_by_role("row").filter(has_text="2026-10")
    expect(row).to_contain_text("%")
    expect(page.get_by_text("数据截至 2026-11-")).to_be_visible()


def test_three_years_are_one_choice_away(filled, enter, phone):
    page = phone()
    enter(page, filled.cast.wang)
    page.goto("/desk?lang=zh")
    page.get_by_label("统计时间").select_option("36")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".tile").first).to_contain_text("近 36 个月计入")


@pytest.mark.parametrize(("lang", "colours"), LOOKS)
def test_the_desk_reads_well_on_a_narrow_phone(filled, enter, phone, lang, colours):
    page = phone(colours)
    enter(page, filled.cast.wang)
    page.goto(f"/desk?lang={lang}")
    sound(page)
    enter(page, filled.cast.zhou)
    page.goto(f"/desk?lang={lang}&window={filled.cast.window['station'].id}")
    sound(page)


def test_an_empty_desk_reads_well_too(raw, enter, phone):
    page = phone()
    enter(page, raw.cast.wang)
    for lang in ("zh", "en"):
        page.goto(f"/desk?lang={lang}&fs=l")
        sound(page)
