"""A citizen learns by receipt what became of it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from service.core import clock
from service.web.pages import gzipped
from surveys.complaints.life import ComplaintState, Elsewhere, Solved, Step
from surveys.complaints.models import ComplaintKind
from surveys.status import wording
from surveys.status.low_ratings import Stands
from tests.complaints.conftest import NOW, REPLY, SUMMARY, TEXT

from .conftest import OUTCOME, Case, text_of


def test_the_page_asks_in_one_field_and_is_light(client, complaints):
    page = client.get("/r")
    assert "回执号" in text_of(page)
    assert "Set-Cookie" not in page.headers
    assert gzipped(text_of(page)) < 6 * 1024


def test_a_complaint_is_followed_to_its_answer(case):
    page = text_of(case.open())
    assert "已收到，正在审核" in page
    assert "我们会在 11月26日（周四）前告诉您是否受理。" in page
    page = text_of(case.accept().open())
    assert "已受理，正在核实" in page
    assert "我们会在 12月15日（周二）前答复您。" in page
    page = text_of(case.answer().open())
    assert "窗口已答复" in page
    assert REPLY in page
    page = text_of(case.conclude().open())
    for told in ("已答复您", "属实", OUTCOME, REPLY, "请在 12月1日（周二）前说一声"):
        assert told in page
    for step in ("收到", "受理", "窗口作了说明", "核实完毕", "结论经另一人审批", "答复您"):
        assert f"11月24日（周二） {step}" in page


def test_nothing_of_the_outcome_is_shown_before_it_is_told(case):
    case.accept().answer()
    assert "属实" not in text_of(case.open())
    case.conclude()
    assert OUTCOME in text_of(case.open())


def test_a_term_over_days_off_that_are_not_published_is_provisional(complaints, client):
    late = NOW.replace(month=12, day=28)
    with clock.at(late):
        page = text_of(Case(complaints, client, now=lambda: late).accept().open())
    assert "2027年1月" in page
    assert "暂定：国家尚未公布当年的放假安排" in page


def test_a_declined_one_tells_why(case):
    page = text_of(case.decline("请向市场监管部门反映。").open())
    assert "没有受理的原因" in page
    assert "请向市场监管部门反映。" in page


def test_one_on_hold_tells_what_is_waited_for_and_that_the_term_stands(case):
    page = text_of(case.accept().suspend("请补一张叫号小票的照片。").open())
    assert "先停一停" in page
    assert "请补一张叫号小票的照片。" in page
    assert "期限先不算" in page


def test_a_late_one_says_so_and_whom_to_call(case):
    with clock.at(NOW + timedelta(days=9)):
        page = text_of(case.open())
    assert "已经超过期限（11月26日（周四））" in page
    assert "12333" in page


def test_neither_the_words_nor_the_summary_are_shown(complaints, client, at_now):
    """Whoever finds a receipt must not learn what was written, nor what the window was told."""
    case = Case(complaints, client, contact="024-00001234").accept()
    case.act("message", text="我当天穿红衣服。")
    page = text_of(case.open())
    for secret in (TEXT, SUMMARY, "024-00001234", "陈行风", "我当天穿红衣服。"):
        assert secret not in page


def test_every_state_and_step_has_its_words():
    assert wording.STANDS.keys() == set(ComplaintState)
    between_colleagues = {
        Step.CONCLUDE,
        Step.SEND_BACK,
        Step.ASK_EXTENSION,
        Step.REFUSE_EXTENSION,
    }
    assert wording.STEPS.keys() == {None, *Step} - between_colleagues
    assert wording.WHERE.keys() == set(Elsewhere)
    assert wording.SOLVED.keys() == set(Solved)
    assert wording.LOW.keys() == set(Stands)


def test_praise_suggestions_and_ratings_have_a_state_too(ask, filed, rated):
    other = {"category": None, "occurred_on": None}
    _, code = filed(kind=ComplaintKind.PRAISE, **other)
    assert "表扬已经送到窗口" in text_of(ask(code))
    _, code = filed(kind=ComplaintKind.SUGGESTION, **other)
    assert "建议已经送到窗口" in text_of(ask(code))
    assert "评价已计入" in text_of(ask(rated()))
    assert "评价正在核实" in text_of(ask(rated("held")))
    assert "评价没有计入" in text_of(ask(rated("excluded")))


def test_a_receipt_may_be_typed_in_many_ways(ask, filed):
    _, code = filed()
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), f"  {code} "):
        assert "已收到" in text_of(ask(typed))


WRONG = ["0000-0000-0000-0000", "nonsense", "一二三四", "'; drop table"]


@pytest.mark.parametrize("typed", WRONG)
def test_wrong_and_unknown_have_the_same_answer(ask, complaints, typed):
    page = ask(typed)
    assert page.status_code == 404
    assert "没有查到这个回执号" in text_of(page)
    without = re.sub(r'value="[^"]*"', "", text_of(page))
    other = re.sub(r'value="[^"]*"', "", text_of(ask("1111-1111-1111-1111")))
    assert without == other


@pytest.mark.parametrize("path", ["/r", "/r/card", "/r/withdraw", "/api/v1/status"])
def test_wrong_and_unknown_cost_the_same_work(client, complaints, database, at_now, path):
    """What a guess costs must not tell whether it was near."""
    asked = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(connection, cursor, statement, *_):
        asked.append(statement)

    def cost(typed):
        asked.clear()
        body = {"json": {"receipt": typed}} if "api" in path else {"data": {"receipt": typed}}
        status = client.post(path, **body).status_code
        return status, list(asked)

    try:
        first, *others = [cost(typed) for typed in WRONG]
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert first[0] == 404
    assert all(other == first for other in others)


def test_an_empty_field_is_named(ask, complaints):
    page = ask("")
    assert page.status_code == 422
    assert 'id="receipt-error"' in text_of(page)


def test_the_receipt_stands_in_no_address_and_no_log(case, capsys):
    page = text_of(case.open())
    assert case.receipt not in page
    case.act("message", text="小票找到了。")
    case.client.post("/r/card", data={"receipt": case.receipt})
    said = "".join(capsys.readouterr())
    assert case.receipt not in said
    assert case.receipt.replace("-", "") not in said
    assert "小票找到了" not in said


@pytest.mark.parametrize("path", ["/r", "/r/card", "/r/withdraw", "/api/v1/status/card"])
def test_guessing_is_slowed_down_everywhere(client, complaints, at_now, path):
    def guess():
        typed = {"receipt": "0000-0000-0000-0000"}
        body = {"json": typed} if "api" in path else {"data": typed}
        return client.post(path, **body)

    answers = [guess().status_code for _ in range(21)]
    assert answers == [404] * 20 + [429]
    if "api" not in path:
        assert 'value="0000-0000-0000-0000"' in text_of(guess())


def test_in_english(case):
    page = text_of(case.accept().conclude().open(lang="en"))
    for told in ("Answered: please have a look", "Substantiated", "Nobody at the counter"):
        assert told in page
    assert "Tuesday 1 December" in page


def test_for_programs(client, case, rated):
    case.accept().answer()
    answer = client.post("/api/v1/status", json={"receipt": case.receipt})
    assert answer.get_json() == {
        "kind": "complaint",
        "window_name": "新河湾社保经办大厅（演示）",
        "received": "2026-11-24",
        "state": "answered",
        "category": "VACANT",
        "due_on": "2026-12-15",
        "due_provisional": False,
        "is_late": False,
        "finding": None,
        "reply": REPLY,
        "note": "",
        "transferred_to": None,
        "solved": None,
        "steps": [
            {"on": "2026-11-24", "state": "received", "step": None, "note": ""},
            {"on": "2026-11-24", "state": "accepted", "step": "accept", "note": ""},
            {"on": "2026-11-24", "state": "answered", "step": "answer", "note": ""},
        ],
        "messages": [],
        "may": ["message", "withdraw"],
        "stands": None,
        "goes_up": False,
    }
    rating = client.post("/api/v1/status", json={"receipt": rated()}).get_json()
    assert (rating["kind"], rating["state"], rating.get("category")) == ("rating", "counted", None)
    missing = client.post("/api/v1/status", json={"receipt": "nonsense"})
    assert (missing.status_code, missing.get_json()["code"]) == (404, "unknown_receipt")
    assert client.post("/api/v1/status", json={}).status_code == 422
