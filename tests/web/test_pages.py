"""What every page keeps: language, type size, one request for citizens, a calm word in trouble."""

import base64
import hashlib
import re

import pytest
from markupsafe import Markup

from service.web import pages
from service.web.forms import sentence, sentences
from service.web.tables import figure_columns
from tests.journeys.test_look import pages as pages_of

CITIZEN, OFFICE, NOWHERE = "/styleguide/citizen", "/styleguide/", "/there-is-no-such-page"


def test_a_citizens_page_is_one_request_without_script_or_cookie(client):
    answer = client.get(CITIZEN)
    page = answer.get_data(as_text=True)
    assert not re.search(r"<script|rel=.stylesheet|\ssrc=|style=", page)
    assert "Set-Cookie" not in answer.headers
    css = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src 'none'" in policy


def test_what_citizens_download_stays_light():
    assert pages.gzipped(pages.inlined_css("core.css").css) <= 3 * 1024


@pytest.mark.parametrize("name", ["endpoint", "_scheme", "_external", "_anchor", "_method"])
def test_no_parameter_of_a_stranger_bends_the_links_of_a_page(client, name):
    answer = client.get(f"{CITIZEN}?{name}=javascript&lang=en")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'href="{CITIZEN}?{name}=javascript&amp;lang=zh"' in page
    assert "javascript:" not in page


def test_a_citizens_links_carry_language_and_type_size_without_a_cookie(client):
    answer = client.get(f"{CITIZEN}?lang=en&fs=l")
    page = answer.get_data(as_text=True)
    assert '<html lang="en" class="large">' in page
    assert f'href="{CITIZEN}?lang=zh&amp;fs=l"' in page
    assert f'href="{CITIZEN}?lang=en&amp;fs=n"' in page
    assert "Set-Cookie" not in answer.headers


def test_the_office_remembers_language_and_type_size(client):
    client.get(f"{OFFICE}?lang=en&fs=l")
    page = client.get(OFFICE).get_data(as_text=True)
    assert '<html lang="en" class="large">' in page
    client.get(f"{OFFICE}?lang=zh&fs=n")
    assert '<html lang="zh-CN">' in client.get(OFFICE).get_data(as_text=True)


def test_nonsense_is_not_remembered(client):
    assert "Set-Cookie" not in client.get(f"{OFFICE}?lang=xx&fs=huge").headers


def test_the_browsers_language_is_followed(client):
    page = client.get(CITIZEN, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="en">' in page.get_data(as_text=True)


def test_office_pages_need_no_inline_style_or_script(client):
    page = client.get(OFFICE).get_data(as_text=True)
    assert not re.search(r"<script|<style|style=|https?://(?!www\.w3\.org)", page)


def test_stylesheets_have_new_addresses_when_they_change(client):
    page = client.get(OFFICE).get_data(as_text=True)
    address = re.search(r'href="(/static/core\.css\?v=\w{10})"', page)[1]
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_page_that_is_not_there_says_so_calmly(client):
    answer = client.get(NOWHERE)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "没有找到这个页面或内容" in page
    assert answer.headers["X-Request-ID"] in page
    assert not re.search(r"<script|rel=.stylesheet", page)


def test_whoever_is_signed_in_keeps_the_navigation_in_trouble(sign_in, cast):
    page = sign_in(cast.zhao).get(NOWHERE).get_data(as_text=True)
    assert "没有找到这个页面或内容" in page
    assert "赵省厅" in page


def test_every_page_of_a_room_lies_behind_one_door(app, sign_in, cast):
    own = "/account", "/sign-"
    for path, who in pages_of(app):
        page = sign_in(getattr(cast, who)).get(path, follow_redirects=True) if who else None
        if page is None or page.status_code != 200 or path == "/" or path.startswith(own):
            continue
        doors = re.search(r'<nav class="doors".*?</nav>', page.text, re.S)[0]
        assert doors.count("aria-current") == 1, path


def test_language_links_on_a_refused_post_lead_somewhere(client):
    page = client.post(OFFICE, data={}).get_data(as_text=True)
    assert 'href="/?lang=en"' in page


def test_a_form_says_marshmallows_words_in_ours(app):
    with app.test_request_context():
        assert sentence(["Missing data for required field."]) == "这一项必须填写。"
        assert sentence("已经是一句话。") == "已经是一句话。"
        nested = {"title": ["Not a valid integer."], "answers": {"q1": ["Not a valid date."]}}
        assert sentences(nested) == [("title", "请填写数字。"), ("q1", "请填写正确的日期或时间。")]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([["沈阳", 12, "96.2%", "2026-11-21"], ["大连", 1, "—", "2026-11-22"]], {1, 2}),
        ([["沈阳", "—"]], set()),
        ([["沈阳", "1,284", "−0.5"], ["大连", "", "+2"]], {1, 2}),
        ([["沈阳", "12 个"]], set()),
        ([["沈阳", Markup('<a href="/complaints">6</a>')], ["大连", 0]], {1}),
        ([], set()),
    ],
)
def test_columns_of_figures_stand_to_the_right(rows, columns):
    assert figure_columns(rows) == columns


def test_typed_words_cannot_break_out_of_a_field(app):
    with app.test_request_context("/"):
        ui = app.jinja_env.get_template("ui.html").module
        nasty = '"><script>alert(1)</script></textarea>'
        for kind in ("text", "textarea"):
            assert "<script" not in ui.field("words", nasty, nasty, kind, hint=nasty, error=nasty)
        assert "<script" not in ui.choices("a", nasty, [(nasty, nasty)], nasty)
        assert "<script" not in ui.table(nasty, [nasty, nasty], [[nasty, nasty]])


def test_a_field_keeps_what_was_typed_and_names_its_mistake(app):
    with app.test_request_context("/"):
        ui = app.jinja_env.get_template("ui.html").module
        field = ui.field("title", "名称", "大厅", hint="全称", error=["太短了。"], required=True)
    assert 'value="大厅"' in field
    assert 'aria-describedby="title-hint title-error"' in field
    assert 'aria-invalid="true" required' in field
    assert "（选填）" not in field
