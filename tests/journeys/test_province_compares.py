"""The provincial office compares windows, looks into one, and takes the table along."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser import axe, overflow, small_targets
from tests.desks.conftest import filled, raw
from tests.journeys.test_head_reads import LOOKS, phone, sound

__all__ = ["filled", "phone", "raw"]

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]


@pytest.fixture
def office(browser, browser_context_args, enter, filled):
    """Open a page at a desk, signed in as the provincial office."""
    wide = {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "is_mobile": False}
    page = browser.new_context(**wide, accept_downloads=True).new_page()
    enter(page, filled.cast.zhao)
    return page


def test_from_all_windows_to_one_and_back(office):
    office.goto("/?lang=zh")
    office.get_by_role("link", name="窗口比较").first.click()
    expect(office.locator(".tile").first).to_contain_text("8")
    office.get_by_label("类别").select_option("SI")
    office.get_by_label("层级").select_option("city")
    office.get_by_role("button", name="筛选").click()
    rows = office.get_by_role("table").get_by_role("row")
    expect(rows.nth(2)).to_contain_text("沈阳市第2社保大厅")
    expect(rows.last).to_contain_text("样本不足")
    expect(office.get_by_text("新民市就业人才大厅")).to_have_count(0)
    office.get_by_role("link", name="新河湾社保经办大厅（演示）").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("新河湾社保经办大厅（演示）")
    expect(office.get_by_text("数据截至今日")).to_be_visible()
    office.get_by_role("link", name="返回窗口比较").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("窗口比较")


def test_a_kind_is_one_click_away_from_the_gaps(office):
    office.goto("/province/gaps?lang=zh")
    office.get_by_role("link", name="社会保险经办 · 县级").click()
    expect(office.get_by_label("层级")).to_have_value("county")
    expect(office.get_by_role("link", name="昌图县社保大厅（演示）")).to_be_visible()


def test_the_table_goes_along_as_the_filters_stand(office):
    office.goto("/province?lang=zh&kind=SI&level=city")
    with office.expect_download() as waiting:
        office.get_by_role("link", name="下载 Excel").click()
    assert waiting.value.suggested_filename == "windows-202512-202611.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert book.worksheets[0].max_row == 6
    assert book.worksheets[-1]["B5"].value == "本系统口径 第 1 版"


@pytest.mark.parametrize(("lang", "colours"), LOOKS)
def test_the_comparison_reads_well_on_a_narrow_phone(filled, enter, phone, lang, colours):
    page = phone(colours)
    enter(page, filled.cast.zhao)
    page.goto(f"/province?lang={lang}")
    sound(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_comparison_reads_well_at_a_desk(office, lang):
    office.goto(f"/province?lang={lang}")
    assert axe(office) == []
    assert overflow(office) == 0
    assert small_targets(office) == []


def test_on_paper_figures_and_their_meaning_stay(office):
    office.goto("/province?lang=zh")
    office.emulate_media(media="print")
    expect(office.get_by_role("button", name="筛选")).to_be_hidden()
    expect(office.get_by_text("威尔逊得分区间")).to_be_visible()
    expect(office.get_by_role("link", name="新河湾社保经办大厅（演示）")).to_be_visible()
