"""A window head finds what waits, answers it, and never learns who complained."""

import pytest

from surveys.complaints.models import Complaint
from surveys.photos import clean
from tests.browser import axe, overflow, small_targets
from tests.complaints.conftest import REPLY, SUMMARY, TEXT, Complaints, photo

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

CONTACT = "024-00001234"


@pytest.fixture
def complaints(database, cast):
    return Complaints(database, cast)


def sound(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_head_answers_what_waits(page, enter, complaints, database, cast, lang):
    picture = database.blobs.put(clean(photo()))
    filed = complaints.file(
        contact=CONTACT,
        photos=(picture,),
        occurred_on=complaints.today,
        now=complaints.now,
    )
    complaints.accept(filed, now=complaints.now)
    enter(page, cast.wang)
    page.goto(f"/?lang={lang}")
    page.locator('#main a[href="/complaints"]').click()
    page.locator(".cards").wait_for()
    sound(page)
    page.locator(".cards a").first.click()
    page.locator("#reply").wait_for()
    sound(page)
    seen = page.locator("body").inner_text()
    assert SUMMARY in seen
    for secret in (TEXT, CONTACT, filed.received_at.strftime("%H:%M")):
        assert secret not in seen
    assert page.locator("img").count() == 0
    page.locator("#reply").fill("嗯。")
    page.get_by_role("button", name={"zh": "送出答复", "en": "Send the answer"}[lang]).click()
    page.locator("#reply-error").wait_for()
    assert page.locator("#reply").input_value() == "嗯。"
    sound(page)
    page.locator("#reply").fill(REPLY)
    page.get_by_role("button", name={"zh": "送出答复", "en": "Send the answer"}[lang]).click()
    page.get_by_text(REPLY).wait_for()
    sound(page)
    (kept,) = complaints.read(Complaint)
    assert (kept.state, kept.reply) == ("answered", REPLY)


def test_two_heads_at_once_the_second_sees_the_first_answer_and_keeps_his_own(
    page, enter, complaints, cast
):
    filed = complaints.file(occurred_on=complaints.today, now=complaints.now)
    accepted = complaints.accept(filed, now=complaints.now)
    enter(page, cast.wang)
    page.goto(f"/complaints/{accepted.id}")
    page.locator("#reply").fill("第二个答复，写了很久。")
    complaints.answer(accepted, reply="第一个答复先到了。", now=complaints.now)
    page.get_by_role("button", name="送出答复").click()
    page.locator("#kept").wait_for()
    seen = page.locator("main").inner_text()
    assert "已有新的进展" in seen
    assert "第一个答复先到了。" in seen
    assert page.locator("#kept").input_value() == "第二个答复，写了很久。"
    sound(page)
