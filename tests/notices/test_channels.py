"""What is told reaches people outside, once, also when the other side is away for a while."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import text

from service.core import clock, marks
from service.notices import channels
from service.notices.kinds import KINDS
from service.notices.models import Channel
from tests.notices.conftest import KEY, gateway_on

PHONE = "13800001234"


def _mails(server):
    return [message_from_bytes(raw, policy=policy.SMTP) for raw in server.taken]


def test_a_mail_says_what_and_where_and_nothing_else(mail, wants, tell_wang, work):
    wants("wang", "email", "wang@office.example.cn")
    tell_wang("overdue", category="low_rating.verify", day=date(2026, 10, 9), number=2)
    work()
    [letter] = _mails(mail)
    assert letter["To"] == "wang@office.example.cn"
    assert letter["Subject"] == "【明窗】您有一条新通知"
    assert letter.get_content().splitlines() == [
        "有一项工作已经超期 · 新河湾社保经办大厅（演示） · 核实差评 · 日期 2026-10-09 · 2 件",
        "请登录查看：http://127.0.0.1:8000/notices",
    ]


def test_a_mail_speaks_the_readers_language(mail, wants, tell_wang, work):
    wants("wang", "email", "wang@office.example.cn", language="en")
    tell_wang("due", days=1)
    work()
    assert "Work of yours is due soon" in _mails(mail)[0].get_content()


def test_the_gateway_can_check_who_posted_and_that_nothing_was_changed(
    gateway, wants, tell_wang, work
):
    wants("wang", "sms", PHONE)
    tell_wang()
    work()
    [(path, headers, body)] = gateway.taken
    assert path == "/sms?app=7"
    assert json.loads(body)["to"] == PHONE
    assert json.loads(body)["id"] == headers["X-Mingchuang-Id"]
    signed = headers["X-Mingchuang-Timestamp"].encode() + b"." + body
    expected = hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Mingchuang-Signature"] == f"sha256={expected}"


def test_a_gateway_that_was_away_gets_each_message_once(
    gateway, wants, tell_wang, work, deliveries
):
    port, start = gateway.server_port, clock.now()
    wants("wang", "sms", PHONE)
    gateway.shutdown()
    gateway.server_close()
    tell_wang()
    work()
    [late] = deliveries()
    assert (late.tries, late.sent_at, late.error) == (1, None, "ConnectionRefusedError")
    with gateway_on(port) as back:
        work(start + timedelta(seconds=30))
        assert back.taken == [], "it waits a little before it tries again"
        for minutes in (5, 30, 300):
            work(start + timedelta(minutes=minutes))
        assert len(back.taken) == 1
    [sent] = deliveries()
    assert sent.sent_at
    assert sent.error is None


def test_a_worker_killed_before_it_could_note_it_sends_under_the_same_id(
    gateway, wants, tell_wang, work, deliveries, database
):
    wants("wang", "sms", PHONE)
    tell_wang()
    work()
    with database.transaction() as session:  # what is left behind by kill -9 after sending
        session.execute(text("update notice_delivery set sent_at = null"))
        session.execute(text("update mark set done = seq - 1 where kind = 'notice_delivery'"))
    work()
    first, second = (headers["X-Mingchuang-Id"] for _, headers, _ in gateway.taken)
    assert first == second
    work()
    assert len(gateway.taken) == 2


def test_work_asked_for_twice_sends_once(gateway, wants, tell_wang, work, database):
    wants("wang", "sms", PHONE)
    tell_wang()
    work()
    with database.transaction() as session:
        for mark in session.query(marks.Mark):
            marks.bump(session, mark.kind, [mark.key], now=clock.now())
    work()
    assert len(gateway.taken) == 1


@pytest.mark.parametrize(
    "answer", [(500, {}, b""), (403, {}, b""), (302, {"Location": "/elsewhere"}, b"")]
)
def test_an_answer_that_is_not_a_yes_is_a_failure(
    gateway, wants, tell_wang, work, deliveries, answer
):
    gateway.answer = answer
    wants("wang", "sms", PHONE)
    tell_wang()
    work()
    assert [each.error for each in deliveries()] == ["NotAccepted"]
    assert [path for path, _, _ in gateway.taken] == ["/sms?app=7"], "redirects lead nowhere"


def test_after_eight_tries_it_waits_for_the_administrator_and_parks_no_mark(
    gateway, wants, tell_wang, work, deliveries, database, client
):
    gateway.answer = (500, {}, b"")
    wants("wang", "sms", PHONE)
    tell_wang()
    start = clock.now()
    for hour in range(12):
        work(start + timedelta(hours=3 * hour))
    assert len(gateway.taken) == 8
    assert [each.tries for each in deliveries()] == [8]
    with database.reading() as session:
        assert marks.parked(session) == []
        assert marks.waiting(session) == 0
    assert client.get("/readyz").get_json()["work"] == "ok"


def test_a_mail_server_that_knows_no_such_person_is_a_failure(
    mail, wants, tell_wang, work, deliveries
):
    mail.answer = "550 no such person"
    wants("wang", "email", "nobody@office.example.cn")
    tell_wang()
    work()
    assert [each.error for each in deliveries()] == ["SMTPRecipientsRefused"]


def test_a_password_is_never_sent_without_tls(
    mail, wants, tell_wang, work, deliveries, monkeypatch
):
    port = mail.server_address[1]
    monkeypatch.setenv("NOTICE_SMTP", f"smtp://user:secret@127.0.0.1:{port}")
    wants("wang", "email", "wang@office.example.cn")
    tell_wang()
    work()
    assert [each.error for each in deliveries()] == ["SMTPNotSupportedError"]


def _robot(monkeypatch, gateway, channel):
    address = f"http://127.0.0.1:{gateway.server_port}/robot?key="
    monkeypatch.setitem(channels.ROBOTS, channel, address)
    monkeypatch.setenv("NOTICE_SERVICES", "wecom,dingtalk")


def test_a_wecom_robot_speaks_in_the_group(gateway, wants, tell_wang, work, monkeypatch):
    _robot(monkeypatch, gateway, Channel.WECOM)
    key = "0123abcd-4567-89ab-cdef-0123456789ab"
    wants("wang", "wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}")
    tell_wang()
    work()
    [(path, _, body)] = gateway.taken
    assert path == f"/robot?key={key}"
    assert "有一项工作快到期了" in json.loads(body)["text"]["content"]


def test_a_robot_that_answers_200_and_means_no_is_a_failure(
    gateway, wants, tell_wang, work, deliveries, monkeypatch
):
    _robot(monkeypatch, gateway, Channel.WECOM)
    gateway.answer = (200, {}, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    wants("wang", "wecom", "0123abcd-4567-89ab-cdef-0123456789ab")
    tell_wang()
    work()
    assert [each.error for each in deliveries()] == ["NotAccepted"]


def test_a_dingtalk_robot_with_a_secret_gets_a_signature(
    gateway, wants, tell_wang, work, monkeypatch
):
    _robot(monkeypatch, gateway, Channel.DINGTALK)
    secret, token = "SEC" + "a1" * 20, "b2" * 32
    wants("wang", "dingtalk", f"{secret}@{token}")
    with clock.at(datetime(2026, 10, 9, 1, tzinfo=UTC)):
        tell_wang()
        work()
    [(path, _, _)] = gateway.taken
    stamp = 1791507600000
    signed = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
    sign = base64.b64encode(signed).decode()
    sign = sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert path == f"/robot?key={token}&timestamp={stamp}&sign={sign}"


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise's own
def test_other_services_go_by_apprise(gateway, wants, tell_wang, work, deliveries, monkeypatch):
    place = f"json://127.0.0.1:{gateway.server_port}"
    monkeypatch.setenv("NOTICE_SERVICES", place)
    wants("wang", "service", f"{place}/hook")
    tell_wang()
    work()
    [(path, _, body)] = gateway.taken
    assert path == "/hook"
    assert "有一项工作快到期了" in json.loads(body)["message"]
    gateway.answer = (500, {}, b"")
    tell_wang()
    work()
    assert sorted(str(each.error) for each in deliveries()) == ["None", "NotAccepted"]
    monkeypatch.setenv("NOTICE_SERVICES", "json://127.0.0.1:1")
    tell_wang()
    work()
    assert len(gateway.taken) == 2, "what the operator no longer names is not reached"


def test_what_the_operator_took_away_is_not_used(wants, tell_wang, work, deliveries):
    wants("wang", "sms", PHONE)
    tell_wang()
    work()
    assert [each.error for each in deliveries()] == ["SwitchedOff"]


def test_a_digest_comes_once_in_the_morning_and_holds_every_kind(
    mail, wants, tell_wang, work, deliveries
):
    wants("wang", "email", "wang@office.example.cn", pace="daily")
    evening = datetime(2026, 10, 9, 12, tzinfo=UTC)
    with clock.at(evening):
        for kind in KINDS:
            tell_wang(kind)
    work(evening)
    assert mail.taken == []
    morning = datetime(2026, 10, 10, 0, 1, tzinfo=UTC)
    for _ in range(3):
        work(morning)
    [letter] = _mails(mail)
    assert letter["Subject"] == f"【明窗】每日通知：{len(KINDS)} 条"
    assert all(sentence in letter.get_content() for sentence in KINDS.values())
    with clock.at(morning):
        tell_wang("due")
    work(morning)
    work(morning + timedelta(days=1))
    assert len(mail.taken) == 2, "what came after the digest stands in the next one"
    assert "每日通知：1 条" in _mails(mail)[1]["Subject"]


def test_each_channel_brings_only_the_kinds_it_was_asked_for(mail, wants, tell_wang, work):
    wants("wang", "email", "wang@office.example.cn", kinds=["overdue"])
    tell_wang("due")
    tell_wang("overdue")
    work()
    assert len(mail.taken) == 1
