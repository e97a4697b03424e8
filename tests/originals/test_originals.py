"""Offices read words with numbers and names hidden; the original opens for a written reason."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from service.core.audit import AuditEvent
from service.core.private import OBJECTIONS, Kind
from surveys.complaints import queries
from surveys.conversations import operations as conversations
from surveys.conversations.operations import Said
from surveys.ratings.models import Rating
from tests.cast import csrf_of
from tests.complaints.conftest import NOW, at_now, complaints
from tests.rollups.raw import raw

__all__ = ["at_now", "complaints", "raw"]

SAID = "三号柜台王某某态度差，我的手机一三八 ００００ 1234，车牌辽A·12345。"
HIDDEN = "三号柜台〔工作人员姓名〕态度差，我的手机〔手机号〕，车牌〔车牌号〕。"
WHY = "需要核对车牌"
MONDAY = date(2026, 11, 2)

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def case(complaints):
    return complaints.file(text=SAID)


def test_the_handler_reads_a_case_masked_and_opens_it_with_a_reason(
    cast, complaints, case, sign_in
):
    chen = sign_in(cast.chen)
    page = chen.get(f"/complaints/{case.id}").get_data(as_text=True)
    assert HIDDEN in page
    assert "王某某" not in page
    assert chen.get(f"/api/v1/complaints/{case.id}").get_json()["matter"] == HIDDEN

    asked = chen.get(f"/complaints/{case.id}/original")
    assert SAID not in asked.get_data(as_text=True)
    opened = chen.post(
        f"/complaints/{case.id}/original", data={"csrf_token": csrf_of(asked), "reason": WHY}
    )
    assert SAID in opened.get_data(as_text=True)
    (event,) = complaints.read(AuditEvent, AuditEvent.action == "reveal_words")
    assert (event.actor_id, event.reason, event.subject_id) == (cast.chen.id, WHY, str(case.id))


def test_without_a_reason_nothing_opens_and_nothing_is_recorded(cast, complaints, case, sign_in):
    chen = sign_in(cast.chen)
    page = chen.get(f"/complaints/{case.id}/original")
    refused = chen.post(
        f"/complaints/{case.id}/original", data={"csrf_token": csrf_of(page), "reason": " "}
    )
    assert refused.status_code == 422
    assert SAID not in refused.get_data(as_text=True)
    assert complaints.read(AuditEvent, AuditEvent.action == "reveal_words") == []


@pytest.mark.parametrize("name", ["wang", "zhao", "chu", "wu", "zhou", "feng"])
def test_whoever_does_not_handle_the_case_opens_nothing(app, cast, database, case, name):
    browser = cast.browser(app, database, getattr(cast, name))
    assert browser.get(f"/complaints/{case.id}/original").status_code == 404


def test_messages_are_masked_and_open_with_the_case(database, cast, case, sign_in):
    with database.transaction() as session:
        said = Said(uuid.uuid4(), "再打我138 0000 1234")
        complaint = queries.by_receipt(session, case.receipt)
        conversations.write_to_office(session, complaint=complaint, said=said, now=NOW)
    chen = sign_in(cast.chen)
    (message,) = chen.get(f"/api/v1/complaints/{case.id}/messages").get_json()
    assert message["text"] == "再打我〔手机号〕"
    page = chen.get(f"/complaints/{case.id}/messages").get_data(as_text=True)
    assert "138 0000 1234" not in page
    opened = chen.post(
        f"/api/v1/complaints/{case.id}/original",
        json={"reason": WHY},
        headers={"X-CSRFToken": csrf_of(chen.get(f"/complaints/{case.id}/original"))},
    )
    assert opened.get_json() == {"words": [SAID, "再打我138 0000 1234"], "facts": ""}


@pytest.fixture
def comments(database, cast, raw):
    """A week in which five people rated and one wrote."""
    with database.transaction() as session:
        rows = [raw.rating(2, day=MONDAY, comment=SAID)]
        rows += [raw.rating(5, day=MONDAY) for _ in range(4)]
        session.execute(insert(Rating), rows)
    return cast.window["city_hall"].id


def test_comments_are_masked_for_everybody(cast, comments, sign_in):
    for account in (cast.wang, cast.zhao, cast.chu):
        browser = sign_in(account)
        (told,) = browser.get(f"/api/v1/windows/{comments}/comments").get_json()
        assert told["text"] == HIDDEN
        page = browser.get(f"/desk?window={comments}").get_data(as_text=True)
        assert HIDDEN in page
        assert "辽A·12345" not in page


def test_the_province_opens_a_released_week_with_a_reason(cast, complaints, comments, sign_in):
    zhao = sign_in(cast.zhao)
    address = f"/windows/{comments}/comments/original"
    page = zhao.get(f"{address}?first_day={MONDAY}")
    typed = {"csrf_token": csrf_of(page), "reason": WHY}
    opened = zhao.post(address, data={**typed, "first_day": str(MONDAY)})
    assert SAID in opened.get_data(as_text=True)
    (event,) = complaints.read(AuditEvent, AuditEvent.action == "reveal_words")
    assert event.details == {"first_day": str(MONDAY)}
    unknown = zhao.post(address, data={**typed, "first_day": str(MONDAY + timedelta(days=7))})
    assert unknown.status_code == 404


def test_the_window_opens_no_comments(cast, comments, sign_in):
    assert sign_in(cast.wang).get(f"/windows/{comments}/comments/original").status_code == 404


def test_what_offices_write_may_not_give_anybody_away(cast, complaints, case, sign_in):
    chen = sign_in(cast.chen)
    page = chen.get(f"/complaints/{case.id}")
    typed = {"csrf_token": csrf_of(page), "version": case.version}
    for redacted, kind in [
        ("有群众反映王 某某态度差", Kind.STAFF_NAME),
        ("请回电13800001234", Kind.MOBILE),
        ("群众车牌辽A12345", Kind.PLATE),
    ]:
        answer = chen.post(f"/complaints/{case.id}/accept", data={**typed, "redacted": redacted})
        assert answer.status_code == 422
        assert OBJECTIONS[kind] in answer.get_data(as_text=True)
