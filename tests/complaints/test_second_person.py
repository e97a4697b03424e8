"""Nobody decides alone: approval, extension, suspension, withdrawal, reopening and review."""

from datetime import date, timedelta

import pytest

from service.core.access import Role
from service.notices.models import Notice
from service.people.models import Grant
from service.windows.models import ServiceWindow, WindowState
from surveys.complaints import voice
from surveys.complaints.life import Elsewhere, Finding, Step
from surveys.complaints.models import Complaint
from tests.complaints.conftest import NOW, OUTCOME
from tests.complaints.test_handling import refusal

WHY = "等待外省协查回函。"


@pytest.fixture
def accepted(complaints):
    """A county hall's complaint in the hands of the city: 冯行风 handles, the province decides."""
    cast = complaints.cast
    return complaints.accept(complaints.file("county_hall"), by=cast.feng)


def test_who_concluded_does_not_approve_nor_does_who_sits_below(complaints, cast, accepted):
    concluded = complaints.conclude(accepted, by=cast.feng)
    assert concluded.decider_path == "210000/"
    for person in (cast.feng, cast.li, cast.wu, cast.zhou, cast.chu):
        assert refusal(complaints.approve, concluded, by=person) == (404, "not_found")
    assert complaints.approve(concluded, by=cast.chen).state == "approved"


def test_who_stepped_in_above_needs_another_too(complaints, cast, accepted):
    concluded = complaints.conclude(accepted, by=cast.chen)
    assert refusal(complaints.approve, concluded, by=cast.chen) == (404, "not_found")
    assert complaints.approve(concluded, by=cast.qian).state == "approved"


def test_a_returned_conclusion_comes_back_with_its_reason(complaints, cast, accepted):
    concluded = complaints.conclude(accepted, by=cast.feng)
    back = complaints.does(Step.SEND_BACK, concluded, by=cast.chen, reason="事实还不清楚。")
    assert (back.state, back.stages[-1].reason, back.stages[-1].note) == (
        "verified",
        "事实还不清楚。",
        "",
    )
    assert back.due_on == accepted.due_on  # the term runs on
    kinds = {each.kind for each in complaints.read(Notice, Notice.account_id == cast.feng.id)}
    assert "returned" in kinds


def test_two_approve_at_once_and_the_second_learns_what_changed(complaints, cast, accepted):
    concluded = complaints.conclude(accepted, by=cast.feng)
    seen = concluded.version
    complaints.approve(concluded, by=cast.zhao)
    assert refusal(complaints.approve, concluded, by=cast.qian, version=seen) == (
        409,
        "changed_meanwhile",
    )


def test_one_extension_is_decided_above(complaints, cast, accepted):
    asked = complaints.does(Step.ASK_EXTENSION, accepted, by=cast.feng, reason=WHY)
    assert refusal(complaints.does, Step.GRANT_EXTENSION, asked, by=cast.feng)[0] == 404
    granted = complaints.does(Step.GRANT_EXTENSION, asked, by=cast.chen)
    assert granted.due_on > accepted.due_on
    again = refusal(complaints.does, Step.ASK_EXTENSION, granted, by=cast.feng, reason=WHY)
    assert again == (409, "changed_meanwhile")


def test_while_it_waits_no_day_is_lost(complaints, cast, accepted):
    halted = complaints.does(Step.SUSPEND, accepted, by=cast.feng, reason=WHY)
    assert (halted.state, halted.stages[-1].note) == ("suspended", WHY)
    assert refusal(complaints.verify, halted, by=cast.feng) == (409, "changed_meanwhile")
    later = NOW + timedelta(days=7)
    resumed = complaints.does(Step.RESUME, halted, by=cast.feng, now=later)
    assert (resumed.state, resumed.due_on) == ("accepted", accepted.due_on + timedelta(days=7))


def test_a_withdrawn_complaint_is_gone_on_with_for_a_reason_only(complaints, cast, accepted):
    gone = complaints.says(voice.withdraw, accepted)
    assert (gone.state, gone.closed_at) == ("withdrawn", NOW)
    on = complaints.does(Step.CARRY_ON, gone, by=cast.feng, reason="涉及多人利益，继续办理。")
    assert (on.state, on.closed_at, on.resumes_to) == ("accepted", None, None)
    assert refusal(complaints.says, voice.confirm, on, solved="yes") == (409, "not_now")


def test_sent_back_once_to_the_handler_and_then_one_level_up(complaints, cast, accepted):
    told = complaints.told(accepted, by=cast.feng)
    again = complaints.says(voice.reopen, told)
    assert (again.state, again.reopened, again.told_finding) == ("reopened", 1, None)
    assert again.due_on == date(2026, 12, 15)  # fifteen working days anew
    told = complaints.told(again, by=cast.feng)
    review = complaints.says(voice.reopen, told)
    assert (review.state, review.decider_path) == ("review", "210000/")
    given = {"finding": Finding.PARTIAL, "note": OUTCOME}
    # 赵省厅 approved it before, 冯行风 concluded it: neither decides on his own work
    for person in (cast.zhao, cast.feng):
        assert refusal(complaints.does, Step.DECIDE_REVIEW, review, by=person, **given)[0] == 404
    closed = complaints.does(Step.DECIDE_REVIEW, review, by=cast.qian, **given)
    assert (closed.state, closed.finding, closed.stages[-1].note) == ("closed", "partial", OUTCOME)
    for act in (voice.reopen, voice.ask_review, voice.withdraw):
        assert refusal(complaints.says, act, closed) == (409, "not_now")


def test_silence_is_kept_as_silence(complaints, cast, accepted):
    told = complaints.told(accepted, by=cast.feng)
    with complaints.database.transaction() as session:
        voice.record_silence(session, told.id, NOW + timedelta(days=8))
        voice.record_silence(session, told.id, NOW + timedelta(days=9))
    (closed,) = complaints.read(Complaint)
    assert (closed.state, closed.solved, closed.is_late) == ("closed", "silent", False)


def test_sent_elsewhere_and_put_together(complaints, cast):
    first, second = complaints.file(), complaints.file()
    away = complaints.does(
        Step.TRANSFER, first, by=cast.chen, to=Elsewhere.PETITIONS, reason="属于信访事项。"
    )
    assert (away.state, away.transferred_to, away.stages[-1].note) == (
        "transferred",
        "petitions",
        "属于信访事项。",
    )
    wrong = {"number": complaints.file("changtu").number}
    assert refusal(complaints.does, Step.MERGE, second, by=cast.chen, **wrong)[0] == 422
    same = complaints.does(Step.MERGE, second, by=cast.chen, number=first.number.lower())
    assert (same.state, same.duplicate_of_id) == ("duplicate", first.id)
    assert all(not each.is_live for each in complaints.deadlines(first))


def test_a_handler_who_also_heads_the_hall_is_told_of_nothing(complaints, cast, database):
    with database.transaction() as session:
        session.add(
            Grant(account_id=cast.feng.id, role=Role.HEAD, window_id=cast.window["county_hall"].id)
        )
    filed = complaints.file("county_hall")
    assert refusal(complaints.accept, filed, by=cast.feng) == (404, "not_found")
    assert not complaints.read(Notice, Notice.account_id == cast.feng.id)


def test_a_window_merged_meanwhile_stays_with_the_case_under_both_names(
    complaints, cast, accepted, database, sign_in
):
    with database.transaction() as session:
        old = session.get(ServiceWindow, cast.window["county_hall"].id)
        old.state, old.merged_into_id = WindowState.MERGED, cast.window["station"].id
    text = sign_in(cast.feng).get(f"/complaints/{accepted.id}").get_data(as_text=True)
    for name in (old.full_name, cast.window["station"].full_name):
        assert name in text
    assert complaints.answer(accepted, by=cast.li).state == "answered"
    told = complaints.told(complaints.read(Complaint)[0], by=cast.feng)
    assert (told.state, told.window_id) == ("replied", old.id)
