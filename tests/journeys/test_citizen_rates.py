"""A citizen rates on the narrowest phone, without JavaScript and without cookies."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from service.core import clock
from service.web.security import limiter
from surveys.forms.operations import load_library
from surveys.ratings.models import Rating
from tests.browser import ask, axe, overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

COMMENT = "排队两个小时，后来的人先办了。"
LOOKS = [
    pytest.param(lang, colours, size, id=f"{lang}-{colours}-{size}")
    for lang in ("zh", "en")
    for colours in ("light", "dark")
    for size in ("n", "l")
]
WORDS = {
    "zh": {
        "good": "办得快",
        "worst": "非常不满意",
        "bad": "拖拉超时",
        "unclear": "说明不够清楚",
        "send": "提交评价",
        "choose": "请选择满意程度",
        "thanks": "谢谢您的评价",
        "keep": "记在这部手机上",
        "again": "页面停留过久",
    },
    "en": {
        "good": "Quick",
        "worst": "Very dissatisfied",
        "bad": "Delays",
        "unclear": "The explanations",
        "send": "Send my rating",
        "choose": "Choose how satisfied you are",
        "thanks": "Thank you for your rating",
        "keep": "Keep on this phone",
        "again": "open for too long",
    },
}


@pytest.fixture
def code(app, database, cast):
    with database.transaction() as session:
        load_library(session, now=clock.now())
    with app.app_context():
        limiter.reset()
    return cast.post_code()


@pytest.fixture
def phone(browser, browser_context_args):
    """Open a page 320 pixels wide; it notes what it asks for and whether a cookie comes."""
    opened = []

    def open_page(colours="light", *, scripts=False):
        narrow = {**browser_context_args, "viewport": {"width": 320, "height": 640}}
        context = browser.new_context(**narrow, color_scheme=colours, java_script_enabled=scripts)
        opened.append(context)
        page = context.new_page()
        page.scripts, page.requests, page.cookies = scripts, [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("response", lambda answer: page.cookies.append(answer.headers.get("set-cookie")))
        return page

    yield open_page
    for context in opened:
        context.close()


def sound(page):
    """Hold a page to what everybody must be able to read and touch."""
    if page.scripts:  # the page has none, but axe itself is one that waits
        assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def choose(page, text):
    page.locator(".faces > label", has_text=re.compile(f"^\\s*{text}\\s*$")).click()


@pytest.mark.parametrize("scripts", [False, True], ids=["off", "on"])
@pytest.mark.parametrize(("lang", "colours", "size"), LOOKS)
def test_from_the_scan_to_the_receipt(phone, code, database, lang, colours, size, scripts):
    page, words = phone(colours, scripts=scripts), WORDS[lang]
    page.goto(f"/Q/{code}?lang={lang}&fs={size}")
    assert len(page.requests) == 1, "a scan opens the page at once"
    assert page.locator(".reasons:visible").count() == 0
    assert page.locator("input:checked").count() == 0
    sound(page)

    choose(page, words["worst"])
    assert page.get_by_text(words["bad"]).is_visible()
    assert not page.get_by_text(words["good"], exact=True).is_visible()
    assert not page.get_by_text(words["unclear"]).is_visible()
    page.get_by_text(words["bad"]).click()
    page.locator("#comment").fill(COMMENT)
    sound(page)

    page.requests.clear()
    page.get_by_role("button", name=words["send"]).click()
    page.get_by_role("heading", name=words["thanks"]).wait_for()
    assert len(page.requests) == (2 if scripts else 1), "the page, and what keeps the receipt"
    expect(page.get_by_role("button", name=words["keep"])).to_be_visible(visible=scripts)
    sound(page)
    receipt = page.locator(".receipt strong").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", receipt)
    assert receipt not in page.url
    assert not any(page.cookies)

    page.reload()  # a phone asks, then sends the same once more
    assert page.locator(".receipt strong").inner_text() == receipt
    with database.reading() as session:
        [rating] = session.scalars(select(Rating))
    assert (rating.level, rating.reasons, rating.comment) == (1, ["delay"], COMMENT)


def test_a_face_can_be_chosen_without_touching_the_screen(phone, code):
    page = phone()
    page.goto(f"/q/{code}")
    page.locator("#l5").focus()
    page.keyboard.press("Space")
    assert page.locator("#l5").is_checked()
    page.keyboard.press("ArrowRight")
    assert page.locator("#l4").is_checked()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_that_comes_back_is_filled_in_and_says_what_is_wrong(phone, code, lang):
    page, words = phone(scripts=True), WORDS[lang]
    page.goto(f"/q/{code}?lang={lang}")
    ask(page, "document.querySelector('form').noValidate = true")  # as in an old WebView
    page.locator("#comment").fill(COMMENT)
    page.get_by_role("button", name=words["send"]).click()
    assert page.get_by_role("link", name=words["choose"]).is_visible()
    assert page.locator("#comment").input_value() == COMMENT
    sound(page)
    choose(page, words["worst"])
    page.get_by_role("button", name=words["send"]).click()
    assert page.get_by_role("heading", name=words["thanks"]).is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_typing_the_code_by_hand(phone, code, lang):
    page = phone("dark", scripts=True)
    page.goto(f"/q?lang={lang}")
    sound(page)
    page.locator("#code").fill(f"{code[:4]}-{code[4:-1]}0".lower())
    page.locator("button.wide").click()
    assert page.locator(".notice").is_visible()
    sound(page)
    page.locator("#code").fill(f"{code[:4]} {code[4:]}".lower())
    page.locator("button.wide").click()
    assert page.locator(".faces").is_visible()
