"""The office keeps its register and its people; somebody invited finds the way in by phone."""

import io
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from service.core import clock
from service.people import factors, management, queries
from tests.browser import axe, overflow, small_targets
from tests.windows.test_sheets import ROW, xlsx_of

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

PASSWORD = "窗外的云一朵一朵往北走着"


def one_time_password(page):
    return page.locator("code").first.inner_text()


def test_an_invited_reviewer_comes_in_by_phone_and_is_soon_at_work(
    page, enter, cast, app, browser, browser_context_args, strict
):
    enter(page, cast.wei)
    page.goto("/account/second-factor")
    secret = set_up_factor(page)
    page.goto("/accounts/new")
    page.get_by_label("姓名").fill("韩县审")
    page.get_by_label("用户名").fill("han")
    page.get_by_label("角色").select_option("county_reviewer")
    page.get_by_label("机构代码或窗口编码").fill("211224")
    page.get_by_role("button", name="邀请").click()
    password = one_time_password(page)
    assert secret not in page.content()

    phone = browser.new_context(**browser_context_args).new_page()
    phone.goto("/windows")
    phone.get_by_label("用户名").fill("han")
    phone.get_by_label("密码").fill(password)
    phone.get_by_role("button", name="登录").click()
    expect(phone).to_have_url(re.compile("/account/password$"))
    phone.get_by_label("当前密码").fill(password)
    phone.get_by_label("新密码", exact=True).fill(PASSWORD)
    phone.get_by_label("再填一次新密码").fill(PASSWORD)
    phone.get_by_role("button", name="修改密码").click()
    expect(phone).to_have_url(re.compile("/account/second-factor$"))
    set_up_factor(phone)
    phone.get_by_role("link", name="我已保存好").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("韩县审")
    phone.get_by_role("link", name="窗口单位").click()
    expect(phone.get_by_role("link", name="昌图县社保大厅（演示）")).to_be_visible()
    expect(phone.get_by_role("link", name="新河湾社保经办大厅（演示）")).to_have_count(0)


@pytest.fixture
def strict(app, monkeypatch):
    """The installation demands a second factor."""
    demanding = replace(app.extensions["settings"], require_totp=True)
    monkeypatch.setitem(app.extensions, "settings", demanding)


def set_up_factor(page):
    """Scan the picture as a phone would, and type the code; return the secret."""
    picture = Image.open(io.BytesIO(page.locator("img").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    secret = parse_qs(urlsplit(found.text).query)["secret"][0]
    code = factors.code_at(secret, int(clock.now().timestamp()) // 30)
    page.get_by_label("验证码", exact=False).first.fill(code)
    page.get_by_role("button", name="启用").click()
    expect(page.locator("ol code")).to_have_count(10)
    return secret


def test_the_office_takes_a_table_over_after_looking_at_it(page, enter, cast):
    enter(page, cast.zhao)
    page.goto("/windows")
    page.get_by_role("link", name="从表格导入").click()
    choose(page, {**ROW, "人数": "许多"})
    expect(page.get_by_role("alert")).to_contain_text("什么都没有改动")
    expect(page.get_by_role("row")).to_contain_text(["行", "人数"])
    page.get_by_role("link", name="重新上传").click()
    choose(page, ROW)
    expect(page.get_by_role("row")).to_contain_text(["窗口编码", "210181-SI-01"])
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("status")).to_contain_text("新设 1 个窗口")
    page.get_by_role("link", name="返回窗口").click()
    page.get_by_role("link", name="新民市社保大厅（演示）").click()
    expect(page.get_by_text("周一至周五 08:30-11:30 13:00-17:00")).to_be_visible()


def choose(page, row):
    file = {"name": "窗口.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx_of(row)}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="预览").click()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", ["n", "l"])
def test_everybody_can_read_the_pages_on_a_small_phone(
    browser, browser_context_args, enter, cast, database, lang, size
):
    with database.transaction() as session:
        actor = queries.actor(session, cast.wei.id)
        management.disable_account(session, actor=actor, now=clock.now(), account_id=cast.li.id)
    small = {**browser_context_args, "viewport": {"width": 360, "height": 640}}
    page = browser.new_context(**small).new_page()
    hall = f"/windows/{cast.window['city_hall'].id}"
    of_the_office = [
        *("/windows", "/windows?text=nothing", "/windows/new", "/windows/import", "/units", hall),
        *(f"{hall}/{act}" for act in ("edit", "rename", "merge", "suspend", "close")),
        *("/account", "/account/password", "/account/second-factor"),
        *("/accounts", "/accounts/new", f"/accounts/{cast.li.id}"),
    ]
    problems = inspect(page, ["/sign-in"], lang, size)
    enter(page, cast.zhao)
    problems += inspect(page, of_the_office, lang, size)
    enter(page, cast.wei)
    problems += inspect(page, ["/audit"], lang, size)
    assert problems == []


def inspect(page, paths, lang, size):
    found = []
    for path in paths:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}&fs={size}")
        found += [(path, line) for line in (*axe(page), *small_targets(page))]
        found += [(path, "too wide")] * bool(overflow(page))
    return found
