"""A citizen without a name stays in his case: asked, he answers; not content, he says so."""

import pytest
from playwright.sync_api import expect

from service.core import clock
from surveys.complaints.models import Complaint
from tests.browser import ask
from tests.complaints.conftest import photo
from tests.journeys.test_citizen_complains import complaints, file, phone, sound
from tests.status.conftest import OUTCOME, Case

__all__ = ["complaints", "phone"]

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

QUESTION = "您那天的叫号小票还在吗？"
ANSWER = "小票找到了，请看照片。"
WORDS = {
    "zh": {
        "keep": "记在这部手机上",
        "picture": "把回执存成图片",
        "mine": "我的反馈",
        "clear": "全部清除",
        "write": "给办理人员留言、补照片",
        "sent": "已经送到办理人员那里",
        "talk": "与投诉人的对话",
        "send": "发出",
        "unsolved": "没有解决，要求再办",
        "again": "请他们再办一次",
        "back": "已经送回去再办",
        "partly": "解决了一部分",
        "close": "送出，办结",
        "closed": "已办结",
        "higher": "请上一级复核",
    },
    "en": {
        "keep": "Keep on this phone",
        "picture": "Save the receipt as a picture",
        "mine": "My feedback",
        "clear": "Clear all",
        "write": "Write to the office, add photos",
        "sent": "It has been sent to the office",
        "talk": "Messages with the complainant",
        "send": "Send",
        "unsolved": "Not solved: ask to have it done again",
        "again": "Ask them to do it again",
        "back": "It has been sent back to be done again",
        "partly": "Partly solved",
        "close": "Send and close",
        "closed": "Closed",
        "higher": "Ask the level above to review it",
    },
}


def office_of(complaints, receipt):
    """Return what the office does with the one complaint there is, at the present moment."""
    (row,) = complaints.read(Complaint)
    office = Case.__new__(Case)
    office.complaints, office.database, office.cast = (
        complaints,
        complaints.database,
        complaints.cast,
    )
    office.id, office.receipt, office.now = row.id, receipt, clock.now
    return office


def keep(citizen, words):
    """Save the receipt as a picture and, where scripts run, on the phone."""
    if citizen.scripts:
        button = citizen.get_by_role("button", name=words["keep"])
        button.click()
        expect(citizen.locator("[data-receipt]")).to_be_disabled()
    citizen.get_by_role("button", name=words["picture"]).click()
    citizen.locator("main img").wait_for()
    sound(citizen)


def look_up(citizen, receipt, lang):
    """Ask by the list on the phone, or by typing where no script runs."""
    citizen.goto(f"/r?lang={lang}")
    if citizen.scripts:
        citizen.get_by_role("heading", name=WORDS[lang]["mine"]).wait_for()
        sound(citizen)
        citizen.locator("#mine div button").click()
    else:
        expect(citizen.locator("#mine")).to_be_hidden()
        citizen.locator("#receipt").fill(receipt)
        citizen.locator("button.wide").click()
    citizen.locator('.actions a[href^="/r"]').wait_for()
    sound(citizen)


@pytest.mark.parametrize(
    ("lang", "scripts"),
    [("zh", False), ("zh", True), ("en", True)],
    ids=["zh-without-scripts", "zh", "en"],
)
def test_asked_answered_not_content_and_heard_again(
    phone, page, enter, complaints, cast, lang, scripts
):
    citizen, words = phone(lang, scripts=scripts), WORDS[lang]
    receipt = file(citizen, complaints.code(), lang, complaints)
    office = office_of(complaints, receipt)
    keep(citizen, words)

    enter(page, cast.chen)
    page.goto(f"/complaints/{office.id}?lang={lang}")
    page.get_by_role("link", name=words["talk"]).click()
    page.locator("#text").fill(QUESTION)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    sound(page)

    look_up(citizen, receipt, lang)
    expect(citizen.get_by_text(QUESTION)).to_be_visible()
    citizen.locator("#text").fill(ANSWER)
    good = {"name": "小票.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    citizen.locator("#photo1").set_input_files(good)
    citizen.locator("form:has(#text) button").click()
    citizen.get_by_text(words["sent"]).wait_for()
    sound(citizen)

    page.goto(f"/messages?lang={lang}")
    sound(page)
    page.locator("tbody a").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.locator("main img").wait_for()
    sound(page)

    office.accept().answer().conclude()
    look_up(citizen, receipt, lang)
    expect(citizen.get_by_text(OUTCOME)).to_be_visible()
    citizen.locator("summary", has_text=words["unsolved"]).click()
    sound(citizen)
    citizen.locator("#reason").fill("柜台还是没有人。")
    citizen.get_by_role("button", name=words["again"]).click()
    citizen.get_by_text(words["back"]).wait_for()
    sound(citizen)
    assert office.row.state == "reopened"

    office.conclude()
    look_up(citizen, receipt, lang)
    citizen.locator("summary", has_text=words["unsolved"]).click()
    expect(citizen.get_by_role("button", name=words["higher"])).to_be_visible()
    citizen.get_by_text(words["partly"], exact=True).click()
    citizen.get_by_role("button", name=words["close"]).click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text(words["closed"])
    sound(citizen)
    assert (office.row.state, office.row.solved) == ("closed", "partly")
    assert citizen.context.cookies() == []


def test_the_list_on_the_phone_can_be_cleared(phone, complaints):
    citizen = phone("zh", scripts=True)
    receipt = file(citizen, complaints.code(), "zh", complaints)
    citizen.goto("/r?lang=zh")
    expect(citizen.locator("#mine")).to_be_hidden()  # nothing is kept unasked
    citizen.goto("/")
    ask(citizen, "localStorage.setItem('mingchuang.receipts', 'broken')")
    citizen.goto("/r?lang=zh")
    expect(citizen.locator("#mine")).to_be_hidden()
    kept = f'[{{"receipt": "{receipt}", "window": "<b>窗口</b>", "day": "2026-11-24"}}]'
    ask(citizen, f"localStorage.setItem('mingchuang.receipts', '{kept}')")
    citizen.reload()
    expect(citizen.locator("#mine div button")).to_have_text("<b>窗口</b> 2026-11-24")
    citizen.get_by_role("button", name=WORDS["zh"]["clear"]).click()
    expect(citizen.locator("#mine")).to_be_hidden()
    assert ask(citizen, "localStorage.length") == 0
