"""Whoever switches a channel on sends a test, and is told whether it went or why not."""

import json

import pytest

from service.core.audit import AuditEvent
from service.notices import trial
from service.notices.models import NoticeDelivery
from tests.cast import csrf_of

PHONE = "13800001234"


@pytest.fixture
def wang(cast, sign_in):
    return sign_in(cast.wang)


@pytest.fixture
def sends_test(wang, serve_outlets, wants):
    """Wang gets his notices by text message; he sends himself a test."""
    wants("wang", "sms", PHONE)

    def sent():
        token = csrf_of(wang.get("/notices/channels"))
        return wang.post("/notices/channels/sms/test", data={"csrf_token": token})

    return sent


def test_a_test_that_arrives_is_said_to_have_gone(gateway, sends_test):
    page = sends_test().get_data(as_text=True)
    assert "试发成功" in page
    [(_, headers, body)] = gateway.taken
    assert json.loads(body) == {
        "id": headers["X-Mingchuang-Id"],
        "to": PHONE,
        "text": "【明窗】试发消息\n收到这条消息，说明通知可以送到这里。\n"
        "请登录查看：https://mc.example.cn/notices",
    }


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, {}, b""), "对方没有接收，请检查地址或密钥。（NotAccepted）"),
        ((302, {"Location": "http://127.0.0.1/"}, b""), "对方没有接收"),
    ],
)
def test_a_test_that_is_not_taken_says_why(gateway, sends_test, answer, reason):
    gateway.answer = answer
    page = sends_test().get_data(as_text=True)
    assert reason in page
    assert "试发成功" not in page
    assert PHONE not in page


def test_a_test_to_a_gateway_that_is_away_says_so(gateway, sends_test):
    gateway.server_close()
    assert "连不上对方的服务器" in sends_test().get_data(as_text=True)


def test_a_test_is_audited_without_address_and_leaves_nothing_to_send(
    gateway, sends_test, database, work
):
    sends_test()
    gateway.answer = (500, {}, b"")
    sends_test()
    work()
    assert len(gateway.taken) == 2
    with database.reading() as session:
        rows = session.query(AuditEvent).filter_by(action="test_notice_channel")
        told = sorted((row.details for row in rows), key=lambda each: each["error"] or "")
        assert session.query(NoticeDelivery).all() == []
    assert told == [
        {"channel": "sms", "error": None},
        {"channel": "sms", "error": "NotAccepted"},
    ]


def test_nobody_sends_tests_without_end(gateway, sends_test):
    answers = [sends_test().status_code for _ in range(trial.TRIES + 1)]
    assert answers == [200] * trial.TRIES + [429]
    assert len(gateway.taken) == trial.TRIES


def test_programs_send_tests_by_their_own_channels_alone(gateway, sends_test, wang, cast, sign_in):
    token = {"X-CSRFToken": csrf_of(wang.get("/account"))}
    answer = wang.post("/api/v1/notices/channels/sms/test", headers=token)
    assert answer.get_json() == {"is_sent": True, "reason": None, "error": None}
    gateway.answer = (500, {}, b"")
    answer = wang.post("/api/v1/notices/channels/sms/test", headers=token)
    assert answer.get_json()["error"] == "NotAccepted"
    li = sign_in(cast.li)
    token = {"X-CSRFToken": csrf_of(li.get("/account"))}
    for channel in ("sms", "email", "pigeon"):
        answer = li.post(f"/api/v1/notices/channels/{channel}/test", headers=token)
        assert answer.status_code == 404
    assert len(gateway.taken) == 2
