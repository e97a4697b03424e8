"""Plans on the pages and by the API: what the office clicks, what an inspector sees, commands."""

import json
import re
from datetime import timedelta

import pytest

from service.core import clock
from surveys.plans.models import PlanState
from tests.plans.conftest import AFTER, DRAFTED, DRAWN, DURING, LOTTERY


@pytest.fixture
def form(plans, csrf_token):
    """Give a browser's form: the CSRF token and what was typed."""

    def typed(browser, **fields):
        return {"csrf_token": csrf_token(browser), **fields}

    return typed


def drafted(plans, **changes):
    given = {**plans.given(), "amount": 50, "is_share": "true", **changes}
    plain = {name: value for name, value in given.items() if value not in ([], None)}
    return {
        name: str(v) if not isinstance(v, list) else list(map(str, v)) for name, v in plain.items()
    }


def test_the_office_plans_from_the_draft_to_the_draw_on_pages(plans, sign_in, form):
    zhao, qian = sign_in(plans.cast.zhao), sign_in(plans.cast.qian)
    assert "何督查" in zhao.get("/plans/new").get_data(as_text=True)
    sent = zhao.post("/plans/new", data=form(zhao, **drafted(plans)))
    assert sent.status_code == 303
    page = sent.location
    assert "自己起草的计划" in zhao.get(page).get_data(as_text=True)
    assert zhao.post(f"{page}/approve", data=form(zhao, version=1)).status_code == 403
    assert qian.post(f"{page}/approve", data=form(qian, version=1)).status_code == 303
    early = zhao.post(f"{page}/draw", data=form(zhao, version=2, public_value=LOTTERY))
    assert early.status_code == 409
    assert "公开值公布以后" in early.get_data(as_text=True)
    with clock.at(DRAWN):
        zhao = sign_in(plans.cast.zhao)
        drawn = zhao.post(f"{page}/draw", data=form(zhao, version=2, public_value=LOTTERY))
        assert drawn.status_code == 303
        text = zhao.get(page).get_data(as_text=True)
    assert "覆盖情况" in text
    assert LOTTERY in text
    assert "督查" in text


def test_a_draft_that_does_not_fit_comes_back_as_typed(plans, sign_in, form):
    zhao = sign_in(plans.cast.zhao)
    wrong = drafted(plans, ends_on="2026-11-01", public_on="2026-12-24")
    page = zhao.post("/plans/new", data=form(zhao, **wrong))
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "检查期从一天到一年。" in text
    assert "公开值要在检查开始以前公布。" in text
    assert "十二月例行抽查" in text


def test_a_program_plans_by_the_api(plans, sign_in, csrf_token):
    zhao, qian = sign_in(plans.cast.zhao), sign_in(plans.cast.qian)
    given = json.loads(json.dumps(plans.given(), default=str))
    made = zhao.post("/api/v1/plans", json=given, headers={"X-CSRFToken": csrf_token(zhao)})
    assert made.status_code == 201
    address = f"/api/v1/plans/{made.get_json()['id']}"
    etag = {"If-Match": zhao.get(address).headers["ETag"], "X-CSRFToken": csrf_token(qian)}
    approved = qian.put(f"{address}/approval", json={}, headers=etag)
    assert approved.get_json()["state"] == PlanState.APPROVED
    assert qian.put(f"{address}/approval", json={}, headers=etag).status_code == 412
    seen = zhao.get(address).get_json()
    assert seen["commitment"] == approved.get_json()["commitment"]
    assert seen["coverage"][-1]["planned"] == 0
    assert "secret" not in seen


def test_an_inspector_finds_the_task_and_the_way_to_the_checklist(plans, sign_in, form):
    plan = plans.drawn(second_share=0, inspectors=[plans.he.id])
    task = plans.tasks(plan)[0]
    with clock.at(DURING):
        he = sign_in(plans.he)
        text = he.get("/tasks").get_data(as_text=True)
        assert task.window.full_name in he.get("/visits/phone/").get_data(as_text=True)
        assert f"/visits/new?window={task.window_id}" in text
        said = form(he, version=1, cause="turned_away", note="保安不让进，要先预约。")
        assert he.post(f"/tasks/{task.id}/decline", data=said).status_code == 303
        assert "已说明不能完成" in he.get("/tasks").get_data(as_text=True)
        zhao = sign_in(plans.cast.zhao)
        assert "窗口拒绝检查" in zhao.get(f"/plans/{plan.id}").get_data(as_text=True)


def test_the_office_takes_a_task_back_on_the_page(plans, sign_in, form):
    plan = plans.drawn()
    task = plans.tasks(plan)[0]
    with clock.at(DURING):
        zhao = sign_in(plans.cast.zhao)
        page = f"/tasks/{task.id}/withdraw"
        assert task.window.full_name in zhao.get(page).get_data(as_text=True)
        assert zhao.post(page, data=form(zhao, version=1, note="短")).status_code == 422
        back = form(zhao, version=1, note="该窗口临时搬迁。")
        assert zhao.post(page, data=back).status_code == 303
        assert "已撤回" in zhao.get(f"/plans/{plan.id}").get_data(as_text=True)


def closed(plans):
    plan = plans.drawn(second_share=100)
    for task in plans.tasks(plan):
        plans.disclose(plans.carry_out(task).id, now=AFTER)
    return plans.close(plan)


def test_once_closed_anyone_repeats_the_draw_from_the_public_file(app, plans, client, tmp_path):
    plan = plans.drawn()
    address = f"/api/v1/plan-draws/{plan.id}"
    with clock.at(AFTER + timedelta(days=1)):
        assert client.get(address).status_code == 404
        plan = closed(plans)
        address = f"/api/v1/plan-draws/{plan.id}"
        said = client.get(address).get_json()
        assert address in client.get("/seals").get_data(as_text=True)
    text = json.dumps(said)
    assert not [who for who in (plans.he, plans.shi, plans.cast.sun) if str(who.id) in text]
    file = tmp_path / "draw.json"
    file.write_text(text)
    run = app.test_cli_runner().invoke
    assert "the draw is right" in run(args=["plans", "redraw", str(file)]).output
    file.write_text(json.dumps({**said, "taken": said["taken"][1:]}))
    assert run(args=["plans", "redraw", str(file)]).exit_code == 1
    assert run(args=["plans", "redraw", str(plan.id)]).exit_code == 0


def test_the_house_repeats_who_was_sent_and_notices_a_change(app, plans):
    plan = plans.drawn()
    run = app.test_cli_runner().invoke
    assert run(args=["plans", "redraw", str(plan.id)]).exit_code == 0
    with plans.database.transaction() as session:
        task = session.get(type(plans.tasks(plan)[0]), plans.tasks(plan)[0].id)
        others = {plans.he.id, plans.shi.id, plans.cast.sun.id}
        taken = {t.inspector_id for t in plans.tasks(plan) if t.window_id == task.window_id}
        task.inspector_id = min(others - taken)
    result = run(args=["plans", "redraw", str(plan.id)])
    assert (result.exit_code, "pairs: differs" in result.output) == (1, True)
    assert run(args=["plans", "redraw", "nothing"]).exit_code == 1


def test_a_proof_is_checked_offline(app, plans, sign_in, tmp_path):
    closed(plans)
    with clock.at(AFTER + timedelta(days=1)):
        zhao = sign_in(plans.cast.zhao)
        visit = zhao.get("/api/v1/visits").get_json()[0]
        proof = zhao.get(f"/api/v1/visits/{visit['id']}/plan-proof").get_json()
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))
    run = app.test_cli_runner().invoke
    assert run(args=["plans", "check", str(file), proof["seal"]]).exit_code == 0
    assert run(args=["plans", "check", str(file), "00" * 32]).exit_code == 1


def test_agreement_of_closed_plans_is_there_for_all_staff_and_severity_is_not(plans, sign_in):
    plan = closed(plans)
    with clock.at(AFTER):
        found = sign_in(plans.cast.wang).get("/api/v1/plans/agreement").get_json()
        assert {each["value"] for each in found if each["n"]} == {1.0}
        page = sign_in(plans.cast.wang).get("/visits/agreement").get_data(as_text=True)
        assert "AC1" in page
        own = sign_in(plans.cast.zhao).get(f"/plans/{plan.id}").get_data(as_text=True)
        auditor = sign_in(plans.cast.chu).get(f"/plans/{plan.id}").get_data(as_text=True)
    assert "宽严" in own
    assert "宽严" not in auditor


def test_how_often_a_window_is_checked_stands_on_one_page(plans, sign_in):
    plans.log(plans.sheet("changtu"), by=plans.he, now=DRAFTED)
    plans.drawn(scope="210100", second_share=0)
    with clock.at(DURING):
        zhao = sign_in(plans.cast.zhao)
        rows = zhao.get("/api/v1/plans/burden", query_string={"year": 2026}).get_json()
        page = zhao.get("/plans/burden").get_data(as_text=True)
    told = {row["window_name"]: (row["visits"], row["planned"]) for row in rows}
    assert told["昌图县社保大厅（演示）"] == (1, 0)
    assert told["新河湾社保经办大厅（演示）"] == (0, 1)
    assert "昌图县社保大厅（演示）" in page


def test_the_public_page_stays_small_and_has_no_script(client, plans):
    page = client.get("/seals").get_data(as_text=True)
    assert "<script" not in page
    assert len(re.findall(r"[0-9a-f]{64}", page)) == 31
