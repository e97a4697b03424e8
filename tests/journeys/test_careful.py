"""Before a complaint is sent the phone points out a number, and the citizen decides."""

import pytest

from surveys.complaints.models import Complaint
from tests.browser import axe, overflow
from tests.complaints.conftest import Complaints

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

NOTE = "[data-careful]"
PLAIN = "2026-11-20 上午 10:30 等了 40 分钟，交了 1380.50 元，三号窗口一直没有人。"


@pytest.fixture
def form(page, database, cast):
    """The complaint form of the city hall, filled in but for the words."""
    complaints = Complaints(database, cast)
    page.goto(f"/q/{complaints.code()}/complaint")
    page.get_by_text("态度不好、不在岗").click()
    page.get_by_text("窗口没有人").click()
    page.locator("#occurred_on").fill(complaints.today.isoformat())
    page.complaints = complaints
    return page


def send(page, words):
    page.locator("#text").fill(words)
    page.get_by_role("button", name="提交投诉").click()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("请回电139 0000 1234。", "手机号"),
        ("请回电一三九００００1\u200b234", "手机号"),
        ("身份证210181 19700101 0011", "身份证号"),
        ("卡号6222 0212 3456 7890 128", "银行卡号"),
        ("车牌辽A·12345", "车牌号"),
    ],
)
def test_a_number_is_pointed_out_and_one_more_press_sends_it(form, words, what):
    assert not form.locator(NOTE).is_visible()
    send(form, words)
    note = form.locator(NOTE)
    assert what in note.inner_text()
    assert axe(form) == []
    assert overflow(form) == 0
    assert form.complaints.read(Complaint) == []
    form.get_by_role("button", name="提交投诉").click()
    form.get_by_text("回执号").first.wait_for()
    assert len(form.complaints.read(Complaint)) == 1


def test_ordinary_numbers_go_through_at_once(form):
    send(form, PLAIN)
    form.get_by_text("回执号").first.wait_for()
    assert len(form.complaints.read(Complaint)) == 1


def test_words_can_be_mended_first(form):
    send(form, "请回电13900001234。")
    send(form, "请不用回电。")
    form.get_by_text("回执号").first.wait_for()
