"""The phone's way in: small parts, each safe to send again, and two ways of seeing a visit."""

import base64
import json
import uuid
from datetime import datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import func, select

from service.core.crypto import sha256
from service.people.models import Account
from surveys.visits.models import Visit
from tests.visits.answers import good_visit
from tests.visits.conftest import NOW, picture

CANARY = "金丝雀督查"


def url(visit_id, rest=""):
    return f"/api/v1/visits/{visit_id}{rest}"


@pytest.fixture
def body(visits):
    """A visit as a phone sends it: what was typed, as text."""
    answers = good_visit(A3="0", A1={"due": "10", "open": "10", "vacant": "0"})
    return {
        "window_id": str(visits.cast.window["city_hall"].id),
        "form_key": "visit.hall",
        "form_version": 1,
        "answers": answers,
        "device_started_at": "2026-11-24T14:20:00+08:00",
        "device_finished_at": "2026-11-24T14:55:00+08:00",
    }


@pytest.fixture
def phone(sign_in, visits, csrf_token, at_now):
    """The inspector's browser; its script sends the token of the page in a header."""
    browser = sign_in(visits.cast.sun)
    token = csrf_token(browser)

    class Phone:
        def put(self, address, **values):
            return browser.put(address, headers={"X-CSRFToken": token}, **values)

        get = staticmethod(browser.get)

    return Phone()


def test_a_visit_is_created_and_the_same_again_is_welcome(phone, body):
    visit_id = uuid.uuid4()
    first = phone.put(url(visit_id), json=body)
    again = phone.put(url(visit_id), json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert first.json["state"] == "submitted"
    assert first.json["score"] == 10_000
    assert first.json["observed_on"] == "2026-11-24"


def test_the_same_key_with_other_content_is_a_conflict(phone, body):
    visit_id = uuid.uuid4()
    phone.put(url(visit_id), json=body)
    other = phone.put(url(visit_id), json={**body, "mode": "ANNOUNCED"})
    assert other.status_code == 409
    assert other.json["code"] == "key_reused"


def test_photos_follow_one_by_one_and_the_receipt_lists_them(phone, body, app):
    visit_id, photos = uuid.uuid4(), [picture("red"), picture("blue")]
    names = [sha256(data) for data in photos]
    body["photos"] = [
        {"sha256": name, "item": "A1", "number": n} for n, name in enumerate(names, start=1)
    ]
    assert phone.put(url(visit_id), json=body).json["state"] == "incomplete"
    sent = phone.put(url(visit_id, f"/photos/{names[0]}"), data=photos[0])
    assert (sent.status_code, sent.json["state"]) == (201, "incomplete")
    held = phone.get(url(visit_id, "/receipt")).json["receipt"]
    held = json.loads(held)["photos"]
    assert held == [
        {"sha256": names[0], "received": True},
        {"sha256": names[1], "received": False},
    ]
    assert phone.put(url(visit_id, f"/photos/{names[0]}"), data=photos[0]).status_code == 200
    last = phone.put(url(visit_id, f"/photos/{names[1]}"), data=photos[1])
    assert last.json["state"] == "submitted"
    answer = phone.get(url(visit_id, "/receipt")).json
    key = load_der_public_key(base64.b64decode(answer["public_key"]))
    signed = base64.b64decode(answer["signature"])
    r, s = (int.from_bytes(half) for half in (signed[:32], signed[32:]))
    key.verify(encode_dss_signature(r, s), answer["receipt"].encode(), ec.ECDSA(hashes.SHA256()))
    assert base64.b64decode(answer["public_key"]) == app.extensions["database"].keys.receipt_key()
    receipt = json.loads(answer["receipt"])
    assert datetime.fromisoformat(receipt["server_time"]) == NOW


def test_a_photo_can_be_read_back_by_those_who_may_know_who_came(phone, body, visits, sign_in):
    visit_id, data = uuid.uuid4(), picture()
    body["photos"] = [{"sha256": sha256(data), "item": "A1", "number": 1}]
    phone.put(url(visit_id), json=body)
    address = url(visit_id, f"/photos/{sha256(data)}")
    assert phone.get(address).status_code == 404  # announced, not yet here
    phone.put(address, data=data)
    assert phone.get(address).content_type == "image/jpeg"
    visits.disclose(visit_id)
    assert sign_in(visits.cast.zhao).get(address).status_code == 200
    assert sign_in(visits.cast.wang).get(address).status_code == 404


class TestBadInput:
    """Each gets a clear answer, and nothing is lost or half stored."""

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"form_version": 9}, "unknown_checklist"),
            ({"form_key": "rating"}, "unknown_checklist"),
            ({"form_key": "visit\0hall"}, "unknown_checklist"),
            ({"form_key": "\ud800"}, "unknown_checklist"),
            ({"form_version": 10**20}, "invalid_input"),
            ({"answers": {"Z1": {"value": "yes"}}}, "invalid_input"),
            ({"answers": {"A3": {"value": "\0"}}}, "invalid_input"),
            ({"answers": {"A3": {"value": "\ud800"}}}, "invalid_input"),
            ({"answers": {"A3": {"value": 1.5}}}, "invalid_input"),
            ({"answers": {"A3": {"value": None}}}, "invalid_input"),
            ({"answers": {"A3": {"value": True}}}, "invalid_input"),
            ({"answers": {"A3": {"value": [[1]]}}}, "invalid_input"),
            ({"answers": {"A3": {"value": {"a": {"b": 1}}}}}, "invalid_input"),
            ({"answers": {"F4": {"value": ["seats"] * 21}}}, "invalid_input"),
            ({"answers": {"A3": {"value": "1", "note": "长" * 501}}}, "invalid_input"),
            ({"answers": {"A3": {"value": "1", "other": 1}}}, "invalid_input"),
            ({"answers": []}, "invalid_input"),
            ({"answers": None}, "invalid_input"),
            ({"mode": "SECRET"}, "invalid_input"),
            ({"window_id": "hall"}, "invalid_input"),
            ({"device_started_at": "yesterday"}, "invalid_input"),
            ({"device_started_at": "2026-11-24T14:20:00"}, "invalid_input"),
            ({"device_started_at": "0001-01-01T00:00:00+14:00"}, "invalid_input"),
            ({"photos": [{"sha256": "x", "item": "A1", "number": 1}]}, "invalid_input"),
            ({"photos": [{"sha256": "0" * 64, "item": "Z1", "number": 1}]}, "invalid_input"),
            ({"photos": [{"sha256": "0" * 64, "item": "A1", "number": 1}] * 2}, "invalid_input"),
            ({"extra": 1}, "invalid_input"),
        ],
    )
    def test_a_sheet_that_does_not_fit(self, phone, body, database, change, code):
        sent = json.dumps({**body, **change})
        answer = phone.put(url(uuid.uuid4()), data=sent, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (422, code)
        assert answer.json["message"]
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Visit)) == 0

    def test_an_unknown_version_is_told_the_current_one(self, phone, body):
        answer = phone.put(url(uuid.uuid4()), json={**body, "form_version": 9})
        assert "visit.hall" in answer.json["message"]
        assert "1" in answer.json["message"]

    def test_a_window_that_is_not_there(self, phone, body):
        answer = phone.put(url(uuid.uuid4()), json={**body, "window_id": str(uuid.uuid4())})
        assert answer.status_code == 404

    def test_no_json_at_all(self, phone):
        assert phone.put(url(uuid.uuid4()), data=b"{").status_code in {400, 422}

    @pytest.mark.parametrize(
        ("data", "status", "code"),
        [(b"not a picture", 415, "not_an_image"), (b"", 415, "not_an_image")],
    )
    def test_bytes_that_are_no_picture(self, phone, body, data, status, code):
        visit_id = uuid.uuid4()
        body["photos"] = [{"sha256": sha256(data), "item": "A1", "number": 1}]
        phone.put(url(visit_id), json=body)
        answer = phone.put(url(visit_id, f"/photos/{sha256(data)}"), data=data)
        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert phone.get(url(visit_id)).json["state"] == "incomplete"

    def test_a_photo_under_another_photos_name(self, phone, body):
        visit_id, data = uuid.uuid4(), picture("red")
        body["photos"] = [{"sha256": sha256(data), "item": "A1", "number": 1}]
        phone.put(url(visit_id), json=body)
        answer = phone.put(url(visit_id, f"/photos/{sha256(data)}"), data=picture("blue"))
        assert (answer.status_code, answer.json["code"]) == (422, "photo_mismatch")

    def test_without_the_pages_token_nothing_is_taken(self, sign_in, visits, body, at_now):
        browser = sign_in(visits.cast.sun)
        assert browser.put(url(uuid.uuid4()), json=body).status_code == 403


class TestWhoSeesWhat:
    """Two ways of seeing a visit; before disclosure most see nothing at all."""

    @pytest.fixture
    def visit_id(self, visits, database):
        with database.transaction() as session:
            session.get(Account, visits.cast.sun.id).display_name = CANARY
        answers = good_visit()
        answers["B2"] = {"value": "no", "note": "两人没有佩戴"}
        return visits.log(visits.sheet(answers=answers))[0].id

    @pytest.mark.parametrize("who", ["wang", "li", "zhou", "wu", "zheng", "feng", "chen"])
    def test_before_disclosure_there_is_no_visit_and_no_count(self, visits, sign_in, visit_id, who):
        browser = sign_in(getattr(visits.cast, who))
        listed = browser.get("/api/v1/visits")
        assert listed.json == []
        assert json.loads(listed.headers["X-Pagination"])["total"] == 0
        missing, hidden = browser.get(url(uuid.uuid4())), browser.get(url(visit_id))
        assert hidden.status_code == missing.status_code == 404
        assert {**hidden.json, "request_id": ""} == {**missing.json, "request_id": ""}

    @pytest.mark.parametrize("who", ["wang", "wu", "feng", "chen"])
    def test_afterwards_the_result_is_theirs_to_read_and_the_inspector_is_not(
        self, visits, sign_in, visit_id, who
    ):
        visits.disclose(visit_id)
        browser = sign_in(getattr(visits.cast, who))
        answer = browser.get(url(visit_id))
        text = answer.get_data(as_text=True) + browser.get("/api/v1/visits").get_data(as_text=True)
        for secret in (CANARY, str(visits.cast.sun.id), "received_at", "device_", "inside"):
            assert secret not in text
        lines = {line["item"]: line for line in answer.json["lines"]}
        assert answer.json["score"] == 9_800
        assert lines["B2"]["outcome"] == 0
        assert lines["B2"]["answer"]["note"] == "两人没有佩戴"
        assert lines["B2"]["clause"]["quote"]

    @pytest.mark.parametrize("who", ["sun", "zhao", "chu"])
    def test_the_inspector_and_the_province_see_the_inside(self, visits, sign_in, visit_id, who):
        answer = sign_in(getattr(visits.cast, who)).get(url(visit_id)).json
        assert answer["inside"]["inspector"] == CANARY

    @pytest.mark.parametrize(
        ("who", "status"),
        [("zhao", 200), ("sun", 404), ("chu", 404), ("wang", 404), ("wu", 404), ("wei", 404)],
    )
    def test_only_the_province_discloses(
        self, visits, sign_in, csrf_token, visit_id, who, status, at_now
    ):
        browser = sign_in(getattr(visits.cast, who))
        token = csrf_token(browser)
        answer = browser.post(url(visit_id, "/disclose"), headers={"X-CSRFToken": token})
        assert answer.status_code == status

    @pytest.mark.parametrize("rest", ["", "/receipt", "/photos/" + "0" * 64])
    def test_who_is_not_signed_in_is_asked_to(self, client, visits, visit_id, rest):
        assert client.get(url(visit_id, rest)).status_code == 401

    @pytest.mark.parametrize("who", ["wang", "zhao", "wu", "chu", "wei"])
    def test_nobody_but_an_inspector_sends_visits(
        self, visits, sign_in, csrf_token, body, who, at_now
    ):
        browser = sign_in(getattr(visits.cast, who))
        headers = {"X-CSRFToken": csrf_token(browser)}
        answer = browser.put(url(uuid.uuid4()), json=body, headers=headers)
        assert answer.status_code == 404

    def test_an_unchanged_visit_is_not_sent_twice(self, visits, sign_in, visit_id):
        browser = sign_in(visits.cast.zhao)
        tag = browser.get(url(visit_id)).headers["ETag"]
        assert browser.get(url(visit_id), headers={"If-None-Match": tag}).status_code == 304
        visits.disclose(visit_id)
        changed = browser.get(url(visit_id), headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["ETag"] != tag


def test_the_checklist_for_a_window_holds_what_applies_to_it(visits, sign_in):
    browser = sign_in(visits.cast.sun)
    address = "/api/v1/windows/{}/checklist"
    hall = browser.get(address.format(visits.cast.window["city_hall"].id)).json
    station = browser.get(address.format(visits.cast.window["station"].id)).json
    ids = [
        {item["id"] for s in form["sections"] for item in s["items"]} for form in (hall, station)
    ]
    assert ids[0] - ids[1] == {"F2", "F3", "F6"}
    assert hall["form_key"] == "visit.hall"
    assert browser.get(address.format(uuid.uuid4())).status_code == 404
