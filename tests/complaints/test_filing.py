"""A citizen hands in a complaint: what is kept, where it goes, and that nothing is doubled."""

import json
import threading
import uuid
from datetime import date, timedelta

import pytest

from qr.queries import resolve
from service.core.audit import AuditEvent
from service.core.crypto import SealError
from service.core.ledger import commit_to
from service.core.marks import Mark
from service.core.problems import Problem
from surveys import receipt, work
from surveys.complaints import operations, queries
from surveys.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintKind,
    ComplaintPhoto,
    ComplaintStage,
)
from surveys.complaints.personal import normalise_contact
from tests.complaints.conftest import NOW, TEXT, TODAY, statement

CONTACT = "024-00001234"


def test_the_words_are_sealed_to_their_row(complaints, database):
    one, other = complaints.file(), complaints.file(text="另一件事，说来话长。")
    assert TEXT.encode() not in one.matter
    with database.reading() as session:
        assert queries.words(session, one) == TEXT
    one.matter = other.matter  # somebody moves words to another row
    with database.reading() as session, pytest.raises(SealError):
        queries.words(session, one)


def test_the_contact_is_kept_apart_sealed_and_found_by_the_same_number(complaints, database):
    complaint = complaints.file(contact=CONTACT)
    kept = complaints.read(ComplaintContact)[0]
    assert kept.complaint_id == complaint.id
    assert CONTACT.encode() not in kept.sealed
    assert kept.blind == database.keys.mac("contacts", normalise_contact(" 024 00001234"))


def test_an_anonymous_complaint_has_no_contact(complaints):
    complaints.file()
    assert complaints.read(ComplaintContact) == []


def test_one_level_above_handles_and_the_province_when_it_is_grave(complaints):
    assert complaints.file("city_hall").handler_path == "210000/"
    assert complaints.file("county_hall").handler_path == "210000/210100/"
    assert complaints.file("station").handler_path == "210000/210100/210181/"
    grave = complaints.file("county_hall", category="GIFT")
    assert (grave.handler_path, grave.is_grave) == ("210000/", True)


def test_the_first_term_is_two_working_days(complaints):
    complaint = complaints.file()
    assert complaint.due_on == date(2026, 11, 26)
    assert complaint.due_provisional is False


def test_a_term_that_reaches_an_unpublished_year_is_marked(complaints):
    late = complaints.file(now=NOW + timedelta(days=400), occurred_on=None, kind="complaint")
    assert late.due_provisional is True


def test_stage_leaf_and_mark_come_with_the_row(complaints):
    complaint = complaints.file(photos=("a" * 64,))
    (stage,) = complaints.read(ComplaintStage)
    assert (stage.number, stage.state, stage.actor_id) == (1, "received", None)
    (leaf,) = complaints.leaves(complaint)
    body = json.loads(leaf.body)
    assert body["public"] == {
        "stage": "received",
        "number": 1,
        "kind": "complaint",
        "category": "VACANT",
        "occurred_on": "2026-11-23",
    }
    private = {"number": 1, "matter": TEXT, "photos": ["a" * 64]}
    assert body["private"] == commit_to(private, complaint.salt)
    (mark,) = complaints.read(Mark, Mark.kind == work.CASE_MONTH)
    assert (mark.kind, mark.key) == (
        work.CASE_MONTH,
        work.month_key(complaint.window_id, TODAY),
    )
    assert [each.number for each in complaints.read(ComplaintPhoto)] == [1]


def test_filing_leaves_no_words_in_the_open(complaints):
    complaint = complaints.file(contact=CONTACT)
    (leaf,) = complaints.leaves(complaint)
    assert TEXT not in leaf.body
    assert CONTACT not in leaf.body
    assert complaints.read(AuditEvent, AuditEvent.subject_type == "complaint") == []


def test_the_same_form_twice_is_one_complaint(complaints, database):
    key = uuid.uuid4()
    first = complaints.file(client_key=key)
    again = complaints.file(client_key=key)
    assert again.id == first.id
    assert len(complaints.read(ComplaintStage)) == 1
    assert first.receipt == receipt.fingerprint(database.keys, receipt.make(database.keys, key))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "别的话"},
        {"category": "FEE"},
        {"occurred_on": TODAY},
        {"contact": "024-00005678"},
        {"photos": ("b" * 64,)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_key_with_other_words_is_refused_and_the_first_stay(complaints, database, change):
    key = uuid.uuid4()
    first = complaints.file(client_key=key)
    with pytest.raises(Problem) as caught:
        complaints.file(client_key=key, **change)
    assert (caught.value.status, caught.value.code) == (409, "key_reused")
    with database.reading() as session:
        assert queries.words(session, first) == TEXT


def test_duplicates_at_the_same_moment_are_one_complaint(complaints, database):
    code, key, got = complaints.code(), uuid.uuid4(), []

    def send():
        with database.transaction() as session:
            filed = operations.file_complaint(
                session,
                scan=resolve(session, code),
                client_key=key,
                statement=statement(contact=CONTACT),
                now=NOW,
            )
        got.append(filed.receipt)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len(set(got)) == 1
    assert len(complaints.read(Complaint)) == 1
    assert len(complaints.read(ComplaintContact)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "NONSENSE"}, "category"),
        ({"category": None}, "category"),
        ({"occurred_on": TODAY + timedelta(days=1)}, "occurred_on"),
        ({"occurred_on": TODAY - timedelta(days=367)}, "occurred_on"),
    ],
)
def test_what_cannot_be_is_refused(complaints, change, field):
    with pytest.raises(Problem) as caught:
        complaints.file(**change)
    assert caught.value.status == 422
    assert list(caught.value.fields) == [field]
    assert complaints.read(Complaint) == []


def test_today_is_the_day_in_shenyang_not_in_greenwich(complaints):
    evening = NOW.replace(hour=17)  # past midnight in Shenyang
    complaints.file(now=evening, occurred_on=date(2026, 11, 25))


def test_praise_needs_no_category_and_has_no_term(complaints):
    praise = complaints.file(
        kind=ComplaintKind.PRAISE, text="小王很耐心", category=None, occurred_on=None
    )
    assert (praise.state, praise.due_on, praise.is_grave) == ("received", TODAY, False)
