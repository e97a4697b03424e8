"""A low rating goes its whole way, and staff hear of it: in the inbox and by channels they test."""

from dataclasses import replace

import pytest

from service.core import clock
from service.notices.models import NoticeDelivery
from service.web.security import limiter
from tests.browser import axe, overflow, small_targets
from tests.low_ratings.conftest import LowRatings
from tests.notices.conftest import gateway_on
from workers.drain import drain

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

STATEMENT = "勾选的原因是办得快，等级点错了。"
REASON = "原因与等级矛盾，办件记录属实，认定为误评。"
PHONE = "13800001234"


@pytest.fixture
def low(database, cast, app):
    with app.app_context():
        limiter.reset()
    return LowRatings(database, cast)


@pytest.fixture
def desk(browser, browser_context_args, enter):
    """Sit somebody down at a desk of their own."""

    def seated(account):
        page = browser.new_context(**browser_context_args).new_page()
        if account:
            enter(page, account)
        return page

    return seated


def sound(page):
    """Nothing is wrong with a page, on a phone and on a desk."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert (axe(page), overflow(page), small_targets(page)) == ([], 0, [])


def press(page, name):
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def test_a_low_rating_is_appealed_and_decided_and_the_rate_says_so(page, low, desk, database, cast):
    page.goto(f"/q/{cast.post_code()}")
    page.locator("label[for=l1]").click()
    press(page, "提交评价")
    assert "谢谢您的评价" in page.inner_text("main")
    for _ in range(4):
        low.rate(5, day=clock.today(), work=False)
    drain(database)

    window = desk(cast.wang)
    window.goto("/notices")
    sound(window)
    press(window, "有一条差评要在期限内核实")
    assert "非常不满意" in window.inner_text("h1"), "the notice leads to the matter"
    window.get_by_text("这条评价不该计入？").click()
    window.locator("[name=ground][value=mistake] + span").click()
    window.fill("#statement", STATEMENT)
    press(window, "提出申诉")
    sound(window)
    assert window.get_by_role("button", name="裁定").count() == 0, "nobody decides his own appeal"

    above = desk(cast.chen)
    above.goto("/notices")
    press(above, "有一件差评申诉等您裁定")
    assert STATEMENT in above.inner_text("main")
    above.locator("[name=decision][value=upheld] + span").click()
    above.fill("#reason", REASON)
    sound(above)
    press(above, "裁定")
    sound(above)
    drain(database)

    window.goto("/notices")
    assert "您提出的差评申诉已经裁定" in window.inner_text("main")
    province = desk(cast.zhao)
    province.goto("/province")
    assert "申诉 1，成立 1" in " ".join(province.inner_text("main").split())


def test_an_administrator_tests_a_channel_and_sends_again_what_failed(
    app, desk, low, database, cast, monkeypatch
):
    admin = desk(cast.wei)
    with gateway_on() as gateway:
        monkeypatch.setenv("NOTICE_GATEWAY", f"http://127.0.0.1:{gateway.server_port}/")
        monkeypatch.setenv("NOTICE_KEY", "key")
        settings = app.extensions["settings"]
        outlets = replace(
            settings.outlets, gateway=f"http://127.0.0.1:{gateway.server_port}/", gateway_key="key"
        )
        monkeypatch.setitem(app.extensions, "settings", replace(settings, outlets=outlets))
        for person, account in ((admin, cast.wei), (desk(cast.wang), cast.wang)):
            assert account
            person.goto("/notices/channels")
            person.get_by_role("link", name="开通手机短信").click()
            sound(person)
            person.fill("#address", PHONE)
            person.locator("[name=pace][value=at_once] + span").click()
            press(person, "保存")
        gateway.answer = (500, {}, b"")
        press(admin, "试发一条：手机短信")
        assert "对方没有接收，请检查地址或密钥" in admin.get_by_role("alert").inner_text()
        sound(admin)
        for level in (1, 5, 5, 5, 5):
            low.rate(level, day=clock.today(), work=False)
        low.work(day=clock.today())
        drain(database)
        drain(database)
        admin.goto("/deliveries")
        sound(admin)
        assert "对方没有接收" in admin.inner_text("table")
        gateway.answer = (200, {}, b"")
        admin.goto("/notices/channels")
        press(admin, "试发一条：手机短信")
        assert "试发成功" in admin.get_by_role("status").inner_text()
        sound(admin)
        admin.goto("/deliveries")
        press(admin, "再发一次给王窗长")
        assert "马上再试" in admin.inner_text("table")
        drain(database)
        admin.reload()
        assert "都发出去了" in admin.inner_text("main")
    with database.reading() as session:
        assert all(each.sent_at for each in session.query(NoticeDelivery))
