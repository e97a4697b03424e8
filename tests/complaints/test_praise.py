"""Praise and suggestions are answered by their window, and read by receipt."""

import uuid

import pytest

from service.core.audit import AuditEvent
from service.core.private import OBJECTIONS, Kind
from surveys import receipt
from surveys.complaints.models import Complaint
from tests.cast import csrf_of
from tests.complaints.conftest import at_now, complaints

__all__ = ["at_now", "complaints"]

THANKS = "谢谢您，已转告大家。"
LIST = "/complaints/praises"


class Voice:
    """Praise or a suggestion for the city hall, and the head who reads it."""

    def __init__(self, complaints, client, head, kind):
        self.complaints, self.client, self.head = complaints, client, head
        key = uuid.uuid4()
        said = {"kind": kind, "text": "三号柜台真有耐心", "category": None, "occurred_on": None}
        self.id = complaints.file(client_key=key, **said).id
        self.receipt = receipt.make(complaints.database.keys, key)

    def answered(self, response, reply=THANKS, version=1):
        token = csrf_of(self.head.get("/account"))
        typed = {"csrf_token": token, "version": version, "response": response, "reply": reply}
        return self.head.post(f"{LIST}/{self.id}", data=typed)

    def read(self, lang="zh"):
        return self.client.post(f"/r?lang={lang}", data={"receipt": self.receipt}).text


@pytest.fixture
def voice(complaints, client, cast, sign_in, at_now):
    return lambda kind: Voice(complaints, client, sign_in(cast.wang), kind)


def test_praise_is_thanked_for_and_its_citizen_reads_it(voice):
    praise = voice("praise")
    assert "表扬已经送到窗口" in praise.read()
    assert praise.answered("thank").status_code == 303
    told = praise.read()
    assert "窗口看到了您的表扬" in told
    assert THANKS in told
    assert "The window has read your praise" in praise.read("en")
    assert THANKS in praise.head.get(LIST).text


@pytest.mark.parametrize(
    ("response", "words"), [("adopt", "您的建议已被采纳"), ("note", "暂时没有采纳")]
)
def test_a_suggestion_is_taken_up_or_noted_with_a_reason(voice, response, words):
    suggestion = voice("suggestion")
    suggestion.answered(response, "取号机旁已放老花镜。")
    assert words in suggestion.read()
    assert "取号机旁已放老花镜。" in suggestion.read()


def test_it_is_answered_once_and_each_answer_is_on_record(voice, complaints):
    praise = voice("praise")
    praise.answered("thank")
    again = praise.answered("thank", "另一句话，不应当算数。")
    assert again.status_code == 409
    assert complaints.read(Complaint)[0].reply == THANKS
    leaves = complaints.leaves(complaints.read(Complaint)[0])
    assert len(leaves) == 2
    assert len(complaints.read(AuditEvent, AuditEvent.action == "thank_complaint")) == 1


def test_what_does_not_fit_or_names_somebody_comes_back_with_the_words(voice):
    praise = voice("praise")
    assert praise.answered("adopt").status_code == 422
    named = praise.answered("thank", "谢谢您表扬王窗长，她很高兴。")
    assert named.status_code == 422
    assert OBJECTIONS[Kind.STAFF_NAME] in named.text
    assert "她很高兴" in named.text


def test_nobody_else_answers_for_the_window(voice, cast, sign_in, complaints):
    praise = voice("praise")
    for account in (cast.li, cast.wu, cast.chen, cast.zhao):
        praise.head = sign_in(account)
        assert praise.answered("thank").status_code == 404, account.display_name
    assert complaints.read(Complaint)[0].reply is None


def test_programmes_answer_too(voice, client):
    praise = voice("praise")
    (row,) = praise.head.get("/api/v1/complaints/praises").get_json()
    assert (row["response"], row["reply"], row["version"]) == (None, None, 1)
    told = client.post("/api/v1/status", json={"receipt": praise.receipt}).get_json()
    assert (told["kind"], told["stands"]) == ("praise", None)
    praised = f"/api/v1/complaints/praises/{praise.id}"
    one, csrf = f"{praised}/response", {"X-CSRFToken": csrf_of(praise.head.get("/account"))}
    said = {"response": "thank", "reply": THANKS}
    assert praise.head.put(one, json=said, headers=csrf).status_code == 428
    first = {**csrf, "If-Match": praise.head.get(praised).headers["ETag"]}
    assert praise.head.put(one, json={**said, "response": "note"}, headers=first).status_code == 422
    assert praise.head.put(one, json=said, headers=first).get_json()["reply"] == THANKS
    assert praise.head.put(one, json=said, headers=first).status_code == 412
    assert THANKS in praise.read()
