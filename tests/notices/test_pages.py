"""The inbox, the choice of channels, and the administrator's page, as their users meet them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from service.config import Outlets
from service.core import clock
from service.core.audit import AuditEvent
from service.notices import operations
from service.notices.models import Notice, NoticeChannel
from tests.cast import csrf_of

PHONE = "13800001234"
COUNT = re.compile(r'href="/notices"[^>]*>[^<]*<span class="badge warn">(\d+)</span>')


@pytest.fixture
def wang(cast, sign_in):
    return sign_in(cast.wang)


@pytest.fixture
def offers(app, monkeypatch, gateway):
    """The installation has an SMS gateway and allows WeCom."""
    outlets = Outlets(None, "", "http://127.0.0.1:1", "key", ("wecom",))
    settings = replace(app.extensions["settings"], outlets=outlets)
    monkeypatch.setitem(app.extensions, "settings", settings)


def _post(browser, to, page, **form):
    return browser.post(to, data={"csrf_token": csrf_of(browser.get(page)), **form})


def _choice(**changes):
    return {"address": PHONE, "pace": "at_once", "kinds": ["due"], "language": "zh", **changes}


def test_the_door_says_how_many_notices_are_unread(wang, tell_wang):
    assert not COUNT.search(wang.get("/").get_data(as_text=True))
    tell_wang()
    tell_wang("overdue")
    assert COUNT.search(wang.get("/").get_data(as_text=True))[1] == "2"


def test_opening_a_notice_leads_to_the_matter_and_marks_it_read(wang, tell_wang, cast):
    tell_wang()
    page = wang.get("/notices").get_data(as_text=True)
    assert "有一项工作快到期了" in page
    [action] = re.findall(r'action="(/notices/[0-9a-f-]{36}/open)"', page)
    answer = _post(wang, action, "/notices")
    assert answer.location == f"/windows/{cast.window['city_hall'].id}"
    assert not COUNT.search(wang.get("/notices").get_data(as_text=True))
    assert "有一项工作快到期了" not in wang.get("/notices?unread=1").get_data(as_text=True)


def test_all_are_marked_read_at_once(wang, tell_wang):
    tell_wang()
    tell_wang()
    assert _post(wang, "/notices/read", "/notices").status_code == 303
    assert wang.get("/api/v1/notices/unread").get_json() == {"unread": 0}


def test_nobody_reads_the_notices_of_another(cast, sign_in, tell_wang, database):
    tell_wang()
    li = sign_in(cast.li)
    assert li.get("/api/v1/notices").get_json() == []
    with database.reading() as session:
        [notice] = session.query(Notice)
    token = {"X-CSRFToken": csrf_of(li.get("/account"))}
    assert li.put(f"/api/v1/notices/{notice.id}/read", headers=token).status_code == 404
    with database.reading() as session:
        assert session.get(Notice, notice.id).read_at is None


def test_programs_read_the_inbox_too(wang, tell_wang, cast):
    tell_wang("due", days=1)
    [notice] = wang.get("/api/v1/notices?unread=true").get_json()
    assert notice["facts"] == ["新河湾社保经办大厅（演示）", "1 天"]
    assert notice["address"] == f"/windows/{cast.window['city_hall'].id}"
    token = {"X-CSRFToken": csrf_of(wang.get("/account"))}
    first = wang.put(f"/api/v1/notices/{notice['id']}/read", headers=token).get_json()
    again = wang.put(f"/api/v1/notices/{notice['id']}/read", headers=token).get_json()
    assert first["read_at"]
    assert first == again
    assert wang.get("/api/v1/notices?unread=true").get_json() == []


def test_a_notice_whose_page_is_gone_leads_nowhere(act, acting, wang, tell_wang, database):
    tell_wang()
    with database.transaction() as session:
        session.query(Notice).one().endpoint = "gone.show"
    assert wang.get("/api/v1/notices").get_json()[0]["address"] is None


def test_a_channel_is_switched_on_changed_and_switched_off(offers, wang, database):
    address = "/notices/channels/sms"
    assert "手机短信" in wang.get("/notices/channels").get_data(as_text=True)
    assert "电子邮件" not in wang.get("/notices/channels").get_data(as_text=True)
    assert _post(wang, address, address, **_choice()).status_code == 303
    shown = wang.get("/notices/channels").get_data(as_text=True)
    assert "13…1234" in shown
    assert PHONE not in shown
    with database.reading() as session:
        row = session.query(NoticeChannel).one()
        assert PHONE.encode() not in row.address
        assert "due" not in row.muted
        assert "overdue" in row.muted
    assert _post(wang, address, address, **_choice(address="", pace="daily")).status_code == 303
    [choice] = wang.get("/api/v1/notices/channels").get_json()
    assert (choice["address"], choice["pace"]) == ("13…1234", "daily")
    assert _post(wang, f"{address}/remove", "/notices/channels").status_code == 303
    assert wang.get("/api/v1/notices/channels").get_json() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": ""},
        {"address": "12345"},
        {"address": "138 0000 1234\nBcc: x"},
        {"address": "１３８０００００００１"},
        {"kinds": []},
        {"pace": "hourly"},
        {"language": "xx"},
    ],
)
def test_a_wrong_choice_comes_back_with_what_is_wrong(offers, wang, wrong):
    address = "/notices/channels/sms"
    answer = _post(wang, address, address, **_choice(**wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert wang.get("/api/v1/notices/channels").get_json() == []


def test_what_is_not_offered_cannot_be_chosen(offers, wang):
    token = {"X-CSRFToken": csrf_of(wang.get("/account"))}
    answer = wang.put(
        "/api/v1/notices/channels/email", json=_choice(address="a@b.cn"), headers=token
    )
    assert answer.status_code == 422
    answer = wang.put("/api/v1/notices/channels/pigeon", json=_choice(), headers=token)
    assert answer.status_code == 404


def test_what_is_done_with_channels_is_in_the_audit_without_the_address(offers, wang, database):
    address = "/notices/channels/sms"
    _post(wang, address, address, **_choice())
    with database.reading() as session:
        [row] = session.query(AuditEvent).filter_by(action="set_notice_channel")
        assert row.details == {"channel": "sms", "pace": "at_once"}


def test_the_administrator_sees_what_failed_and_sends_it_again(
    gateway, wants, tell_wang, work, cast, sign_in, deliveries, wang
):
    wei = sign_in(cast.wei)
    gateway.answer = (500, {}, b"")
    wants("wang", "sms", PHONE)
    tell_wang()
    start = clock.now()
    for hour in range(8):
        work(start + timedelta(hours=3 * hour))
    page = wei.get("/deliveries").get_data(as_text=True)
    assert "已停止" in page
    assert "NotAccepted" in page
    assert PHONE not in page
    assert '<span class="badge warn">1</span>' in page
    gateway.answer = (200, {}, b"")
    [action] = re.findall(r'action="(/deliveries/[0-9a-f-]{36}/retry)"', page)
    assert _post(wei, action, "/deliveries").status_code == 303
    work()
    assert [each.sent_at is not None for each in deliveries()] == [True]
    assert wei.get("/api/v1/deliveries").get_json() == []
    token = {"X-CSRFToken": csrf_of(wei.get("/account"))}
    again = wei.post(f"/api/v1{action}", headers=token)
    assert (again.status_code, again.get_json()["code"]) == (409, "already_sent")
    assert wang.get("/deliveries").status_code == 404


def test_who_left_is_sent_nothing(gateway, wants, tell_wang, work, cast, database):
    wants("wang", "sms", PHONE)
    tell_wang()
    with database.transaction() as session:
        session.get(type(cast.wang), cast.wang.id).disabled_at = clock.now()
    work()
    assert gateway.taken == []


def test_a_channel_switched_off_takes_what_waits_with_it(
    gateway, wants, tell_wang, work, deliveries, act, acting
):
    gateway.answer = (500, {}, b"")
    wants("wang", "sms", PHONE)
    tell_wang()
    work()
    act(operations.remove_channel, actor=acting("wang"), channel="sms")
    work(clock.now() + timedelta(hours=1))
    assert deliveries() == []
    assert len(gateway.taken) == 1
