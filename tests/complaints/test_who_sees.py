"""Who sees what of a complaint: canaries are planted in what is secret and searched everywhere."""

import uuid
from datetime import date

import pytest

from service.core.access import Role
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.people.models import Grant
from surveys.complaints.models import ComplaintKind, ComplaintPhoto
from surveys.forms.models import FormVersion
from surveys.photos import clean
from surveys.ratings.models import Grade, Rating
from tests.complaints.conftest import NOW, SUMMARY, photo

WORDS = "金丝雀原话：那天下午我带着孙子去补缴"
CONTACT = "金丝雀微信"
NOTE = "金丝雀告知：已电话联系您本人"

#: everybody of the cast, by what they are to a complaint about the county hall
WHOLE = ["feng", "chen", "zhao", "chu"]
SUMMARISED = ["li", "zhou", "wu"]
NOTHING = ["wang", "zheng", "sun", "wei"]
LISTS = [
    "/complaints",
    "/complaints/answers",
    "/complaints/praises",
    "/api/v1/complaints",
    "/api/v1/complaints/summaries",
    "/api/v1/complaints/praises",
]


def details(complaint):
    return [
        f"/complaints/{complaint.id}",
        f"/complaints/{complaint.id}/photos/1",
        f"/api/v1/complaints/{complaint.id}",
        f"/api/v1/complaints/{complaint.id}/photos/1",
        f"/api/v1/complaints/summaries/{complaint.id}",
    ]


@pytest.fixture
def plant(complaints, database):
    """Plant a complaint with canaries and bring it to a state."""

    def planted(state="closed", window="county_hall", **changes):
        picture = database.blobs.put(clean(photo()))
        complaint = complaints.file(
            window, text=WORDS, contact=CONTACT, photos=(picture,), **changes
        )
        if state != "received":
            complaint = complaints.accept(complaint)
        if state in {"answered", "closed"} and not complaint.is_grave:
            head = complaints.cast.li if window == "county_hall" else complaints.cast.wang
            complaint = complaints.answer(complaint, by=head)
        if state == "closed":
            complaint = complaints.close(complaint, outcome=NOTE)
        return complaint

    return planted


def read(browser, addresses):
    answers = {address: browser.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} <= {200, 303, 404}
    return answers


def sees_nothing(browser, complaint, name):
    for address, answer in read(browser, LISTS).items():
        assert str(complaint.id) not in answer.get_data(as_text=True), f"{name} at {address}"
    for address in details(complaint):
        assert browser.get(address).status_code == 404, f"{name} at {address}"


@pytest.mark.parametrize("state", ["received", "accepted", "answered", "closed"])
def test_the_words_reach_those_who_handle_and_watch_only(plant, complaints, sign_in, state):
    complaint = plant(state)
    for name in SUMMARISED + NOTHING:
        browser = sign_in(getattr(complaints.cast, name))
        for address, answer in read(browser, LISTS + details(complaint)).items():
            text = answer.get_data(as_text=True)
            assert "金丝雀" not in text, f"{name} reads a secret at {address}"
            assert "image/jpeg" not in answer.content_type, f"{name} sees a photo at {address}"
    for name in WHOLE:
        browser = sign_in(getattr(complaints.cast, name))
        for address in (f"/complaints/{complaint.id}", f"/api/v1/complaints/{complaint.id}"):
            assert WORDS in browser.get(address).get_data(as_text=True), f"{name} at {address}"


def test_a_contact_stands_on_no_page_of_anybody(plant, complaints, sign_in):
    complaint = plant()
    for name in WHOLE + SUMMARISED + NOTHING:
        browser = sign_in(getattr(complaints.cast, name))
        for address, answer in read(browser, LISTS + details(complaint)).items():
            assert CONTACT.encode() not in answer.data, f"{name} at {address}"


def test_before_acceptance_the_window_learns_nothing(plant, complaints, sign_in):
    complaint = plant("received")
    for name in SUMMARISED + NOTHING:
        browser = sign_in(getattr(complaints.cast, name))
        sees_nothing(browser, complaint, name)


def test_after_acceptance_the_window_and_those_above_read_the_summary(plant, complaints, sign_in):
    complaint = plant("accepted")
    for name in SUMMARISED:
        browser = sign_in(getattr(complaints.cast, name))
        assert SUMMARY in browser.get(f"/complaints/{complaint.id}").get_data(as_text=True)
        answer = browser.get(f"/api/v1/complaints/summaries/{complaint.id}")
        assert answer.get_json()["redacted"] == SUMMARY
    for name in NOTHING:
        browser = sign_in(getattr(complaints.cast, name))
        assert browser.get(f"/complaints/{complaint.id}").status_code == 404


def test_missing_and_invisible_look_the_same(plant, complaints, sign_in):
    complaint = plant("accepted")
    browser = sign_in(complaints.cast.wang)
    seen = browser.get(f"/api/v1/complaints/summaries/{complaint.id}").get_json()
    missing = browser.get(f"/api/v1/complaints/summaries/{uuid.uuid4()}").get_json()
    assert (seen["code"], seen["message"]) == (missing["code"], missing["message"])


def test_grave_matters_pass_by_the_window_the_county_and_the_city_handler(
    plant, complaints, sign_in
):
    complaint = plant("accepted", category="GIFT")
    assert complaint.handler_path == "210000/"
    for name in ["li", "zhou", "feng", *NOTHING]:
        browser = sign_in(getattr(complaints.cast, name))
        sees_nothing(browser, complaint, name)
    for name in ["chen", "zhao", "chu", "wu"]:  # the city stands above the county
        browser = sign_in(getattr(complaints.cast, name))
        assert browser.get(f"/complaints/{complaint.id}").status_code == 200


def test_grave_matters_of_a_city_hall_pass_by_the_city(plant, complaints, sign_in):
    complaint = plant("accepted", window="city_hall", category="RETALIATION")
    for name in ["wang", "wu", "feng"]:
        browser = sign_in(getattr(complaints.cast, name))
        assert browser.get(f"/complaints/{complaint.id}").status_code == 404


def test_the_handler_of_the_unit_complained_of_reads_no_words(plant, complaints, sign_in):
    complaint = plant("accepted", window="city_hall")
    browser = sign_in(complaints.cast.feng)  # sits in the city that owns the hall
    page = browser.get(f"/complaints/{complaint.id}").get_data(as_text=True)
    assert SUMMARY in page
    assert "金丝雀" not in page
    with pytest.raises(Problem) as caught:
        complaints.conclude(complaint, by=complaints.cast.feng)
    assert caught.value.status == 404


def test_a_second_role_in_the_unit_shuts_the_first_out(plant, complaints, sign_in, database):
    """陈行风 handles for the province; let him also head the hall that is complained of."""
    complaint = plant("accepted", window="city_hall")
    with database.transaction() as session:
        hall = complaints.cast.window["city_hall"]
        session.add(Grant(account_id=complaints.cast.chen.id, role=Role.HEAD, window_id=hall.id))
    page = sign_in(complaints.cast.chen).get(f"/complaints/{complaint.id}")
    assert "金丝雀" not in page.get_data(as_text=True)
    with pytest.raises(Problem) as caught:
        complaints.reveal(complaint, by=complaints.cast.chen)
    assert caught.value.status == 404


@pytest.mark.parametrize("name", WHOLE)
def test_the_contact_opens_for_a_reason_that_is_kept(plant, complaints, name):
    complaint = plant("received")
    person = getattr(complaints.cast, name)
    assert complaints.reveal(complaint, by=person, reason="需要核对办理日期") == CONTACT
    (act,) = complaints.read(AuditEvent, AuditEvent.action == "reveal_contact")
    assert (act.actor_id, act.reason, act.details) == (person.id, "需要核对办理日期", None)


@pytest.mark.parametrize("name", SUMMARISED + NOTHING)
def test_the_contact_opens_for_nobody_else(plant, complaints, name):
    complaint = plant("accepted")
    with pytest.raises(Problem) as caught:
        complaints.reveal(complaint, by=getattr(complaints.cast, name))
    assert caught.value.status == 404
    assert complaints.read(AuditEvent, AuditEvent.action == "reveal_contact") == []


def test_an_anonymous_complaint_has_nothing_to_open(complaints):
    complaint = complaints.file()
    with pytest.raises(Problem) as caught:
        complaints.reveal(complaint, by=complaints.cast.chen)
    assert caught.value.status == 404


def rate(database, complaints, window, times):
    """Store ratings of a window on the day of the story."""
    with database.transaction() as session:
        version = session.query(FormVersion).first()
        for _ in range(times):
            session.add(
                Rating(
                    client_key=uuid.uuid4(),
                    body_hash=b"h" * 32,
                    window_id=complaints.cast.window[window].id,
                    code=complaints.code(window),
                    form_version_id=version.id,
                    level=5,
                    reasons=[],
                    grade=Grade.LOOSE,
                    day=date(2026, 11, 24),
                    received_at=NOW,
                    receipt=uuid.uuid4().bytes * 2,
                )
            )


@pytest.mark.parametrize(("ratings", "received"), [(4, "2026-11"), (5, "2026-11-24")])
def test_a_quiet_day_is_told_by_its_month(plant, complaints, sign_in, database, ratings, received):
    complaint = plant("accepted")
    rate(database, complaints, "county_hall", ratings)
    browser = sign_in(complaints.cast.li)
    answer = browser.get(f"/api/v1/complaints/summaries/{complaint.id}").get_json()
    assert answer["received"] == received
    page = browser.get(f"/complaints/{complaint.id}").get_data(as_text=True)
    assert f"<dd>{received}</dd>" in page
    assert "15:00" not in page  # the clock when it came in


def test_praise_is_read_by_the_window_and_those_above_it(complaints, sign_in):
    complaints.file(
        "county_hall", kind=ComplaintKind.PRAISE, text="真有耐心", category=None, occurred_on=None
    )
    for name, sees in {"li": True, "zhou": True, "wu": True, "wang": False, "zheng": False}.items():
        browser = sign_in(getattr(complaints.cast, name))
        page = browser.get("/complaints/praises").get_data(as_text=True)
        assert ("真有耐心" in page) is sees, name


def test_a_praise_is_no_case(complaints, sign_in):
    praise = complaints.file(kind=ComplaintKind.PRAISE, category=None, occurred_on=None)
    assert sign_in(complaints.cast.chen).get(f"/complaints/{praise.id}").status_code == 404


def test_a_photo_stays_in_no_cache_and_can_be_gone(plant, complaints, sign_in, database):
    complaint, handler = plant("received"), sign_in(complaints.cast.feng)
    answer = handler.get(f"/complaints/{complaint.id}/photos/1")
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert handler.get(f"/complaints/{complaint.id}/photos/2").status_code == 404
    database.blobs.delete(complaints.read(ComplaintPhoto)[0].sha256)  # its time was up
    assert handler.get(f"/complaints/{complaint.id}/photos/1").status_code == 404
