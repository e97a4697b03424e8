"""Putting right, seen and done on pages and by programs."""

import io
import re

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from surveys.rectifications.models import Rectification
from tests.complaints.conftest import TEXT
from tests.rectifications.conftest import ISSUE, MEASURES, NOW, PROOF, SEEN
from tests.visits.answers import good_visit
from tests.visits.conftest import picture

VACANT = {"due": 4, "open": 3, "vacant": 1, "minutes": 20, "notice": "no"}

pytestmark = pytest.mark.usefixtures("at_now")


def hidden(page, action=""):
    """Return the hidden fields of the form on a page that is sent to ``action``."""
    forms = re.findall(r"<form.*?</form>", page.get_data(as_text=True), re.S)
    form = next(form for form in forms if f'{action}"' in form.partition(">")[0] or not action)
    return MultiDict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def send(browser, made_id, action, photos=(), **typed):
    page = browser.get(f"/rectifications/{made_id}")
    fields = hidden(page, action)
    fields.update(typed)
    for data in photos:
        fields.add("photo", (io.BytesIO(data), "photo.jpg"))
    address = f"/rectifications/{made_id}/{action}"
    return browser.post(address, data=fields, content_type="multipart/form-data")


@pytest.fixture
def disclosed(visits):
    visit, _ = visits.log(visits.sheet(answers=good_visit(A1=VACANT)))
    return visits.disclose(visit.id)


def opened(browser, source, source_id, **typed):
    address = f"/rectifications/new?source={source}&source_id={source_id}"
    fields = hidden(browser.get(address))
    fields.update({"issue": ISSUE, "systemic": "false", **typed})
    return browser.post("/rectifications/new", data=fields)


def only(rectifications):
    with rectifications.database.reading() as session:
        return session.scalars(select(Rectification)).one()


def test_from_a_disclosed_visit_the_items_that_were_not_met_are_offered(
    rectifications, disclosed, sign_in
):
    browser = sign_in(rectifications.cast.wu)
    link = f"/rectifications/new?source=visit&amp;source_id={disclosed.id}"
    assert link in browser.get(f"/visits/{disclosed.id}").get_data(as_text=True)
    form = browser.get(link.replace("&amp;", "&")).get_data(as_text=True)
    assert 'value="A1"' in form
    assert 'value="B1"' not in form
    answer = opened(browser, "visit", disclosed.id, issue_key="A1")
    assert answer.status_code == 303
    assert only(rectifications).issue_key == "A1"


def test_before_a_visit_is_disclosed_nothing_can_be_asked_of_it(rectifications, visits, sign_in):
    visit, _ = visits.log()
    for name in ("wang", "wu", "zhao"):
        browser = sign_in(getattr(rectifications.cast, name))
        address = f"/rectifications/new?source=visit&source_id={visit.id}"
        assert browser.get(address).status_code == 404


def test_a_complaint_found_true_brings_its_category_and_cause(rectifications, complaints, sign_in):
    complaint = complaints.told(complaints.accept(complaints.file()))
    browser = sign_in(rectifications.cast.chen)
    answer = opened(browser, "complaint", complaint.id, issue_key="VACANT")
    made = only(rectifications)
    assert answer.location == f"/rectifications/{made.id}"
    assert (made.issue_key, made.cause) == ("VACANT", complaint.root_cause)


def test_a_complaint_that_was_not_true_asks_for_nothing(rectifications, complaints, sign_in):
    complaint = complaints.told(complaints.accept(complaints.file()), finding="unfounded")
    address = f"/rectifications/new?source=complaint&source_id={complaint.id}"
    assert sign_in(rectifications.cast.chen).get(address).status_code == 404


def test_a_citizens_words_are_not_handed_on(rectifications, complaints, sign_in):
    complaint = complaints.told(complaints.accept(complaints.file()))
    browser = sign_in(rectifications.cast.chen)
    answer = opened(browser, "complaint", complaint.id, issue_key="VACANT", issue=f"据反映：{TEXT}")
    assert answer.status_code == 422
    assert "不要照抄群众原话" in answer.get_data(as_text=True)


def test_a_head_hands_in_with_a_photo_and_a_handler_returns_then_closes(rectifications, sign_in):
    made_id = rectifications.open()
    head, handler = (sign_in(getattr(rectifications.cast, name)) for name in ("wang", "feng"))
    assert send(head, made_id, "own/proof", [picture()], proof=PROOF).status_code == 303
    shown = handler.get(f"/rectifications/{made_id}").get_data(as_text=True)
    assert f"/rectifications/{made_id}/photos/1" in shown
    assert handler.get(f"/rectifications/{made_id}/photos/1").mimetype == "image/jpeg"
    fields = {**hidden(handler.get(f"/rectifications/{made_id}"), "check/verify"), "note": SEEN}
    handler.post(f"/rectifications/{made_id}/check/return", data=fields)
    assert rectifications.get(made_id).state == "returned"
    assert send(head, made_id, "own/proof", [picture("blue")], proof="").status_code == 303
    assert send(handler, made_id, "check/verify", note=SEEN).status_code == 303
    made = rectifications.get(made_id)
    assert (made.state, len(made.photos)) == ("closed", 2)


def test_a_refused_form_keeps_the_words_and_the_photos(rectifications, sign_in):
    made_id = rectifications.open()
    head = sign_in(rectifications.cast.wang)
    answer = send(head, made_id, "own/proof", [picture(), b"no picture"], proof=PROOF)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert PROOF in text
    kept = hidden(answer, "own/proof")
    assert len(kept.getlist("held")) == 1
    kept["proof"] = PROOF
    assert head.post(f"/rectifications/{made_id}/own/proof", data=kept).status_code == 303
    assert len(rectifications.get(made_id).photos) == 1


def test_more_than_five_photos_are_refused_and_five_kept(rectifications, sign_in):
    made_id = rectifications.open()
    head = sign_in(rectifications.cast.wang)
    colours = ("red", "blue", "green", "white", "black", "yellow")
    answer = send(head, made_id, "own/proof", [picture(each) for each in colours], proof=PROOF)
    assert answer.status_code == 422
    assert len(hidden(answer, "own/proof").getlist("held")) == 5


def test_two_checkers_at_once_the_second_is_told_what_changed(rectifications, sign_in):
    made_id = rectifications.open()
    rectifications.submit(made_id)
    browser = sign_in(rectifications.cast.wu)
    fields = {**hidden(browser.get(f"/rectifications/{made_id}"), "verify"), "note": SEEN}
    rectifications.verify(made_id)
    answer = browser.post(f"/rectifications/{made_id}/check/verify", data=fields)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "已销号" in page  # what changed
    assert f"\n{SEEN}</textarea>" in page  # what was typed


def test_the_list_is_sorted_by_the_clock_and_can_be_narrowed(rectifications, sign_in):
    late = rectifications.open(issue="第一件整改事项")
    soon = rectifications.open(issue="第二件整改事项", due_days=2)
    done = rectifications.put_right(issue="第三件整改事项", issue_key="B1")
    head = sign_in(rectifications.cast.wang)
    order = re.findall(r"/rectifications/([0-9a-f-]{36})", head.get("/rectifications").text)
    assert order == [str(each) for each in (soon, late, done)]
    closed = head.get("/rectifications?state=closed").text
    assert (str(done) in closed, str(soon) in closed) == (True, False)
    assert str(soon) not in head.get("/rectifications?source=complaint").text
    assert str(soon) not in head.get("/rectifications?overdue=true").text
    assert str(soon) in head.get("/rectifications?state=nonsense").text


def test_the_heads_desk_shows_what_is_due(rectifications, sign_in):
    made_id = rectifications.open()
    head = sign_in(rectifications.cast.wang)
    assert f"/rectifications/{made_id}" in head.get("/desk").text
    rectifications.submit(made_id)
    assert f"/rectifications/{made_id}" not in head.get("/desk").text


def test_programs_do_the_same(rectifications, disclosed, sign_in, csrf_token):
    api = "/api/v1/rectifications"
    reviewer, head = sign_in(rectifications.cast.wu), sign_in(rectifications.cast.wang)
    asked = {"source": "visit", "source_id": str(disclosed.id), "issue_key": "A1", "issue": ISSUE}

    def call(browser, method, address, **values):
        headers = {"X-CSRFToken": csrf_token(browser), **values.pop("headers", {})}
        return browser.open(address, method=method, headers=headers, **values)

    def step(browser, made, name, body):
        etag = browser.get(f"{api}/{made}").headers["ETag"]
        return call(browser, "PUT", f"{api}/{made}/{name}", json=body, headers={"If-Match": etag})

    answer = call(reviewer, "POST", api, json={**asked, "systemic": True})
    assert answer.status_code == 201
    made = answer.get_json()["id"]
    assert step(head, made, "measures", {"measures": MEASURES}).status_code == 200
    photo = call(head, "POST", f"{api}/photos", data=picture(), content_type="image/jpeg")
    proof = {"proof": PROOF, "held": [photo.get_json()["note"]]}
    assert step(head, made, "proof", proof).get_json()["state"] == "submitted"
    assert step(head, made, "verification", {"note": SEEN}).status_code == 404
    closed = step(reviewer, made, "verification", {"note": SEEN}).get_json()
    assert (closed["state"], closed["photos"]) == ("closed", [1])
    assert [each["step"] for each in closed["stages"]] == ["open", "plan", "submit", "verify"]
    rows = head.get(f"{api}?state=closed").get_json()
    assert [row["id"] for row in rows] == [made]
    assert NOW.date().isoformat() < rows[0]["due_on"]
