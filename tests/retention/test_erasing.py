"""Private things go when their time is over, not a day before, and the proof stays."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from service.config import Retention
from service.core import clock, ledger, marks
from service.core.audit import AuditEvent
from service.core.storage import BlobStore
from surveys.complaints import contents
from surveys.complaints.models import Complaint, ComplaintContact, ComplaintPhoto
from surveys.conversations import operations as conversations
from surveys.conversations.models import Message
from surveys.conversations.operations import Said
from surveys.low_ratings.models import LowRating, LowRatingContact
from surveys.ratings.models import Rating
from surveys.retention import operations, queries
from tests.complaints.conftest import NOW, at_now, complaints
from tests.rollups.raw import raw
from workers import retention
from workers.drain import drain

__all__ = ["at_now", "complaints", "raw"]

TERMS = Retention(contact_days=180, word_days=1096)
CLOSED = NOW + timedelta(days=10)


@pytest.fixture
def erase(database):
    def run(now):
        with database.transaction() as session:
            return operations.erase_due(session, terms=TERMS, now=now, most=100)

    return run


@pytest.fixture
def close(database):
    """Bring a case to its end, or with no time back to work."""

    def act(complaint, at):
        with database.transaction() as session:
            session.get_one(Complaint, complaint.id).closed_at = at

    return act


def count(database, model, *where):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*where))


def test_a_contact_goes_180_days_after_the_case_is_closed(database, complaints, close, erase):
    case = complaints.file(contact="139 0000 1234")
    assert erase(NOW + timedelta(days=900)) == 0, "an open case keeps its contact"
    close(case, CLOSED)
    assert erase(CLOSED + timedelta(days=180)) == 0
    assert erase(CLOSED + timedelta(days=180, seconds=1)) == 1
    assert count(database, ComplaintContact) == 0
    with database.reading() as session:
        assert contents.words(session, session.get_one(Complaint, case.id)), "the words stay"


def test_a_case_that_is_reopened_begins_anew(database, complaints, close, erase):
    case = complaints.file(contact="139 0000 1234")
    close(case, CLOSED)
    close(case, None)
    assert erase(CLOSED + timedelta(days=200)) == 0
    close(case, CLOSED + timedelta(days=200))
    assert erase(CLOSED + timedelta(days=379)) == 0
    assert erase(CLOSED + timedelta(days=381)) == 1


def test_words_messages_photos_and_salt_go_after_three_years(database, complaints, close, erase):
    blobs: BlobStore = database.blobs
    own, shared = blobs.put(b"own picture"), blobs.put(b"the same picture")
    case = complaints.file(photos=(own, shared))
    other = complaints.file(photos=(shared,))
    with database.transaction() as session:
        said = Said(uuid.uuid4(), "我再补充一点。")
        seen = session.get_one(Complaint, case.id)
        conversations.write_to_office(session, complaint=seen, said=said, now=NOW)
    before = complaints.leaves(case)
    close(case, CLOSED)
    assert erase(CLOSED + timedelta(days=1096)) == 0
    assert erase(CLOSED + timedelta(days=1097)) == 1

    with database.reading() as session:
        row = session.get_one(Complaint, case.id)
        assert (row.matter, row.facts, row.salt, row.body_hash) == (None, None, None, bytes(32))
        assert contents.words(session, row) == ""
        assert contents.words(session, session.get_one(Complaint, other.id))
    assert count(database, Message, Message.sealed.is_not(None)) == 0
    assert count(database, ComplaintPhoto) == 1
    with pytest.raises(FileNotFoundError):
        blobs.get(own)
    assert blobs.get(shared) == b"the same picture", "somebody else sent it as well"
    assert complaints.leaves(case) == before or _bodies(complaints.leaves(case)) == _bodies(before)
    for leaf in complaints.leaves(case):
        assert ledger.leaf_hash(leaf.body.encode()) == leaf.hash


def _bodies(leaves):
    return {(leaf.id, leaf.body, leaf.hash) for leaf in leaves}


def test_praise_is_over_when_it_has_come_in(database, complaints, erase):
    complaints.file(kind="praise", category=None, occurred_on=None)
    assert erase(NOW + timedelta(days=1096)) == 0
    assert erase(NOW + timedelta(days=1097)) == 1


def test_words_in_ratings_go_and_the_rating_stays(database, raw, erase):
    with database.transaction() as session:
        raw.rate(session, 2, comment="等得太久", salt=b"s" * 32)
        raw.rate(session, 5)
    late = datetime.fromisoformat("2029-11-23T00:00:00+00:00")
    assert erase(late) == 1
    assert count(database, Rating) == 2
    assert count(database, Rating, Rating.comment.is_not(None)) == 0
    assert count(database, Rating, Rating.salt.is_not(None)) == 0


def test_a_low_rating_keeps_that_there_was_a_contact(database, raw, erase):
    with database.transaction() as session:
        raw.rate(session, 1)
        (rating,) = session.scalars(select(Rating)).all()
        session.add(LowRatingContact(rating_id=rating.id, sealed=b"sealed", given_at=NOW))
        session.add(
            LowRating(
                rating_id=rating.id,
                window_id=rating.window_id,
                level=1,
                opened_at=NOW,
                closed_at=CLOSED,
            )
        )
    assert erase(CLOSED + timedelta(days=181)) == 1
    assert count(database, LowRatingContact, LowRatingContact.sealed.is_(None)) == 1
    assert erase(CLOSED + timedelta(days=181)) == 0


def test_the_audit_says_how_many_and_nothing_more(database, complaints, close, erase):
    for _ in range(3):
        close(complaints.file(contact="139 0000 1234"), CLOSED)
    erase(CLOSED + timedelta(days=2000))
    erase(CLOSED + timedelta(days=2001))
    (event,) = complaints.read(AuditEvent, AuditEvent.action == queries.ERASE)
    assert event.actor_id is None
    assert event.details == {"case_contacts": 3, "case_words": 3}


def test_every_day_asks_once_and_the_drain_does_it(database, complaints, close, monkeypatch):
    monkeypatch.setenv("CONTACT_DAYS", "1")
    close(complaints.file(contact="139 0000 1234"), CLOSED)
    drain(database)
    with clock.at(CLOSED + timedelta(days=9)):
        for _ in range(3):
            retention.ask(database)
        drain(database)
        retention.ask(database)
        assert drain(database) == 0
    assert count(database, ComplaintContact) == 0
    assert count(database, marks.Mark, marks.Mark.kind == retention.RETENTION) == 1
    with clock.at(CLOSED + timedelta(days=10)):
        retention.ask(database)
    assert count(database, marks.Mark, marks.Mark.kind == retention.RETENTION) == 2
    assert len(complaints.read(AuditEvent, AuditEvent.action == queries.ERASE)) == 1


@pytest.mark.usefixtures("at_now")
def test_the_auditor_sees_what_is_due_and_what_went(cast, complaints, close, erase, sign_in):
    close(complaints.file(contact="139 0000 1234"), NOW - timedelta(days=181))
    close(complaints.file(contact="139 0000 1235"), NOW - timedelta(days=160))
    complaints.file(contact="139 0000 1236")
    browser = sign_in(cast.chu)
    told = browser.get("/api/v1/retention").get_json()
    numbers = {"days": 180, "kept": 3, "due": 1, "soon": 1}
    assert told["due"][0] == {"store": "case_contacts", **numbers}
    erase(NOW)
    told = browser.get("/api/v1/retention").get_json()
    page = browser.get("/retention").get_data(as_text=True)
    assert told["due"][0]["kept"] == 2
    assert told["erasures"][0]["erased"] == {"case_contacts": 1}
    assert "139" not in page
    assert "投诉、表扬和建议的联系方式：1" in page
