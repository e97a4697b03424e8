"""A citizen complains or praises on a phone without JavaScript or cookies."""

import re

import pytest

from qr.models import CodeState, QrCode
from service.web.pages import gzipped
from surveys.complaints import contents, queries
from surveys.complaints.models import Complaint, ComplaintContact, ComplaintPhoto
from tests.complaints.conftest import TEXT, hidden, photo, receipt_in

HEAVIEST = 8 * 1024


def text_of(page):
    return page.get_data(as_text=True)


def test_the_form_says_who_handles_and_who_sees_what(form):
    page = text_of(form().page)
    assert "新河湾社保经办大厅（演示）" in page
    assert "只有辽宁省人力资源和社会保障厅（演示）" in page
    assert "窗口和它所属的单位看不到您是谁" in page
    assert "不填就是匿名" in page


def test_a_county_complaint_names_the_city_office(form):
    page = text_of(form(window="county_hall").page)
    assert "只有沈阳市人力资源和社会保障局（演示）" in page
    assert "直接由辽宁省人力资源和社会保障厅（演示）办理" in page


@pytest.mark.parametrize("what", ["complaint", "praise"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_light_asks_for_nothing_and_sets_nothing(client, form, what, lang):
    page = client.get(f"{form(what).path}?lang={lang}")
    text = text_of(page)
    scripts = re.findall(r'<script src="/static/([a-z]+[.]js)[^"]*" defer></script>', text)
    assert scripts == (["careful.js"] if what == "complaint" else [])
    assert text.count("<script") == len(scripts)
    assert not re.findall(r'(?:src|href)="(?!/|#|tel:|\?|data:,)', text)
    assert "Set-Cookie" not in page.headers
    allowed = "'self'" if scripts else "'none'"
    assert f"script-src {allowed}" in page.headers["Content-Security-Policy"]
    assert gzipped(text) < HEAVIEST


def test_nothing_is_chosen_beforehand(form):
    page = text_of(form().page)
    assert " checked" not in page
    assert 'name="occurred_on" type="date" value=""' in page


def test_complain_anonymously_and_get_a_receipt(form, filled, complaints, database):
    page = form().send(**filled)
    assert page.status_code == 201
    assert "最迟 2026年11月26日星期四告诉您是否受理" in text_of(page)
    assert receipt_in(page)
    (complaint,) = complaints.read(Complaint)
    with database.reading() as session:
        assert queries.words(session, complaint) == TEXT
    assert complaint.counter_id == complaints.cast.counter["city_hall"][0].id
    assert complaints.read(ComplaintContact) == []
    assert "Set-Cookie" not in page.headers


def test_complain_with_contact_and_photos(form, filled, complaints, database):
    taken = [("IMG_1.jpg", photo()), ("IMG_2.png", photo("blue", kind="PNG"))]
    page = form().send(photos=taken, **filled, contact="024-00001234")
    assert page.status_code == 201
    (complaint,) = complaints.read(Complaint)
    assert len(complaints.read(ComplaintPhoto)) == 2
    with database.reading() as session:
        assert contents.photo(session, complaint, 1).startswith(b"\xff\xd8")
        assert contents.has_contact(session, complaint)


def test_the_day_may_be_typed_where_there_is_no_calendar(form, filled, complaints):
    for typed in ("2026年11月3日", "2026/11/3", "20261103", "2026.11.03"):
        assert form().send(**{**filled, "occurred_on": typed}).status_code == 201
    assert {str(each.occurred_on) for each in complaints.read(Complaint)} == {"2026-11-03"}


def test_pressing_the_button_twice_gives_the_same_receipt(form, filled, complaints):
    opened = form()
    sent = opened.fields
    first = receipt_in(opened.send(**filled))
    opened.fields = sent
    assert receipt_in(opened.send(**filled)) == first
    assert len(complaints.read(Complaint)) == 1


def test_other_words_under_a_used_form_keep_the_first_and_give_back_the_second(
    form, filled, complaints
):
    opened = form()
    sent = opened.fields
    first = receipt_in(opened.send(**filled))
    opened.fields = sent
    page = opened.send(**{**filled, "text": "我还想补充一点。"})
    assert page.status_code == 409
    assert receipt_in(page) == first
    assert "我还想补充一点。" in text_of(page)
    assert len(complaints.read(Complaint)) == 1


def test_praise_in_one_field(form, complaints):
    page = form("praise").send(text="三号柜台的同志很耐心，谢谢。")
    assert page.status_code == 201
    assert "谢谢您，表扬已经收到" in text_of(page)
    (praise,) = complaints.read(Complaint)
    assert (praise.kind, praise.category, praise.occurred_on) == ("praise", None, None)


def test_a_code_without_a_window_leads_to_the_page_that_explains(client, complaints, at_now):
    for code in ("ABCD2349", "nonsense"):
        page = client.get(f"/q/{code}/complaint")
        assert page.status_code == 303
        assert page.location.startswith("/q/")


def test_a_code_taken_down_while_somebody_was_writing_still_counts(
    form, filled, complaints, database
):
    opened = form()
    with database.transaction() as session:
        session.get(QrCode, complaints.code()).state = CodeState.REVOKED
    assert opened.send(**filled).status_code == 201
    assert len(complaints.read(Complaint)) == 1


def test_a_code_taken_down_leads_to_the_page_that_explains(client, form, complaints, database):
    path = form().path
    with database.transaction() as session:
        session.get(QrCode, complaints.code()).state = CodeState.REVOKED
    assert client.get(path).location == path.removesuffix("/complaint")


def test_language_and_type_size_stay_with_the_form(client, form, filled):
    opened = form()
    page = client.get(f"{opened.path}?lang=en&fs=l")
    action = re.search(r'action="([^"]+)"', text_of(page))[1].replace("&amp;", "&")
    assert "lang=en" in action
    assert "fs=l" in action
    sent = client.post(action, data={**hidden(page), **filled})
    assert "Your complaint has been received" in text_of(sent)
