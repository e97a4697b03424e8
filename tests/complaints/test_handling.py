"""Handler, window and citizen: a complaint is accepted, answered and concluded."""

import json
from datetime import date, timedelta

import pytest

from service.core.audit import AuditEvent
from service.core.ledger import LedgerLeaf
from service.core.marks import Mark
from service.core.problems import Problem
from service.notices.models import Notice
from surveys import work
from surveys.complaints import voice
from surveys.complaints.life import Solved
from surveys.complaints.models import Complaint, ComplaintStage
from tests.complaints.conftest import FACTS, MEASURES, NOW, OUTCOME, REPLY, SUMMARY, TEXT


def refusal(act, *args, **values):
    with pytest.raises(Problem) as caught:
        act(*args, **values)
    return caught.value.status, caught.value.code


def test_from_the_filing_to_the_citizens_word(complaints, cast):
    complaint = complaints.accept(complaints.file())
    assert (complaint.state, complaint.redacted, complaint.version) == ("accepted", SUMMARY, 2)
    assert complaint.due_on == date(2026, 12, 15)  # fifteen working days
    complaint = complaints.answer(complaint)
    assert (complaint.state, complaint.reply) == ("answered", REPLY)
    complaint = complaints.conclude(complaint)
    assert (complaint.state, complaint.finding, complaint.severity) == (
        "concluded",
        "substantiated",
        "general",
    )
    assert complaint.told_finding is None  # nobody outside learns what is not approved
    complaint = complaints.tell(complaints.approve(complaint))
    assert (complaint.state, complaint.told_finding) == ("replied", "substantiated")
    assert complaint.stages[-1].note == OUTCOME
    complaint = complaints.says(
        voice.confirm, complaint, solved=Solved.YES, now=NOW + timedelta(days=3)
    )
    assert (complaint.state, complaint.solved) == ("closed", "yes")
    assert complaint.closed_at == NOW + timedelta(days=3)
    told = [
        (stage.number, stage.state, stage.actor_id) for stage in complaints.read(ComplaintStage)
    ]
    assert sorted(told) == [
        (1, "received", None),
        (2, "accepted", cast.chen.id),
        (3, "answered", cast.wang.id),
        (4, "verified", cast.chen.id),
        (5, "concluded", cast.chen.id),
        (6, "approved", cast.zhao.id),
        (7, "replied", cast.chen.id),
        (8, "closed", None),
    ]


def test_declined_with_a_reason(complaints):
    complaint = complaints.decline(complaints.file(), reason="请向市场监管部门反映。")
    assert complaint.state == "not_accepted"
    assert complaint.closed_at == NOW
    assert complaint.stages[-1].note == "请向市场监管部门反映。"


def test_the_handler_may_close_without_an_answer(complaints):
    complaint = complaints.close(complaints.accept(complaints.file()), finding="unfounded")
    assert (complaint.state, complaint.finding, complaint.reply) == ("closed", "unfounded", None)


def test_each_step_leaves_a_leaf_an_audit_row_and_a_mark(complaints, cast):
    complaint = complaints.told(complaints.answer(complaints.accept(complaints.file())))
    bodies = sorted(
        (json.loads(leaf.body)["public"] for leaf in complaints.leaves(complaint)),
        key=lambda public: public["number"],
    )
    states = ["received", "accepted", "answered", "verified", "concluded", "approved", "replied"]
    assert [public["stage"] for public in bodies] == states
    assert [public.get("finding") for public in bodies] == [None] * 6 + ["substantiated"]
    acts = complaints.read(AuditEvent, AuditEvent.subject_type == "complaint")
    assert sorted((act.action, act.actor_id) for act in acts) == [
        ("accept_complaint", cast.chen.id),
        ("answer_complaint", cast.wang.id),
        ("approve_complaint", cast.zhao.id),
        ("conclude_complaint", cast.chen.id),
        ("tell_complaint", cast.chen.id),
        ("verify_complaint", cast.chen.id),
    ]
    (mark,) = complaints.read(Mark, Mark.kind == work.CASE_MONTH)
    assert mark.seq == 7


def test_no_words_in_leaves_audit_or_marks(complaints):
    complaints.close(complaints.answer(complaints.accept(complaints.file())))
    open_text = [leaf.body for leaf in complaints.read(LedgerLeaf)]
    open_text += [
        json.dumps(act.details, ensure_ascii=False) for act in complaints.read(AuditEvent)
    ]
    open_text += [mark.key for mark in complaints.read(Mark)]
    open_text += [json.dumps(each.values, ensure_ascii=False) for each in complaints.read(Notice)]
    for words in (TEXT, SUMMARY, REPLY, FACTS, MEASURES, OUTCOME):
        assert not [text for text in open_text if words in text]


def test_who_acts_second_on_the_same_page_is_told(complaints):
    seen = complaints.file()
    complaints.accept(seen)
    assert refusal(complaints.decline, seen, version=1) == (409, "changed_meanwhile")
    (kept,) = complaints.read(Complaint)
    assert (kept.state, kept.version) == ("accepted", 2)


def test_the_window_cannot_answer_twice_nor_before_acceptance(complaints):
    complaint = complaints.file()
    assert refusal(complaints.answer, complaint) == (404, "not_found")
    complaint = complaints.answer(complaints.accept(complaint))
    assert refusal(complaints.answer, complaint) == (409, "changed_meanwhile")


def test_a_summary_that_gives_the_citizen_away_is_refused(complaints):
    complaint = complaints.file()
    for redacted in (f"群众说：{TEXT}", "请联系 13000000000 了解情况"):
        with pytest.raises(Problem) as caught:
            complaints.accept(complaint, redacted=redacted)
        assert caught.value.status == 422
        assert list(caught.value.fields) == ["redacted"]
    assert complaints.read(Complaint)[0].state == "received"
