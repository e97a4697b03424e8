"""An inspector fills a checklist with one thumb; the network comes and goes; it arrives once."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from service.core import clock
from service.core.storage import blobs_of
from surveys.forms.operations import load_library
from surveys.visits.models import Visit, VisitPhoto, VisitState
from tests.browser import ask, axe, overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

RESULT = re.compile(r"/visits/[0-9a-f-]{36}$")


@pytest.fixture
def hall(database, cast):
    with database.transaction() as session:
        load_library(session, now=clock.now())
    return cast.window["city_hall"]


def photo(colour, size=(2400, 1800)):
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def answer_everything(page):
    """Choose the first answer of each row, and count what is to be counted."""
    for row in page.locator(".item > fieldset > .pick").all():
        row.locator("label").first.click()
    numbers = {"A1": (10, 10, 0), "A3": (0,), "B1": (6, 8), "D2": (1,), "F7": (5,)}
    for item, values in numbers.items():
        for n, value in enumerate(values):
            page.locator(f"#{item} [inputmode]").nth(n).fill(str(value))
    for tick in range(3):
        page.locator("#F4 .pill").nth(tick).click()


def add_photo(page, item, picture):
    page.locator(f"#{item} summary").click()
    page.locator(f"#{item} input[type=file]").last.set_input_files(picture)


def visits(database):
    with database.reading() as session:
        return list(session.scalars(select(Visit)))


def begin(page, hall):
    page.goto("/visits")
    page.get_by_role("link", name="在手机上检查").click()
    page.get_by_label("窗口名称或编码").fill(hall.full_name[:3])
    page.get_by_role("button", name="开始检查").click()
    expect(page.locator("#sheet h1")).to_have_text(hall.full_name)


def test_a_visit_is_made_with_one_thumb_and_scored_alike_on_both_sides(
    page, enter, cast, hall, database
):
    enter(page, cast.sun)
    begin(page, hall)
    answer_everything(page)
    expect(page.locator("#answered")).to_have_text("51/51")
    add_photo(page, "A1", photo("red"))
    expect(page.locator("#A1 .shots img")).to_be_visible()
    score = page.locator("#score").inner_text()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已送达，回执已核对")).to_be_visible(timeout=20_000)
    [visit] = visits(database)
    assert visit.state == VisitState.SUBMITTED
    assert f"{visit.score / 100:g}" == score
    assert visit.device_started_at < visit.device_finished_at
    assert abs(visit.clock_offset) < 60
    assert visit.position is None
    with database.reading() as session:
        kept = session.scalars(select(VisitPhoto)).one()
        with Image.open(io.BytesIO(blobs_of(session).get(kept.stored_sha256))) as stored:
            assert max(stored.size) == 1600


def test_a_photo_that_did_not_get_through_is_sent_again_and_nothing_twice(
    page, enter, cast, hall, database
):
    enter(page, cast.sun)
    begin(page, hall)
    answer_everything(page)
    add_photo(page, "A1", photo("red"))
    add_photo(page, "B2", photo("blue"))
    expect(page.locator(".shots img")).to_have_count(2)
    page.context.route("**/photos/*", lambda route: route.abort())
    page.get_by_role("button", name="提交").click()
    while not visits(database):
        page.wait_for_timeout(100)  # the record goes first
    expect(page.get_by_text("等待网络")).to_be_visible()
    expect(page.get_by_text("照片已送出 0/2")).to_be_visible()
    [visit] = visits(database)
    assert (visit.state, visit.score) == (VisitState.INCOMPLETE, None)

    page.context.unroute("**/photos/*")
    page.reload()  # the phone may even throw the page away: it goes on where it was
    expect(page.get_by_text("已送达，回执已核对")).to_be_visible(timeout=20_000)
    [whole] = visits(database)
    assert (whole.id, whole.state) == (visit.id, VisitState.SUBMITTED)


def test_a_page_thrown_away_by_the_camera_comes_back_as_it_was(page, enter, cast, hall):
    enter(page, cast.sun)
    begin(page, hall)
    page.locator("#B2 .pick label").nth(1).click()
    page.locator("#A3").get_by_role("button", name="加一").click()
    page.locator("#A3").get_by_role("button", name="加一").click()
    page.locator("#F4 .pill").first.click()
    page.locator("#B1 .na").click()
    add_photo(page, "B2", photo("green"))
    page.locator("#B2 textarea").fill("两人没有佩戴")
    expect(page.locator("#B2 .shots img")).to_be_visible()
    page.get_by_role("link", name="文明用语").click()  # a jump inside the page leads nowhere else
    page.reload()
    expect(page.locator("#answered")).to_have_text("4/51")
    expect(page.locator("#B2 [value=no]")).to_be_checked()
    expect(page.locator("#A3 [inputmode]")).to_have_value("2")
    expect(page.locator("#F4 [value=seats]")).to_be_checked()
    expect(page.locator("#B1 [value=na]")).to_be_checked()
    expect(page.locator("#B2 textarea")).to_have_value("两人没有佩戴")
    page.locator("#B2 summary").click()
    expect(page.locator("#B2 .shots img")).to_be_visible()
    page.get_by_role("link", name="返回").click()
    expect(page.locator("#on-phone h3")).to_have_text(hall.full_name)
    page.get_by_role("button", name="开始检查").first.click()  # goes on with what was begun
    expect(page.locator("#answered")).to_have_text("4/51")


def test_what_does_not_fit_is_said_beside_the_item_and_can_be_mended(
    page, enter, cast, hall, database
):
    enter(page, cast.sun)
    begin(page, hall)
    answer_everything(page)
    page.locator("#B1 [inputmode]").first.fill("9")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="继续填写").click()
    expect(page.locator("#B1 .wrong")).to_contain_text("前一个数不能大于后一个数")
    assert visits(database) == []
    page.locator("#B1 [inputmode]").first.fill("8")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已送达，回执已核对")).to_be_visible(timeout=20_000)
    assert len(visits(database)) == 1


def test_an_empty_post_is_looked_at_twice_ten_minutes_apart(page, enter, cast, hall, database):
    page.clock.install(time="2026-11-24T14:05:00+08:00")
    enter(page, cast.sun)
    begin(page, hall)
    for n, value in enumerate((10, 8, 2)):
        page.locator("#A1 [inputmode]").nth(n).fill(str(value))
    page.get_by_role("button", name="第一次看到空岗").click()
    waiting = page.locator("#A1 [data-look]")
    expect(waiting).to_be_disabled()
    expect(waiting).to_contain_text("再过")
    page.reload()  # the phone may sleep meanwhile
    page.clock.fast_forward("09:30")
    expect(waiting).to_be_disabled()
    page.clock.fast_forward("00:40")
    page.get_by_role("button", name="第二次看到空岗").click()
    expect(waiting).to_have_text("两次都记下了")
    first, second = (
        page.locator(f"#A1 [name$={name}]").input_value() for name in ("first", "second")
    )
    assert (first[-2:], page.locator("#A1 [name$=minutes]").input_value()) == ("05", "10")
    assert second[-2:] == "15"


def test_a_file_that_is_no_picture_is_refused_on_the_phone(page, enter, cast, hall):
    enter(page, cast.sun)
    begin(page, hall)
    broken = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"}
    add_photo(page, "A2", broken)
    expect(page.locator("#A2 .wrong")).to_contain_text("打不开")
    expect(page.locator("#A2 .shots img")).to_have_count(0)


def test_the_place_is_taken_only_with_consent_and_only_roughly(
    browser, browser_context_args, enter, cast, hall, database
):
    place = {"latitude": 41.805678, "longitude": 123.431234, "accuracy": 20}
    context = browser.new_context(
        **browser_context_args, geolocation=place, permissions=["geolocation"]
    )
    page = context.new_page()
    enter(page, cast.sun)
    begin(page, hall)
    answer_everything(page)
    page.locator("label", has_text="附上大致位置").click()
    expect(page.get_by_text("已记下大致位置")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已送达，回执已核对")).to_be_visible(timeout=20_000)
    [visit] = visits(database)
    assert visit.position == {"latitude": 41.81, "longitude": 123.43, "accuracy": 20}


@pytest.fixture
def plain(browser, browser_context_args, enter, cast):
    """The inspector's phone with scripts switched off."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    opened = context.new_page()
    enter(opened, cast.sun)
    yield opened
    context.close()


def test_without_a_script_the_form_goes_in_one_piece(plain, hall, database):
    plain.goto(f"/visits/new?window={hall.id}")
    answer_everything(plain)
    plain.locator("#B1 [inputmode]").first.fill("9")
    plain.get_by_role("button", name="提交").click()
    expect(plain.locator("#B1 .wrong")).to_contain_text("前一个数不能大于后一个数")
    expect(plain.locator("#A1 [inputmode]").first).to_have_value(
        "10"
    )  # what was typed is still there
    plain.locator("#B1 [inputmode]").first.fill("8")
    add_photo(plain, "A1", photo("red", (400, 300)))
    plain.get_by_role("button", name="提交").click()
    plain.wait_for_url(RESULT)
    [visit] = visits(database)
    assert visit.state == VisitState.SUBMITTED
    with database.reading() as session:
        assert session.scalars(select(VisitPhoto)).one().item == "A1"


@pytest.mark.parametrize(("lang", "width", "colours"), [("zh", 320, "light"), ("en", 360, "dark")])
def test_everybody_can_use_the_pages(
    browser, browser_context_args, enter, cast, hall, database, lang, width, colours
):
    phone = {**browser_context_args, "viewport": {"width": width, "height": 700}}
    page = browser.new_context(**phone, color_scheme=colours).new_page()
    enter(page, cast.sun)
    page.goto(f"/visits/phone/?lang={lang}#start={hall.id}")
    expect(page.locator("#sheet h1")).to_be_visible()
    for summary in page.locator("summary").all()[:3]:
        summary.click()
    ask(page, "scrollTo(0, document.body.scrollHeight)")
    checks(page)
    answer_everything(page)
    page.get_by_role("button", name="提交" if lang == "zh" else "Submit").click()
    expect(page.locator("#on-phone .badge.good")).to_be_visible(timeout=20_000)
    checks(page)
    page.goto("/visits")
    checks(page)
    page.locator("tbody a").first.click()
    checks(page)
    page.goto(page.url + "/correct")
    checks(page)
    enter(page, cast.zhao)
    page.goto("/visits/review")
    checks(page)
    page.locator("tbody a").first.click()
    checks(page)
    page.get_by_role("button", name="公布" if lang == "zh" else "Disclose").click()
    [visit] = visits(database)
    assert visit.state == VisitState.DISCLOSED
    page.goto("/forms/visit.hall/1")
    checks(page)


def checks(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []
