"""Complaints for programs: the same acts as on the pages, with tokens and ETags."""

import io
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from qr import tickets
from service.people.models import Account
from service.people.operations import make_token
from surveys.complaints.models import Complaint, ComplaintContact, ComplaintPhoto
from tests.complaints.conftest import FACTS, MEASURES, NOW, OUTCOME, REPLY, SUMMARY, TEXT, photo

BASE = "/api/v1/complaints"


@pytest.fixture
def machine(app, complaints, database, at_now):
    """Give a program that acts as a member of the cast."""

    class Machine:
        def __init__(self, account):
            actor = complaints.actor(account)
            with database.transaction() as session:
                _, secret = make_token(
                    session, actor=actor, now=NOW, name="test", expires_at=NOW + timedelta(days=9)
                )
            self.client = app.test_client()
            self.headers = {"Authorization": f"Bearer {secret}"}

        def get(self, path="", **headers):
            return self.client.get(BASE + path, headers={**self.headers, **headers})

        def send(self, method, path, body, **headers):
            call = getattr(self.client, method)
            return call(BASE + path, json=body, headers={**self.headers, **headers})

    def made(name):
        with database.reading() as session:
            account = session.scalars(select(Account).where(Account.username == name)).one()
        return Machine(account)

    return made


@pytest.fixture
def ticket(complaints, database, at_now):
    return tickets.issue(database.keys, complaints.code(), NOW)


@pytest.fixture
def body(ticket):
    return {"ticket": ticket, "category": "VACANT", "text": TEXT, "occurred_on": "2026-11-23"}


def send_photo(client, ticket, data):
    sent = {"ticket": ticket, "photo": FileStorage(io.BytesIO(data), "a.jpg")}
    boundary, body = encode_multipart(sent)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"{BASE}/photos", data=body, content_type=kind)


def test_a_program_reads_what_the_page_asks(client, complaints, at_now):
    asked = client.get(f"{BASE}/forms/{complaints.code('county_hall')}").get_json()
    assert asked["window_name"] == "新民市就业人才大厅（演示）"
    assert asked["handler"] == "沈阳市人力资源和社会保障局（演示）"
    assert asked["handler_of_grave"] == "辽宁省人力资源和社会保障厅（演示）"
    keys = [each["key"] for group in asked["groups"] for each in group["categories"]]
    assert len(keys) == 22
    body = {"category": keys[0], "text": TEXT, "occurred_on": "2026-11-23"}
    assert client.post(BASE, json={"ticket": asked["ticket"], **body}).status_code == 201
    assert client.get(f"{BASE}/forms/nonsense").status_code == 404


def test_complain_with_photos_sent_before(client, complaints, ticket, body):
    held = [send_photo(client, ticket, photo(c)).get_json()["held"] for c in ("red", "blue")]
    answer = client.post(BASE, json={**body, "held": held, "contact": "024-00001234"})
    assert answer.status_code == 201
    assert answer.get_json()["due_on"] == "2026-11-26"
    assert answer.get_json()["due_provisional"] is False
    assert len(complaints.read(ComplaintPhoto)) == 2
    assert len(complaints.read(ComplaintContact)) == 1
    again = client.post(BASE, json={**body, "held": held, "contact": "024-00001234"})
    assert again.get_json() == answer.get_json()
    other = client.post(BASE, json={**body, "text": "别的话"})
    assert (other.status_code, other.get_json()["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "   "}, "text"),
        ({"text": "啊" * 2001}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"category": "NONSENSE"}, "category"),
        ({"occurred_on": "2027-01-01"}, "occurred_on"),
        ({"held": ["forged"]}, "held"),
        ({"held": ["a"] * 4}, "held"),
        ({"website": "robot"}, "website"),
    ],
)
def test_what_does_not_fit_is_named(client, complaints, body, change, field):
    answer = client.post(BASE, json={**body, **change})
    assert answer.status_code == 422
    assert list(answer.get_json()["fields"]) == [field]
    assert complaints.read(Complaint) == []


def test_a_forged_ticket_is_refused(client, body):
    answer = client.post(BASE, json={**body, "ticket": "forged"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_ticket")
    assert send_photo(client, "forged", photo()).status_code == 422


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"hello", 415, "not_an_image"), (b"\0" * (10 * 2**20 + 1), 413, "photo_too_large")],
    ids=["not an image", "too large"],
)
def test_a_wrong_photo_is_refused(client, ticket, data, status, code):
    answer = send_photo(client, ticket, data)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_praise(client, complaints, ticket):
    answer = client.post(f"{BASE}/praise", json={"ticket": ticket, "text": "真有耐心"})
    assert answer.status_code == 201
    assert complaints.read(Complaint)[0].kind == "praise"


def test_a_whole_case(machine, complaints):
    complaint = complaints.file(contact="024-00001234")
    path = f"/{complaint.id}"
    handler, head = machine("chen"), machine("wang")
    seen = handler.get(path)
    assert seen.get_json()["matter"] == TEXT
    assert seen.get_json()["has_contact"] is True
    accepted = handler.send(
        "put", f"{path}/acceptance", {"redacted": SUMMARY}, **{"If-Match": seen.headers["ETag"]}
    )
    assert accepted.get_json()["state"] == "accepted"
    told = head.get(f"/summaries{path}")
    assert told.get_json()["redacted"] == SUMMARY
    answered = head.send(
        "put", f"/summaries{path}/answer", {"reply": REPLY}, **{"If-Match": told.headers["ETag"]}
    )
    assert answered.get_json()["reply"] == REPLY
    assert answered.get_json()["steps"] == [
        {"step": "accept", "state": "accepted", "on": "2026-11-24"},
        {"step": "answer", "state": "answered", "on": "2026-11-24"},
    ]
    second = machine("zhao")
    for person, noun, body in (
        (handler, "verification", {"finding": "partial", "severity": "minor", "facts": FACTS}),
        (
            handler,
            "conclusion",
            {"root_cause": "policy", "measures": MEASURES, "outcome": OUTCOME},
        ),
        (second, "approval", {}),
        (handler, "notification", {}),
    ):
        etag = {"If-Match": person.get(path).headers["ETag"]}
        answer = person.send("put", f"{path}/{noun}", body, **etag)
        assert answer.status_code == 200, answer.get_json()
    told = answer.get_json()
    assert (told["state"], told["finding"], told["facts"]) == ("replied", "partial", FACTS)
    assert told["number"].startswith("TS-2026-210100-")
    assert told["may"] == []  # now the citizen has the word
    assert [stage["step"] for stage in told["stages"]] == [
        *(None, "accept", "answer", "verify", "conclude", "approve", "tell"),
    ]


def test_an_old_etag_is_refused_and_a_missing_one_asked_for(machine, complaints):
    complaint = complaints.file()
    path, handler = f"/{complaint.id}", machine("chen")
    old = handler.get(path).headers["ETag"]
    complaints.accept(complaint)
    reason = {"reason": "不属于受理范围。"}
    assert handler.send("put", f"{path}/refusal", reason).status_code == 428
    late = handler.send("put", f"{path}/refusal", reason, **{"If-Match": old})
    assert late.status_code == 412
    new = handler.get(path).headers["ETag"]
    wrong = handler.send("put", f"{path}/refusal", reason, **{"If-Match": new})
    assert (wrong.status_code, wrong.get_json()["code"]) == (409, "changed_meanwhile")
    assert wrong.get_json()["fields"]["state"] == "accepted"


def test_unchanged_is_not_sent_again(machine, complaints):
    complaint, handler = complaints.file(), machine("chen")
    tag = handler.get(f"/{complaint.id}").headers["ETag"]
    assert handler.get(f"/{complaint.id}", **{"If-None-Match": tag}).status_code == 304


def test_lists_come_in_pages_and_can_be_narrowed(machine, complaints):
    for _ in range(3):
        complaints.file()
    complaints.decline(complaints.file())
    handler = machine("chen")
    page = handler.get("?page_size=2")
    assert len(page.get_json()) == 2
    assert '"total": 4' in page.headers["X-Pagination"]
    assert len(handler.get("?state=not_accepted").get_json()) == 1
    assert handler.get("?overdue=true").get_json() == []
    assert handler.get("?state=nonsense").status_code == 422


def test_rows_of_a_list_hold_no_words(machine, complaints):
    complaints.accept(complaints.file(contact="024-00001234"))
    (row,) = machine("chen").get().get_json()
    assert set(row) == {
        "id",
        "number",
        "window_id",
        "window_name",
        "category",
        "is_grave",
        "state",
        "finding",
        "received_at",
        "due_on",
        "due_provisional",
        "version",
    }
    (told,) = machine("wang").get("/summaries").get_json()
    assert set(told) == {
        "id",
        "number",
        "window_id",
        "window_name",
        "category",
        "state",
        "received",
        "due_on",
        "due_provisional",
        "redacted",
        "reply",
        "finding",
        "steps",
        "version",
    }


def test_the_contact_for_a_reason(machine, complaints):
    complaint = complaints.file(contact="024-00001234")
    handler = machine("chen")
    path = f"/{complaint.id}/contact"
    assert handler.send("post", path, {"reason": "看"}).status_code == 422
    answer = handler.send("post", path, {"reason": "需要核对办理日期"})
    assert answer.get_json() == {"contact": "024-00001234"}
    assert machine("wu").send("post", path, {"reason": "需要核对办理日期"}).status_code == 404


def test_praise_for_the_window(machine, complaints):
    complaints.file(kind="praise", text="真有耐心", category=None, occurred_on=None)
    (row,) = machine("wang").get("/praises").get_json()
    assert (row["text"], row["received"]) == ("真有耐心", "2026-11")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", "/{id}/acceptance"),
        ("put", "/{id}/refusal"),
        ("put", "/{id}/conclusion"),
        ("put", "/summaries/{id}/answer"),
        ("post", "/{id}/contact"),
    ],
)
def test_nothing_can_be_done_to_what_is_not_there(machine, complaints, method, path):
    person = machine("wang" if "answer" in path else "chen")
    bodies = {
        "acceptance": {"redacted": SUMMARY},
        "refusal": {"reason": "不属于受理范围。"},
        "conclusion": {"root_cause": "policy", "measures": MEASURES, "outcome": OUTCOME},
        "answer": {"reply": REPLY},
        "contact": {"reason": "需要核对办理日期"},
    }
    body = bodies[path.rpartition("/")[2]]
    answer = person.send(method, path.format(id=uuid.uuid4()), body, **{"If-Match": '"x"'})
    assert answer.status_code == 404
