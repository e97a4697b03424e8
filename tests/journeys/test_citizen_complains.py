"""A citizen complains with a photo, without JavaScript, and follows it by receipt to its end."""

import re

import pytest

from service.web.security import limiter
from surveys.complaints.models import Complaint, ComplaintPhoto
from tests.browser import axe, overflow, small_targets
from tests.complaints.conftest import Complaints, photo

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

WORDS = "昨天上午去办退休，三号柜台一直没有人，等了四十分钟也没人来。"
SUMMARY = "有群众反映柜台长时间无人，请说明当天的值班安排。"
REPLY = "当天值班人员临时外出未安排替岗，已实行双人值班。"


@pytest.fixture
def complaints(database, cast, app):
    with app.app_context():
        limiter.reset()
    return Complaints(database, cast)


@pytest.fixture
def phone(browser, browser_context_args):
    """Open a page in a language, with scripts on or off."""

    def opened(lang, *, scripts):
        locale = {"zh": "zh-CN", "en": "en-GB"}[lang]
        settings = {**browser_context_args, "locale": locale}
        page = browser.new_context(**settings, java_script_enabled=scripts).new_page()
        page.scripts, page.requests = scripts, []
        page.on("request", lambda request: page.requests.append(request.url))
        return page

    return opened


def sound(page):
    """Hold a page to what everybody must be able to read and touch."""
    if getattr(page, "scripts", True):  # axe itself is a script that waits
        assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def file(page, code, lang, complaints):
    page.goto(f"/q/{code}")
    page.get_by_role("link", name={"zh": "我要投诉", "en": "Complain"}[lang]).click()
    page.locator("#photos").wait_for()
    sound(page)
    page.get_by_text({"zh": "态度不好、不在岗", "en": "Attitude, absence"}[lang]).click()
    page.get_by_text({"zh": "窗口没有人", "en": "Nobody at the counter"}[lang]).click()
    page.locator("#text").fill(WORDS)
    page.locator("#occurred_on").fill(complaints.today.isoformat())
    broken = {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"broken"}
    good = {"name": "好.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("#photo1").set_input_files(good)
    page.locator("#photo2").set_input_files(broken)
    page.requests.clear()
    page.locator("button.wide").click()
    page.get_by_text("坏.jpg").first.wait_for()
    assert page.locator("#text").input_value() == WORDS
    assert page.locator("input[name=held]").is_checked()
    sound(page)
    page.locator("button.wide").click()
    page.locator(".receipt").wait_for()
    pages = [each for each in page.requests if "/static/" not in each]
    assert len(pages) == 2  # a page is one request, and works without scripts
    sound(page)
    return re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page.locator(".receipt").inner_text())[0]


def look_up(page, receipt, lang):
    page.goto(f"/r?lang={lang}")
    page.locator("#receipt").fill(receipt.lower())
    page.locator("button.wide").click()
    page.locator('.actions a[href^="/r"]').wait_for()
    sound(page)
    return page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("lang", "scripts"),
    [("zh", False), ("zh", True), ("en", True)],
    ids=["zh-without-scripts", "zh", "en"],
)
def test_from_the_counter_to_the_end(phone, page, enter, complaints, cast, lang, scripts):
    citizen, code = phone(lang, scripts=scripts), complaints.code()
    receipt = file(citizen, code, lang, complaints)
    assert citizen.context.cookies() == []
    assert len(complaints.read(ComplaintPhoto)) == 1
    waiting = {"zh": "已收到，正在审核", "en": "Received, being screened"}[lang]
    assert waiting in look_up(citizen, receipt, lang)

    enter(page, cast.chen)
    page.goto(f"/complaints?lang={lang}")
    sound(page)
    page.locator("tbody a").first.click()
    page.get_by_text(WORDS).wait_for()
    sound(page)
    page.locator("#redacted").fill(SUMMARY)
    page.get_by_role(
        "button", name={"zh": "受理，转窗口答复", "en": "Accept and ask"}[lang]
    ).click()
    page.get_by_text(SUMMARY).wait_for()

    complaints.answer(complaints.read(Complaint)[0], reply=REPLY, now=complaints.now)
    answered = {"zh": "窗口已答复", "en": "The window has answered"}[lang]
    told = look_up(citizen, receipt, lang)
    assert answered in told
    assert REPLY in told

    page.reload()
    page.get_by_text({"zh": "部分属实", "en": "Partly substantiated"}[lang], exact=True).click()
    page.get_by_text({"zh": "轻微", "en": "Minor"}[lang], exact=True).click()
    page.locator("#facts").fill("监控显示当日有十分钟无人值守。")
    page.get_by_role(
        "button", name={"zh": "记下核实结果", "en": "Record the finding"}[lang]
    ).click()
    page.get_by_text({"zh": "内部管理", "en": "Internal control"}[lang], exact=True).click()
    page.locator("#measures").fill("窗口实行双人值班。")
    page.locator("#outcome").fill("经核实部分属实，已督促整改。")
    sound(page)
    page.get_by_role("button", name={"zh": "报送审批", "en": "Send for approval"}[lang]).click()
    page.get_by_text("经核实部分属实，已督促整改。").wait_for()
    sound(page)
    concluded = complaints.read(Complaint)[0]
    complaints.tell(complaints.approve(concluded, now=complaints.now), now=complaints.now)
    told = look_up(citizen, receipt, lang)
    assert {"zh": "部分属实", "en": "Partly substantiated"}[lang] in told
    assert WORDS not in told
