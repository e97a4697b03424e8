"""An inspector's phone without a signal: opened cold, filled in, put away; later all is there."""

import io
import random
from contextlib import contextmanager

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from sqlalchemy import select

from service.core import clock
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
        page.screenshot(path="/tmp/shots/delivered.png", full_page=True)
