"""An inspector's phone without a signal: opened cold, filled in, put away; later all is there."""

import base64
import io
import json
import random
import re
from contextlib import contextmanager

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Error, expect
from sqlalchemy import delete, select

from service.core import clock
from service.core.crypto import sha256
from service.people.models import Grant
from surveys.forms.operations import load_library
from surveys.visits.models import Visit, VisitState
from tests.browser import FLAGS, Quiet, ask, served
from tests.cast import Cast
from tests.conftest import FOUND

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

PAGE = "/visits/phone/"
HALLS = ("新河湾", "新民市就业", "云帆街道")


@pytest.fixture
def halls(database, cast):
    with database.transaction() as session:
        load_library(session, now=clock.now())
    return cast


def photo(seed, size=(1800, 1200)):
    """Return a file like a camera's: nothing in it is like another."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size)
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        corners = [(chance.randrange(size[0]), chance.randrange(size[1])) for _ in range(3)]
        pen.polygon(corners, fill=tuple(chance.randrange(256) for _ in range(3)))
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return {"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


class Line(Quiet):
    """The way to the server. The browser's flight mode spares service workers; this does not."""

    is_cut = False

    def run_wsgi(self):
        if Line.is_cut:
            self.close_connection = True
        else:
            super().run_wsgi()


@pytest.fixture(scope="session")
def base_url(app):
    with served(app, Line) as address:
        yield address


def flight_mode(context, *, on):
    Line.is_cut = on
    context.set_offline(on)
    for page in [] if on else context.pages:  # as a phone says; this browser does not
        ask(page, "dispatchEvent(new Event('online'))")


@pytest.fixture
def phone(request, playwright, tmp_path, base_url):
    """A phone with a memory of its own: closed, it forgets nothing that it wrote."""

    Line.is_cut = False

    @contextmanager
    def opened(**more):
        executable = request.config.stash[FOUND]["chromium"][0]
        device = {**playwright.devices["Pixel 5"], "viewport": {"width": 360, "height": 740}}
        device.pop("default_browser_type")
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "phone",
            executable_path=executable,
            args=FLAGS,
            locale="zh-CN",
            base_url=base_url,
            **device,
            **more,
        )
        try:
            yield context
        finally:
            context.close()

    return opened


@pytest.fixture
def enter(app, database, base_url):
    def entered(context, account):
        cookie = Cast.browser(app, database, account).get_cookie("session")
        lasting = {"expires": clock.now().timestamp() + 86400}
        context.add_cookies(
            [{"name": "session", "value": cookie.value, "url": base_url, **lasting}]
        )

    return entered


def ready(page):
    expect(page.locator("#phone")).to_have_attribute("data-ready", "yes")


def answer_everything(page):
    """Choose the first answer of each row, and count what is to be counted; all by touch."""
    ask(
        page,
        """for (const row of document.querySelectorAll('.item > fieldset > .pick'))
          row.querySelector('input').click()
        for (const tick of [...document.querySelectorAll('#F4 .pill input')].slice(0, 3))
          tick.click()""",
    )
    numbers = {"A1": (10, 10, 0), "A3": (0,), "B1": (6, 8), "D2": (1,), "F7": (5,)}
    for item, values in numbers.items():
        for n, value in enumerate(values):
            page.locator(f"#{item} [inputmode]").nth(n).fill(str(value))


def visit(page, hall, photos):
    """Fill in a visit and hand it in."""
    page.locator("#find").fill(hall)
    page.locator("#windows button").first.click()
    expect(page.locator("#sheet h1")).to_contain_text(hall)
    answer_everything(page)
    page.locator("#A2 summary").click()
    page.locator("#A2 input[type=file]").last.set_input_files([photo(each) for each in photos])
    expect(page.locator("#A2 .shots img")).to_have_count(len(photos))
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#home")).to_be_visible()


KEPT = """new Promise(done => { const opening = indexedDB.open('mingchuang-visits', 1)
opening.onsuccess = () => { const database = opening.result
const asked = database.transaction(['visits', 'photos']).objectStore('visits').getAll()
asked.transaction.objectStore('photos').getAllKeys().onsuccess = ({ target }) => done(
  [asked.result.map(visit => [visit.id, visit.state, visit.body || '']), target.result])
asked.transaction.oncomplete = () => database.close() } })"""


def on_phone(page):
    """Return state and record of each visit on the phone, and the names of its photos."""
    visits, photos = ask(page, KEPT)
    return {
        key: (state, body, sorted(name for owner, name in photos if owner == key))
        for key, state, body in visits
    }


def arrived(database):
    with database.reading() as session:
        stored = list(session.scalars(select(Visit)))
        return {
            str(each.id): (each.state, sorted(photo.sent_sha256 for photo in each.photos))
            for each in stored
        }


def delivered(page, count):
    expect(page.get_by_text("已送达，回执已核对")).to_have_count(count, timeout=30_000)
    expect(page.locator("#waiting")).to_have_text("检查都已送达")


def test_three_visits_made_in_flight_mode_arrive_whole(phone, enter, halls, database):
    with phone() as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        ask(page, "navigator.serviceWorker.ready.then(() => true)")
        flight_mode(context, on=True)
        page.reload()
        ready(page)
        visit(page, HALLS[0], range(6))
        expect(page.locator("#waiting")).to_contain_text("未送出 1 次")
        page.close()

    with phone(offline=True) as context:  # the browser is closed and opened again, still offline
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        visit(page, HALLS[1], range(6, 12))
        visit(page, HALLS[2], range(12, 18))
        expect(page.locator("#waiting")).to_contain_text("未送出 3 次")
        assert arrived(database) == {}
        left = on_phone(page)
        assert [len(photos) for _, _, photos in left.values()] == [6, 6, 6]
        flight_mode(context, on=False)
        delivered(page, 3)
        assert arrived(database) == {
            key: (VisitState.SUBMITTED, photos) for key, (_, _, photos) in left.items()
        }
        assert {state for state, body, photos in on_phone(page).values()} == {"delivered"}
        assert [(body, photos) for _, body, photos in on_phone(page).values()] == [("", [])] * 3


def test_it_works_where_there_is_no_service_worker(phone, enter, halls, database):
    """The page stays open without a signal; closed, it waits until it can be loaded again."""
    with phone(service_workers="block") as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        flight_mode(context, on=True)
        for n, hall in enumerate(HALLS):
            visit(page, hall, range(n * 6, n * 6 + 6))
        expect(page.locator("#waiting")).to_contain_text("未送出 3 次")
        left = on_phone(page)
        assert arrived(database) == {}
        page.close()

    with phone(service_workers="block") as context:
        page = context.new_page()
        with pytest.raises(Error):
            page.goto(PAGE)
        page.close()
        Line.is_cut = False
        page = context.new_page()
        page.goto(PAGE)
        delivered(page, 3)
    assert arrived(database) == {
        key: (VisitState.SUBMITTED, photos) for key, (_, _, photos) in left.items()
    }


def test_a_phone_can_put_the_page_on_its_home_screen(phone, enter, halls):
    with phone() as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        devtools = context.new_cdp_session(page)
        manifest = devtools.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert json.loads(manifest["data"])["scope"] == PAGE
        assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        scope = ask(page, "navigator.serviceWorker.ready.then(found => found.scope)")
        assert scope.endswith(PAGE)


def test_a_log_in_that_ended_loses_nothing_and_asks_to_sign_in_again(phone, enter, halls, database):
    with phone() as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        ask(page, "navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        context.clear_cookies()
        visit(page, HALLS[0], [1])
        expect(page.get_by_text("登录已失效，请重新登录后再发")).to_be_visible()
        expect(page.get_by_role("link", name="重新登录")).to_be_visible()
        page.reload()  # the page is there all the same, and so is the visit
        ready(page)
        with page.expect_download() as saving:
            page.get_by_role("button", name="导出文件").click()
        saved = json.loads(saving.value.path().read_text("utf-8"))
        assert len(saved["photos"]) == 1
        photo_bytes = base64.b64decode(saved["photos"][0]["data"])
        assert sha256(photo_bytes) == saved["photos"][0]["sha256"]
        assert arrived(database) == {}
        enter(context, halls.sun)
        page.reload()
        delivered(page, 1)
    assert list(arrived(database).values()) == [
        (VisitState.SUBMITTED, [saved["photos"][0]["sha256"]])
    ]


def test_an_inspector_removed_meanwhile_keeps_what_he_saw(phone, enter, halls, database):
    with phone() as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        ask(page, "navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        flight_mode(context, on=True)
        visit(page, HALLS[0], [1])
        with database.transaction() as session:
            session.execute(delete(Grant).where(Grant.account_id == halls.sun.id))
        flight_mode(context, on=False)
        page.reload()
        ready(page)
        expect(page.get_by_text("没有被接收").or_(page.get_by_text("等待网络"))).to_be_visible()
        expect(page.get_by_role("button", name="导出文件")).to_be_visible()
        assert [len(photos) for _, _, photos in on_phone(page).values()] == [1]
    assert arrived(database) == {}


def test_nobody_deletes_for_a_receipt_that_the_server_did_not_sign(phone, enter, halls):
    """Somebody on the way answers in the server's place, with a key of his own."""
    with phone(service_workers="block") as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)

        def forge(route):
            answer = route.fetch()
            body = answer.json()
            signature = bytearray(base64.b64decode(body["signature"]))
            signature[5] ^= 1
            route.fulfill(
                response=answer, json={**body, "signature": base64.b64encode(signature).decode()}
            )

        page.route("**/receipt", forge)
        visit(page, HALLS[0], [1])
        expect(page.get_by_text("回执与手机上的内容不符")).to_be_visible()
        assert [len(photos) for _, _, photos in on_phone(page).values()] == [1]
        page.unroute("**/receipt")
        page.get_by_role("button", name="重新发送").click()
        delivered(page, 1)


def test_who_signs_out_with_unsent_work_is_asked_first(phone, enter, halls):
    with phone(service_workers="block") as context:
        enter(context, halls.sun)
        page = context.pages[0]
        page.goto(PAGE)
        ready(page)
        page.locator("#windows button").first.click()
        expect(page.locator("#sheet h1")).to_be_visible()
        page.goto("/account")
        expect(page.locator("#unsent")).to_contain_text("未送出 1 次，最早的已等 0 分钟")
        asked = []
        page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.get_by_role("button", name="退出登录").click()
        expect(page.locator("#unsent")).to_be_visible()
        assert "还有没送出的检查" in asked[0]
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url(re.compile("sign-in|/$"))
