"""Offices keep words for answers; windows choose them, change them, and send them as their own."""

import re

import pytest
from sqlalchemy import select

from service.core.audit import AuditEvent
from surveys.complaints.models import Complaint
from surveys.replies.models import ReplyTemplate
from tests.cast import csrf_of, rows
from tests.complaints.conftest import REPLY, Complaints

API = "/api/v1/reply-templates"
TEXT = "感谢您的反映。经核实，情况属实，已安排替岗，并向您致歉。"
PROVINCE, CITY = "210000/", "210000/210100/"


@pytest.fixture
def complaints(database, cast):
    return Complaints(database, cast)


@pytest.fixture
def keep(cast, sign_in):
    """Keep a template by the page."""

    def kept(who, path, title="属实致歉", text=TEXT, use="complaint"):
        browser = sign_in(who)
        form = {"path": path, "use": use, "title": title, "text": text}
        token = csrf_of(browser.get("/replies/new"))
        return browser.post("/replies/new", data={"csrf_token": token, **form})

    return kept


def stored(database, *where):
    with database.reading() as session:
        return rows(session, ReplyTemplate, *where)


def test_each_place_keeps_its_own_and_reads_those_above(database, cast, keep, sign_in):
    hall = cast.window["city_hall"].path
    assert keep(cast.zhao, PROVINCE, "省里的").status_code == 303
    assert keep(cast.wu, CITY, "市里的").status_code == 303
    assert keep(cast.wang, hall, "大厅的").status_code == 303
    assert keep(cast.wang, CITY, "越权的").status_code == 404
    assert keep(cast.wu, PROVINCE, "越权的").status_code == 404

    def titles(who):
        return [each["title"] for each in sign_in(who).get(API).get_json()]

    assert titles(cast.wang) == ["大厅的", "市里的", "省里的"]
    assert titles(cast.wu) == ["市里的", "省里的"]
    assert titles(cast.zheng) == ["省里的"]
    (of_city,) = stored(database, ReplyTemplate.title == "市里的")
    assert sign_in(cast.wang).get(f"/replies/{of_city.id}").status_code == 404


def test_the_same_template_sent_twice_is_one_and_a_namesake_is_refused(database, cast, keep):
    keep(cast.wu, CITY)
    assert keep(cast.wu, CITY).status_code == 303
    refused = keep(cast.wu, CITY, text="另外一段话，写了很久。")
    assert refused.status_code == 409
    assert "另外一段话，写了很久。" in refused.get_data(as_text=True)
    assert len(stored(database)) == 1
    assert keep(cast.wu, CITY, "带电话", "请拨打 13800138000 联系张某。").status_code == 422


def test_each_version_of_the_words_is_in_the_audit(database, cast, keep, sign_in):
    keep(cast.wu, CITY)
    (made,) = stored(database)
    city, page = sign_in(cast.wu), f"/replies/{made.id}"
    changed = {"csrf_token": csrf_of(city.get(page)), "title": "属实致歉", "text": TEXT + "谢谢。"}
    assert city.post(page, data={**changed, "version": 1}).status_code == 303
    late = city.post(page, data={**changed, "version": 1, "text": "后来的人写的另一段话。"})
    assert late.status_code == 409
    assert "后来的人写的另一段话。" in late.get_data(as_text=True)
    assert city.post(f"{page}/retire", data={**changed, "version": 2}).status_code == 303
    assert city.get(API).get_json() == []
    query = select(AuditEvent).where(AuditEvent.subject_type == "reply_template")
    with database.reading() as session:
        events = list(session.scalars(query.order_by(AuditEvent.id)))
    assert [(each.action, each.details["text"]) for each in events] == [
        ("keep_reply", TEXT),
        ("change_reply", TEXT + "谢谢。"),
        ("retire_reply", TEXT + "谢谢。"),
    ]
    keep(cast.wu, CITY)  # the name is free again
    assert len(city.get(API).get_json()) == 1


def test_a_template_goes_behind_what_was_typed_and_nothing_is_sent(
    database, cast, complaints, keep, sign_in
):
    keep(cast.wu, CITY)
    keep(cast.zheng, "210000/211200/", "别市的")
    filed = complaints.accept(complaints.file())
    head, page = sign_in(cast.wang), f"/complaints/{filed.id}"
    form = head.get(page)
    assert "别市的" not in form.get_data(as_text=True)
    (made,) = stored(database, ReplyTemplate.path == CITY)
    typed = {"csrf_token": csrf_of(form), "version": filed.version, "reply": "您好。"}
    filled = head.post(f"{page}/filled-answer", data={**typed, "template": made.id})
    shown = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", filled.get_data(as_text=True), re.S)
    assert shown[1].splitlines() == ["您好。", TEXT]
    (kept,) = complaints.read(Complaint)
    assert (kept.state, kept.reply) == ("accepted", None)
    (other,) = stored(database, ReplyTemplate.title == "别市的")
    foreign = head.post(f"{page}/filled-answer", data={**typed, "template": other.id})
    assert foreign.status_code == 404
    # the choice goes along with the answer, and says nothing there
    sent = head.post(f"{page}/answer", data={**typed, "reply": REPLY, "template": made.id})
    assert sent.status_code == 303
    assert complaints.read(Complaint)[0].reply == REPLY


def test_without_a_template_the_form_offers_none(cast, complaints, sign_in):
    filed = complaints.accept(complaints.file())
    assert "答复模板</label>" not in sign_in(cast.wang).get(f"/complaints/{filed.id}").text


def test_changed_by_api_only_as_last_seen(cast, keep, sign_in):
    keep(cast.wu, CITY)
    city = sign_in(cast.wu)
    (made,) = city.get(API).get_json()
    one, csrf = f"{API}/{made['id']}", {"X-CSRFToken": csrf_of(city.get("/replies/new"))}
    tag = city.get(one).headers["ETag"]
    body = {"title": "属实致歉", "text": TEXT + "再次致歉。"}
    assert city.put(one, json=body, headers=csrf).status_code == 428
    assert city.put(one, json=body, headers={**csrf, "If-Match": tag}).status_code == 200
    assert city.delete(one, headers={**csrf, "If-Match": tag}).status_code == 412
    tag = city.get(one).headers["ETag"]
    assert city.delete(one, headers={**csrf, "If-Match": tag}).status_code == 204
    assert city.get(one).status_code == 404
