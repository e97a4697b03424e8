"""What a citizen or the window reads names nobody of the staff, whoever wrote it."""

import pytest

from service.core.private import OBJECTIONS, Kind
from service.core.problems import Problem
from service.windows.models import ServiceWindow
from surveys.complaints import clearing
from surveys.complaints.life import Elsewhere, Step
from surveys.visits import queries as visit_queries
from surveys.visits import reading
from tests.cast import csrf_of
from tests.complaints.conftest import at_now, complaints
from tests.low_ratings.conftest import low
from tests.originals.test_originals import HIDDEN, SAID, WHY
from tests.rectifications.conftest import rectifications
from tests.visits.answers import good_visit
from tests.visits.conftest import visits

__all__ = ["at_now", "complaints", "low", "rectifications", "visits"]

#: 王某某 heads the city hall, 王窗长 has its account
NAMING = "经查，王窗长当时在里间接电话，已经谈话提醒。"

pytestmark = pytest.mark.usefixtures("at_now")


def refused(act, *args, field, **values):
    with pytest.raises(Problem) as caught:
        act(*args, **{field: NAMING}, **values)
    assert caught.value.fields == {field: [OBJECTIONS[Kind.STAFF_NAME]]}


def test_the_office_names_nobody_to_the_citizen_of_a_complaint(complaints, cast):
    filed = complaints.file()
    refused(complaints.decline, filed, field="reason")
    sent = {"by": cast.chen, "to": Elsewhere.HOTLINE}
    refused(complaints.does, Step.TRANSFER, filed, field="reason", **sent)
    accepted = complaints.accept(filed)
    refused(complaints.does, Step.SUSPEND, accepted, field="reason", by=cast.chen)
    refused(complaints.answer, accepted, field="reply")
    verified = complaints.verify(accepted)
    refused(complaints.conclude, verified, field="measures")
    refused(complaints.conclude, verified, field="outcome")


def test_a_clearing_note_names_whom_it_clears_in_its_own_field_alone(complaints, cast, database):
    closed = complaints.close(complaints.accept(complaints.file()), finding="unfounded")
    with database.transaction() as session:
        asked = {"actor": complaints.actor(cast.chen), "complaint_id": closed.id}
        with pytest.raises(Problem) as caught:
            clearing.issue_clearing(
                session, person="王窗长", text=NAMING, now=closed.closed_at, **asked
            )
    assert caught.value.fields == {"text": [OBJECTIONS[Kind.STAFF_NAME]]}


def test_the_window_names_nobody_about_a_low_rating(low):
    case = low.told()
    refused(low.verify, case, field="found")
    refused(low.appeal, case, field="statement")
    verified = low.verify(case)
    refused(low.settle, verified, field="answer")
    refused(low.decide, low.appeal(verified), field="reason")


def test_nobody_is_named_in_what_is_put_right(rectifications):
    refused(rectifications.open, field="issue")
    made = rectifications.open(systemic=True)
    refused(rectifications.act, "plan", made, by="wang", field="measures")
    refused(rectifications.act, "ask_extension", made, by="wang", field="reason")
    rectifications.act("plan", made, by="wang", measures="午间实行双人值班。")
    refused(rectifications.submit, made, field="proof")
    rectifications.submit(made)
    refused(rectifications.act, "return", made, by="feng", field="note")


def test_the_offices_own_landline_may_be_told(complaints):
    reason = "不属于窗口职责，请拨打 024-00001234。"
    assert complaints.decline(complaints.file(), reason=reason).stages[-1].note == reason


def test_the_facts_are_masked_and_open_with_a_reason(complaints, cast, sign_in):
    facts = "监控里王窗长当时不在柜台，回电 13800001234 的人也这样说。"
    verified = complaints.verify(complaints.accept(complaints.file(text=SAID)), facts=facts)
    chen = sign_in(cast.chen)
    page = chen.get(f"/complaints/{verified.id}").get_data(as_text=True)
    hidden = "监控里〔工作人员姓名〕当时不在柜台，回电 〔手机号〕 的人也这样说。"
    assert hidden in page
    assert "王窗长当时" not in page
    case = chen.get(f"/api/v1/complaints/{verified.id}").get_json()
    assert (case["facts"], case["matter"]) == (hidden, HIDDEN)
    address = f"/complaints/{verified.id}/original"
    token = csrf_of(chen.get(address))
    opened = chen.post(address, data={"csrf_token": token, "reason": WHY})
    assert facts in opened.get_data(as_text=True)


def test_the_window_reads_an_inspectors_notes_without_names(visits, cast, database):
    answers = good_visit(kind=cast.window["city_hall"].kind)
    answers["A2"] = {**answers["A2"], "note": "王窗长当时在里间接电话。"}
    visit, _ = visits.log(visits.sheet(answers=answers))
    visits.disclose(visit.id)
    assert noted(visits, database, visit.id, cast.wang) == ["〔工作人员姓名〕当时在里间接电话。"]
    assert noted(visits, database, visit.id, cast.zhao) == ["王窗长当时在里间接电话。"]


def noted(visits, database, visit_id, account):
    with database.reading() as session:
        actor = visits.actor(account)
        seen = reading.seen_by(session, actor, visit_queries.get_visible(session, actor, visit_id))
        answers = [line.answer or {} for line in seen["lines"]]
        return [each["note"] for each in answers if each.get("note")]


def test_names_are_hidden_of_both_windows_when_one_took_over_the_other(
    complaints, cast, database, sign_in
):
    filed = complaints.file(
        window="county_hall", text="李窗长不理人，换了王窗长还是不理人，等了一天。"
    )
    with database.transaction() as session:
        merged = session.get(ServiceWindow, cast.window["county_hall"].id)
        merged.merged_into_id = cast.window["city_hall"].id
    case = sign_in(cast.chen).get(f"/api/v1/complaints/{filed.id}").get_json()
    hidden = "〔工作人员姓名〕不理人，换了〔工作人员姓名〕还是不理人，等了一天。"
    assert case["matter"] == hidden
