"""A terminal in the hall, a rating with all its folds, and a clerk with a bundle of slips."""

import pytest
from sqlalchemy import select

from service.core import clock
from service.web.security import limiter
from surveys.forms.operations import load_library
from surveys.ratings.models import Rating
from tests.browser import axe, overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

KIOSK = {"width": 1080, "height": 1920}
WORDS = {
    "zh": ("满意", "提交评价", "谢谢您的评价", "下一位评价"),
    "en": ("Satisfied", "Send my rating", "Thank you for your rating", "Next person"),
}


@pytest.fixture
def code(app, database, cast):
    with database.transaction() as session:
        load_library(session, now=clock.now())
    with app.app_context():
        limiter.reset()
    return cast.post_code()


def sound(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def stored(database):
    with database.reading() as session:
        return list(session.scalars(select(Rating)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_kiosk_fills_its_screen_and_is_ready_for_the_next(
    browser, base_url, code, database, lang
):
    level, send, thanks, following = WORDS[lang]
    context = browser.new_context(viewport=KIOSK, base_url=base_url)
    page = context.new_page()
    page.goto(f"/kiosk/{code}?lang={lang}")
    sound(page)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= KIOSK["height"], "everything is on one screen"
    page.locator(".faces > label").filter(has_text=level).nth(1 if lang == "zh" else 0).click()
    sound(page)
    page.get_by_role("button", name=send).click()
    page.get_by_role("heading", name=thanks).wait_for()
    sound(page)
    page.get_by_role("link", name=following).click()
    page.get_by_role("button", name=send).wait_for()
    assert page.locator("input:checked").count() == 0, "nothing of whoever went before"
    assert [row.channel for row in stored(database)] == ["kiosk"]
    context.close()


def test_a_citizen_judges_single_points_of_yesterday(page, code, database):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/q/{code}")
    page.locator(".faces > label").first.click()
    assert not page.get_by_label("服务态度").is_visible()
    page.locator("summary").click()
    page.get_by_label("服务态度").select_option("3")
    page.get_by_label("哪一天办的").select_option(index=1)
    page.get_by_text("有人要求我打好评").click()
    sound(page)
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="谢谢您的评价").wait_for()
    [rating] = stored(database)
    assert (rating.level, rating.dimensions, rating.was_asked) == (5, {"attitude": 3}, True)
    assert rating.service_date < rating.day


def test_a_clerk_enters_a_slip_on_a_narrow_screen(page, enter, cast, code, database):
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, cast.feng)
    page.goto("/rating-batches")
    sound(page)
    page.get_by_label("窗口编码").fill("210100-SI-01")
    page.get_by_label("批号").fill("2026-甲")
    page.locator("#collected_on").fill(str(clock.today()))
    page.get_by_label("张数").fill("1")
    page.get_by_role("button", name="开始录入").click()
    page.locator(".faces > label").nth(3).click()
    page.get_by_text("拖拉超时").click()
    sound(page)
    page.get_by_role("button", name="录入，下一张").click()
    page.get_by_text("这一批已经录完。").wait_for()
    sound(page)
    [rating] = stored(database)
    assert (rating.channel, rating.level, rating.reasons) == ("paper", 2, ["delay"])
    page.goto("/held-ratings")
    sound(page)
