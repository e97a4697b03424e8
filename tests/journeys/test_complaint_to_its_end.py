"""A complaint from the counter to its end, each of its people at a phone of 390 pixels."""

import hashlib
import json
import re

import pytest
from playwright.sync_api import expect

from service.core import clock
from service.core.ledger import canonical
from surveys.complaints.models import Complaint, ComplaintClearing
from tests.complaints.conftest import FACTS, MEASURES, OUTCOME, REPLY, SUMMARY
from tests.journeys.test_citizen_complains import complaints, file, look_up, phone, sound

__all__ = ["complaints", "phone"]

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

UNSOLVED = "柜台今天上午还是没有人。"
FINAL = "复核认定：当日及今日均无人值守，属实。已责令更换负责人，并由市局驻点一周。"
CLEARED = "有一件投诉反映三号柜台无人值守。经调取监控，当日全程有人值守，投诉不属实。"


@pytest.fixture
def staff(browser, browser_context_args, enter, cast):
    """Seat a member of the cast at a phone of his own, before a page."""
    size = {"width": 390, "height": 844}

    def seated(name):
        page = browser.new_context(**{**browser_context_args, "viewport": size}).new_page()
        enter(page, getattr(cast, name))
        return page

    return seated


def pick(page, choice):
    page.locator("label").get_by_text(choice, exact=True).click()


class Office:
    """What people of the office do with the one complaint there is, each on his own page."""

    def __init__(self, staff, complaints):
        self.staff, self.complaints, self.pages = staff, complaints, {}

    @property
    def row(self):
        return self.complaints.read(Complaint)[0]

    def open(self, name, listed="/complaints"):
        """Go to the complaint by the list, as one does who was told of it."""
        is_new = name not in self.pages
        page = self.pages[name] = self.staff(name) if is_new else self.pages[name]
        page.goto(f"{listed}?lang=zh")
        if is_new:
            sound(page)
        page.locator(f'main a[href="/complaints/{self.row.id}"]').first.click()
        page.locator("main .steps").wait_for()
        sound(page)
        return page

    def send(self, page, button, **typed):
        for name, text in typed.items():
            page.locator(f"#{name}").fill(text)
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        assert page.locator(".field.is-wrong").count() == 0

    def accept(self, name):
        self.send(self.open(name), "受理，转窗口答复", redacted=SUMMARY)

    def answer(self, name):
        page = self.open(name, "/complaints/answers")
        self.send(page, "送出答复", reply=REPLY)
        assert self.row.state == "answered"

    def conclude(self, name, finding, outcome):
        """Record what was found, and draw up the outcome."""
        page = self.open(name)
        pick(page, finding)
        pick(page, "一般")
        self.send(page, "记下核实结果", facts=FACTS)
        pick(page, "内部管理")
        self.send(page, "报送审批", measures=MEASURES, outcome=outcome)

    def approve_and_tell(self, second, handler):
        self.send(self.open(second), "同意")
        self.send(self.open(handler), "告知投诉人")
        assert self.row.state == "replied"


@pytest.fixture
def office(staff, complaints):
    return Office(staff, complaints)


def not_content(citizen, receipt, button):
    """Read the outcome and say that it is not solved."""
    assert OUTCOME in look_up(citizen, receipt, "zh")
    citizen.locator("summary", has_text="没有解决").click()
    citizen.locator("#reason").fill(UNSOLVED)
    citizen.get_by_role("button", name=button).click()
    citizen.wait_for_load_state()
    sound(citizen)


@pytest.mark.timeout(240)  # some thirty pages, of five people
def test_not_solved_goes_back_and_then_a_level_up_decides(phone, office, complaints):
    """新民's hall: 冯行风 of the city handles, 赵省厅 approves, 钱省厅 has the last word."""
    citizen = phone("zh", scripts=True)
    receipt = file(citizen, complaints.code("county_hall"), "zh", complaints)
    office.accept("feng")
    office.conclude("feng", "部分属实", OUTCOME)
    page = office.open("feng")
    expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    office.approve_and_tell("zhao", "feng")
    not_content(citizen, receipt, "请他们再办一次")
    assert office.row.state == "reopened"

    office.conclude("feng", "部分属实", OUTCOME)
    office.approve_and_tell("zhao", "feng")
    not_content(citizen, receipt, "请上一级复核")
    assert office.row.state == "review"
    expect(office.open("zhao").get_by_role("button", name="作出复核决定")).to_have_count(0)
    page = office.open("qian")
    pick(page, "属实")
    office.send(page, "作出复核决定", note=FINAL)

    told = look_up(citizen, receipt, "zh")
    assert FINAL in told
    assert "已办结" in told
    assert (office.row.state, office.row.finding) == ("closed", "substantiated")


def test_the_window_answers_what_it_was_asked_and_no_more(phone, office, complaints):
    citizen = phone("zh", scripts=True)
    receipt = file(citizen, complaints.code("county_hall"), "zh", complaints)
    office.accept("feng")
    office.answer("li")
    seen = office.open("li", "/complaints/answers").locator("main").inner_text()
    assert SUMMARY in seen
    assert "四十分钟" not in seen
    assert REPLY in look_up(citizen, receipt, "zh")


def test_a_false_accusation_ends_in_a_note_that_can_be_checked(phone, office, complaints):
    citizen = phone("zh", scripts=True)
    receipt = file(citizen, complaints.code("county_hall"), "zh", complaints)
    office.accept("feng")
    office.conclude("feng", "不属实", OUTCOME)
    office.approve_and_tell("zhao", "feng")
    look_up(citizen, receipt, "zh")
    citizen.get_by_text("解决了", exact=True).click()
    citizen.get_by_role("button", name="送出，办结").click()
    citizen.get_by_text("已办结").first.wait_for()

    page = office.pages["feng"]
    page.goto("/complaints?lang=zh")
    page.get_by_role("link", name="去看").click()
    sound(page)
    page.locator("tbody a").click()
    page.get_by_role("link", name="出具澄清书").click()
    sound(page)
    office.send(page, "出具澄清书", person="李窗长", text=CLEARED)
    head = office.staff("li")
    head.goto("/clearings?lang=zh")
    sound(head)
    head.get_by_role("link", name=re.compile("^CQ-")).click()
    sound(head)
    shown = head.locator("main").inner_text()
    assert CLEARED in shown
    address = head.locator('main a[href$=".pdf"]').get_attribute("href")
    printed = head.request.get(address)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body() == head.request.get(address).body()
    checked(office, shown)


def checked(office, shown):
    """Work the number on the note out again from what it says, as an outsider would."""
    (note,) = office.complaints.read(ComplaintClearing)
    said = {
        "number": note.number,
        "window": str(note.window_id),
        "person": "李窗长",
        "text": CLEARED,
        "office": note.office,
        "issued_on": clock.today().isoformat(),
    }
    assert json.loads(canonical(said)) == said
    assert hashlib.sha256(canonical(said)).hexdigest() in shown.replace("\n", "").replace(" ", "")
