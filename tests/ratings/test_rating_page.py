"""A scan opens the rating page at once, on any phone."""

import re

import pytest

from qr.codes import with_check
from qr.models import CodeState, QrCode
from service.core import clock
from service.web.pages import gzipped
from service.windows.models import Kind, ServiceWindow, WindowState

LIMIT = 6 * 1024


@pytest.mark.parametrize("query", ["", "?lang=en", "?fs=l", "?lang=en&fs=l"])
def test_it_is_one_small_answer_without_script_or_cookie(phone, query):
    opened = phone(query=query)
    assert opened.page.status_code == 200
    assert gzipped(opened.text) <= LIMIT
    assert "<script" not in opened.text
    assert "Set-Cookie" not in opened.page.headers
    policy = opened.page.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert not re.search(r'(?:src|href)="(?:https?:)?//', opened.text)
    # the empty icon keeps browsers from asking for one
    assert not re.search(r'<(?:img|link (?!rel="icon" href="data:)|iframe|object)', opened.text)


def test_it_names_the_window_and_the_counter_and_nobody_who_works_there(phone):
    opened = phone()
    assert "新河湾社保经办大厅（演示）" in opened.text
    assert "01 号柜台" in opened.text
    assert "王某某" not in opened.text


def test_it_offers_five_levels_and_none_is_preset(phone):
    opened = phone()
    levels = re.findall(r'name="level"[^>]*value="(\d)"', opened.text)
    assert levels == ["5", "4", "3", "2", "1"]
    assert " checked" not in opened.text


def test_each_level_brings_its_own_reasons(phone):
    text = phone().text
    good, fair, bad = (text.index(f'class="reasons {which}"') for which in ("r5 r4", "r3", "r2 r1"))
    assert (
        good < text.index("热情耐心") < fair < text.index("等候偏久") < bad < text.index("推诿扯皮")
    )


def test_it_speaks_english(phone):
    text = phone(query="?lang=en").text
    assert 'lang="en"' in text
    for words in ("How was the service?", "Very dissatisfied", "Counter 01", "Send"):
        assert words in text


def test_a_chosen_language_and_size_stay_without_cookies(phone):
    text = phone(query="?lang=en&fs=l").text
    for link in re.findall(r'(?:action|href)="(/q/[^"]+)"', text):
        assert "lang=" in link, link
        assert "fs=" in link, link


def test_the_printed_upper_case_address_works_and_however_it_is_typed(client, counter):
    for typed in (f"/Q/{counter}", f"/q/{counter.lower()}", f"/q/{counter[:4]}-{counter[4:]}"):
        assert client.get(typed).status_code == 200, typed


def test_complaint_and_praise_are_one_touch_away(phone, counter):
    text = phone().text
    assert f'href="/q/{counter}/complaint"' in text
    assert f'href="/q/{counter}/praise"' in text


def test_a_hotline_is_not_asked_about_its_hall(app, database, cast, phone):
    with database.transaction() as session:
        session.get(ServiceWindow, cast.window["city_hall"].id).kind = Kind.HOT
    text = phone().text
    assert "电话打不通" in text
    assert "环境整洁有序" not in text


def test_who_cannot_scan_types_the_code(client, counter):
    assert "8 位编号" in client.get("/q").text
    answer = client.get("/q", query_string={"code": f" {counter[:4].lower()} {counter[4:]} "})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/q/{counter}"


def test_a_mistyped_code_is_told_from_one_that_was_never_given(client, counter):
    wrong = client.get(f"/q/{counter[:-1]}{'0' if counter[-1] != '0' else '1'}")
    assert wrong.status_code == 404
    assert "可能输错了" in wrong.text
    unknown = client.get(f"/q/{with_check('0000000')}")
    assert unknown.status_code == 404
    assert "没有发放过" in unknown.text
    for page in (wrong, unknown):
        assert 'name="code"' in page.text, "the reader can try again at once"


def test_a_revoked_code_gets_a_kind_page(client, database, counter):
    with database.transaction() as session:
        session.get(QrCode, counter).state = CodeState.REVOKED
    answer = client.get(f"/q/{counter}")
    assert answer.status_code == 200
    assert "已停用" in answer.text
    assert 'href="tel:12333"' in answer.text
    assert 'name="level"' not in answer.text


def test_a_closed_window_gets_the_same(client, database, cast, counter):
    with database.transaction() as session:
        window = session.get(ServiceWindow, cast.window["city_hall"].id)
        window.state = WindowState.CLOSED
    assert "已停用" in client.get(f"/q/{counter}").text


def test_a_replaced_code_opens_the_new_one(client, database, cast, counter):
    new = with_check("1111111")
    with database.transaction() as session:
        old = session.get(QrCode, counter)
        session.add(
            QrCode(
                code=new,
                window_id=old.window_id,
                counter_id=cast.counter["city_hall"][1].id,
                state=CodeState.POSTED,
                created_at=clock.now(),
            )
        )
        session.flush()
        old.state, old.replaced_by = CodeState.REPLACED, new
    text = client.get(f"/q/{counter}").text
    assert "02 号柜台" in text
    assert f'action="/q/{new}"' in text
