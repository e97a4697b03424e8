"""What a screen reader says: choices with their question, mistakes at their field, states."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from surveys.complaints.models import Complaint
from tests.browser import ask
from tests.journeys.test_citizen_complains import WORDS, complaints

__all__ = ["complaints"]

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

QUESTION = "您对这次服务满意吗？"
LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4')].filter(e => e.checkVisibility())"


def in_order(page):
    """Hold a page to one title, and to headings that never skip a level; return what is read."""
    levels = ask(page, f"{HEADINGS}.map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    return page.locator("main").aria_snapshot()


def refused(page):
    """Send a form as it is, past what the browser itself would stop; return what is announced."""
    ask(page, "document.querySelector('main form').noValidate = true")
    page.locator("button.wide").click()
    return page.get_by_role("alert")


def test_the_rating_page_is_heard_as_it_is_seen(page, complaints):
    page.goto(f"/q/{complaints.code()}?lang=zh")
    faces = page.get_by_role("group", name=QUESTION)
    for level in LEVELS:
        expect(faces.get_by_role("radio", name=level, exact=True)).not_to_be_checked()
    assert faces.get_by_role("radio").count() == len(LEVELS)
    expect(page.get_by_role("textbox", name="想说的话")).to_have_accessible_description(
        re.compile("最多 500 字")
    )
    in_order(page)

    said = refused(page)
    expect(said).to_contain_text("请选择满意程度")
    said.get_by_role("link").first.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio").first).to_be_focused()
    expect(page.get_by_role("group", name=QUESTION)).to_have_accessible_description(
        re.compile("请选择满意程度")
    )
    in_order(page)

    page.keyboard.press("Space")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="谢谢您的评价", level=1).wait_for()
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", in_order(page))


def test_a_complaint_is_made_and_followed_by_ear(page, enter, cast, complaints):
    page.goto(f"/q/{complaints.code()}/complaint?lang=zh")
    in_order(page)
    said = refused(page)
    links = said.get_by_role("link")
    assert links.count() >= 2, "each mistake is a link to its field"
    text = page.get_by_role("textbox", name="发生了什么")
    assert text.get_attribute("aria-invalid") == "true"
    expect(text).to_have_accessible_description(re.compile("时间、经过.*"))
    expect(page.locator("#category")).to_have_accessible_description(re.compile("请选择"))
    in_order(page)

    page.get_by_text("态度不好、不在岗").click()
    page.get_by_role("radio", name="窗口没有人").check(force=True)
    text.fill(WORDS)
    page.locator("#occurred_on").fill(complaints.today.isoformat())
    page.locator("button.wide").click()
    receipt = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page.locator(".receipt").inner_text())[0]
    page.goto("/r?lang=zh")
    page.get_by_role("textbox", name="回执号").fill(receipt)
    page.locator("button.wide").click()
    page.locator('.actions a[href^="/r"]').wait_for()
    assert "已收到，正在审核" in in_order(page), "the state is text, not a colour"

    enter(page, cast.chen)
    page.goto("/complaints?lang=zh")
    in_order(page)
    (made,) = complaints.read(Complaint)
    table = page.get_by_role("table")
    heads = table.get_by_role("columnheader").all_text_contents()
    assert all(heads)
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    assert row.get_by_role("cell").count() == len(heads) - 1
    expect(row.get_by_role("link").first).to_have_attribute("href", f"/complaints/{made.id}")
