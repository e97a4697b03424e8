"""A false accusation ends in a clearing note that anybody can check."""

import hashlib
import json
from datetime import timedelta

import pytest

from service.core import clock
from service.core.audit import AuditEvent
from service.notices.models import Notice
from surveys.complaints import clearing, clearings
from surveys.complaints.models import ComplaintClearing
from tests.cast import csrf_of
from tests.complaints.conftest import NOW, TEXT
from tests.complaints.test_handling import refusal
from workers.drain import drain

MATTER = "有一件投诉反映三号柜台无人值守。经调取监控，当日全程有人值守。"


@pytest.fixture
def unfounded(complaints):
    return complaints.close(complaints.accept(complaints.file()), finding="unfounded")


@pytest.fixture
def issue(complaints):
    def issued(complaint, *, by=None, person="张某", text=MATTER):
        with complaints.database.transaction() as session:
            return clearing.issue_clearing(
                session,
                actor=complaints.actor(by or complaints.cast.chen),
                complaint_id=complaint.id,
                person=person,
                text=text,
                now=NOW,
            )

    return issued


def test_only_what_was_found_untrue_is_cleared_and_once(complaints, issue, unfounded):
    proved = complaints.close(complaints.accept(complaints.file()))
    assert refusal(issue, proved) == (409, "not_cleared")
    issue(unfounded)
    assert refusal(issue, unfounded) == (409, "cleared_already")


def test_the_queue_finds_whose_note_is_still_to_be_issued(
    complaints, cast, issue, unfounded, sign_in
):
    complaints.close(complaints.accept(complaints.file()))  # found true: nothing to clear
    office = sign_in(cast.chen)

    def waiting():
        return office.get("/api/v1/complaints?to_clear=true").get_json()

    assert [each["id"] for each in waiting()] == [str(unfounded.id)]
    assert unfounded.number in office.get("/complaints?to_clear=true").get_data(as_text=True)
    issue(unfounded)
    assert waiting() == []


def test_no_word_of_the_citizens_and_no_number_stands_in_it(issue, unfounded):
    for text in (f"反映：{TEXT}", "请联系 13000000000 核对。", f"其中说“{TEXT[4:30]}”，不属实。"):
        assert refusal(issue, unfounded, text=text) == (422, "invalid_input")


def test_who_may_not_handle_issues_nothing(complaints, cast, issue, unfounded):
    for person in (cast.wang, cast.feng, cast.zhao, cast.chu):
        assert refusal(issue, unfounded, by=person) == (404, "not_found")


def test_the_hash_on_the_note_is_of_what_it_says(complaints, issue, unfounded, database):
    made = issue(unfounded)
    said = {
        "number": made.number,
        "window": str(made.window_id),
        "person": "张某",
        "text": MATTER,
        "office": "辽宁省人力资源和社会保障厅（演示）",
        "issued_on": "2026-11-24",
    }
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert made.sha256 == hashlib.sha256(written.encode()).hexdigest()
    (row,) = complaints.read(ComplaintClearing)
    assert "张某".encode() not in row.person
    with database.transaction() as session:
        changed = session.get(ComplaintClearing, made.id)
        changed.text = "另一件事。"
        session.flush()
        assert not clearings.is_intact(changed, "张某")


def test_the_head_is_told_reads_it_and_prints_it(complaints, cast, issue, unfounded, sign_in):
    made = issue(unfounded)
    (notice,) = complaints.read(Notice, Notice.kind == "clearing_issued")
    assert notice.account_id == cast.wang.id
    head = sign_in(cast.wang)
    assert made.number in head.get("/clearings").get_data(as_text=True)
    text = head.get(f"/clearings/{made.id}").get_data(as_text=True)
    for word in (MATTER, "张某", made.sha256, made.number):
        assert word in text
    pdf = head.get(f"/clearings/{made.id}.pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data == head.get(f"/clearings/{made.id}.pdf").data
    other = sign_in(cast.li)
    assert other.get(f"/clearings/{made.id}").status_code == 404
    assert made.number not in other.get("/clearings").get_data(as_text=True)


def test_issued_on_the_page(complaints, cast, unfounded, sign_in):
    handler = sign_in(cast.chen)
    case = handler.get(f"/complaints/{unfounded.id}")
    assert f"/complaints/{unfounded.id}/clearing" in case.get_data(as_text=True)
    page = handler.get(f"/complaints/{unfounded.id}/clearing")
    form = {"csrf_token": csrf_of(page), "text": MATTER}
    assert handler.post(f"/complaints/{unfounded.id}/clearing", data=form).status_code == 303
    acts = complaints.read(AuditEvent, AuditEvent.action == "issue_clearing")
    assert [act.actor_id for act in acts] == [cast.chen.id]


NAMING = "王窗长昨天上午不在三号柜台，叫了半天没有人理。"


def reminded(complaints, days):
    """Let the worker work on a later day; return who has been reminded so far."""
    with clock.at(NOW + timedelta(days=days)):
        while drain(complaints.database):
            pass
    return [each.account_id for each in complaints.read(Notice, Notice.kind == "clearing_due")]


def test_whoever_concluded_is_reminded_until_the_named_person_is_cleared(complaints, cast, issue):
    accused = complaints.close(complaints.accept(complaints.file(text=NAMING)), finding="unfounded")
    assert reminded(complaints, 0) == [cast.chen.id]
    assert reminded(complaints, 6) == [cast.chen.id]
    assert reminded(complaints, 7) == [cast.chen.id] * 2
    issue(accused)
    assert reminded(complaints, 30) == [cast.chen.id] * 2


def test_nobody_is_reminded_where_nobody_was_named_or_something_was_found(complaints, unfounded):
    assert unfounded.finding == "unfounded"
    complaints.close(complaints.accept(complaints.file(text=NAMING)))
    assert reminded(complaints, 30) == []


def test_the_queue_of_whoever_handles_says_that_notes_are_missing(
    complaints, cast, issue, unfounded, sign_in
):
    def line(person):
        return "1 件投诉查明不属实" in sign_in(person).get("/complaints").get_data(as_text=True)

    assert [line(cast.chen), line(cast.zhao)] == [True, False]
    issue(unfounded)
    assert not line(cast.chen)
