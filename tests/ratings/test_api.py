"""Programs rate by the same rules as people: a screen on the counter, a hotline's menu."""

import json
import uuid

import pytest

from qr import tickets
from qr.codes import with_check
from qr.models import CodeState, QrCode
from service.core import clock
from surveys import receipt
from tests.ratings.conftest import COMMENT, NOW, RECEIPT


@pytest.fixture
def scan(client, counter):
    return client.get(f"/api/v1/q/{counter}").get_json()


def rate(client, scan, **answer):
    body = json.dumps({"ticket": scan["ticket"], **answer})  # ASCII: halves of pairs pass too
    return client.post("/api/v1/ratings", data=body, content_type="application/json")


def test_a_scan_gives_what_the_page_shows(scan, counter):
    assert scan["code"] == counter
    assert scan["window_name"] == "新河湾社保经办大厅（演示）"
    assert scan["counter_number"] == "01"
    assert scan["expires_at"].startswith("2026-11-24T09:00:00")
    form = scan["form"]
    assert [level["value"] for level in form["levels"]] == [5, 4, 3, 2, 1]
    assert form["levels"][0]["words"] == {"zh": "非常满意", "en": "Very satisfied"}
    assert [group["levels"] for group in form["groups"]] == [[5, 4], [3], [2, 1]]
    assert {"key": "delay", "words": {"zh": "拖拉超时", "en": "Delays"}} in (
        form["groups"][2]["reasons"]
    )
    assert set(scan) == {
        "code",
        "window_name",
        "counter_number",
        "ticket",
        "expires_at",
        "service_days",
        "form",
    }


def test_a_rating_gives_a_receipt(client, scan, stored):
    answer = rate(
        client,
        scan,
        level=2,
        reasons=["delay"],
        comment=COMMENT,
        channel="kiosk",
        form=scan["form"]["id"],
    )
    assert answer.status_code == 201
    assert receipt.is_shaped(answer.get_json()["receipt"])
    [rating] = stored()
    assert (rating.level, rating.reasons, rating.comment) == (2, ["delay"], COMMENT)
    assert (rating.channel, rating.grade) == ("kiosk", "C")


def test_the_same_again_gives_the_same_receipt_and_other_content_is_refused(client, scan, counts):
    first, again = rate(client, scan, level=5), rate(client, scan, level=5)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    other = rate(client, scan, level=4)
    assert (other.status_code, other.get_json()["code"]) == (409, "key_reused")
    assert counts() == (1, 1)


def test_page_and_program_agree_on_what_is_the_same(client, scan, counter, counts):
    sent = {"ticket": scan["ticket"], "level": "5", "comment": COMMENT}
    page = client.post(f"/q/{counter}", data=sent)
    program = rate(client, scan, level=5, comment=COMMENT)
    assert RECEIPT.search(page.text)[1] == program.get_json()["receipt"]
    assert counts() == (1, 1)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "level"),
        ({"level": 0}, "level"),
        ({"level": 6}, "level"),
        ({"level": 4.9}, "level"),
        ({"level": "五"}, "level"),
        ({"level": True}, "level"),
        ({"level": None}, "level"),
        ({"level": 5, "reasons": ["delay"]}, "reasons"),
        ({"level": 5, "reasons": ["x"] * 21}, "reasons"),
        ({"level": 5, "reasons": "warm"}, "reasons"),
        ({"level": 5, "comment": "长" * 501}, "comment"),
        ({"level": 5, "comment": "\x00"}, "comment"),
        ({"level": 5, "comment": "\ud83d"}, "comment"),
        ({"level": 5, "channel": "pigeon"}, "channel"),
        ({"level": 5, "form": str(uuid.uuid4())}, "form"),
        ({"level": 5, "grade": "A"}, "grade"),
    ],
)
def test_what_does_not_fit_names_its_field(client, scan, counts, answer, field):
    refused = rate(client, scan, **answer)
    assert refused.status_code == 422
    assert list(refused.get_json()["fields"]) == [field]
    assert counts() == (0, 0)


def test_no_comment_and_an_empty_one_are_the_same(client, scan, stored):
    assert rate(client, scan, level=5, comment="").status_code == 201
    assert rate(client, scan, level=5, comment=None).status_code == 201
    assert stored()[0].comment is None


def test_repeated_reasons_count_once(client, scan, stored):
    assert rate(client, scan, level=5, reasons=["quick", "warm", "quick"]).status_code == 201
    assert stored()[0].reasons == ["warm", "quick"]


def test_a_ticket_that_is_forged_or_old_is_refused(client, scan):
    forged = rate(client, {"ticket": scan["ticket"] + "x"}, level=5)
    assert (forged.status_code, forged.get_json()["code"]) == (422, "bad_ticket")
    with clock.at(NOW + tickets.LASTS * 2):
        old = rate(client, scan, level=5)
    assert (old.status_code, old.get_json()["code"]) == (422, "form_expired")


def test_codes_that_lead_nowhere(client, database, counter, scan):
    wrong = client.get(f"/api/v1/q/{counter[:-1]}")
    assert (wrong.status_code, wrong.get_json()["code"]) == (404, "mistyped_code")
    unknown = client.get(f"/api/v1/q/{with_check('0000000')}")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "unknown_code")
    with database.transaction() as session:
        session.get(QrCode, counter).state = CodeState.REVOKED
    closed = client.get(f"/api/v1/q/{counter}")
    assert (closed.status_code, closed.get_json()["code"]) == (410, "code_closed")
    assert rate(client, scan, level=5).status_code == 410
