"""Before disclosure nobody who is checked learns anything: every endpoint, byte for byte.

Window heads, reviewers and strangers call everything while a plan is drawn and visits are logged;
then all of it is taken out of the database, and the same calls are made again.
"""

import difflib
import io
import re
import uuid
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import delete
from werkzeug.routing import AnyConverter

from service.core import clock
from service.core.audit import AuditEvent
from service.core.ledger import LedgerLeaf
from service.core.marks import Mark
from service.people.models import LogIn
from service.web.access import PUBLIC, gate_of
from service.web.security import limiter
from surveys.plans.models import Plan, PlanTask
from surveys.visits.models import Visit, VisitPhoto
from tests.cast import Cast
from tests.plans.conftest import DURING
from tests.visits.conftest import picture

#: those who are checked, and those above them who are not to know
WATCHERS = ("nobody", "wang", "zhou", "wu")
#: what is drawn anew for each page, and the one line a day that commits to something unreadable
FRESH = [
    (re.compile(r'(csrf_token" value=")[^"]+'), r"\1"),
    (re.compile(r"[0-9A-Z]{8}\.[0-9a-f]{32}\.[0-9a-f]+\.[\w-]+"), "a ticket"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "an id"),
    (re.compile(r"(request_id\W{1,4}|· )[0-9a-f]{16}"), r"\1"),
]
SEALED = {"seals.index", "plan_seals_api.Seals", "plan_seals_api.OneSeal"}
HASH = re.compile(r"\b[0-9a-f]{64}\b")
#: for the machine that watches the program, behind a token; and pages that show a new secret or
#: depend on the watcher's own earlier tries
LEFT_OUT = {"health.metrics", "static", "people.second_factor", "notices_api.send_test"}


def calls(app, ids):
    """Yield every endpoint and method with an address about what is secret."""
    plain = {"number": 1, "which": 1, "sha256": "0" * 64, "path": "x", "filename": "x", **ids}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
            if rule.endpoint in LEFT_OUT:
                continue
            values = {name: plain.get(name, uuid.UUID(int=7)) for name in rule.arguments}
            for name in rule.arguments:
                if isinstance(rule._converters[name], AnyConverter):
                    values[name] = sorted(rule._converters[name].items)[0]
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, values)


def heard(app, plans, ids):
    """Return what each watcher is answered, by endpoint; log-ins begin anew each time."""
    found = {}
    with app.app_context():
        limiter.reset()
    for who in WATCHERS:
        with plans.database.transaction() as session:
            session.execute(delete(LogIn))
        browser = _browser(app, plans, who)
        for endpoint, method, address in list(calls(app, ids)):
            if method != "GET" and gate_of(app, endpoint, method) == PUBLIC:
                continue  # what strangers may send is no question about plans
            json = {} if "/api/" in address else None
            headers = (
                {"X-CSRFToken": plans.token(browser)} if method != "GET" and who != "nobody" else {}
            )
            answer = browser.open(address, method=method, json=json, headers=headers)
            found[who, endpoint, method] = answer
            if endpoint.startswith("people.") and method != "GET":
                browser = _browser(app, plans, who)
    return found


def _browser(app, plans, who):
    if who == "nobody":
        return app.test_client()
    return Cast.browser(app, plans.database, getattr(plans.cast, who))


def told(endpoint, answer):
    """Return an answer without what is drawn anew: status, headers and body."""
    headers = [
        f"{k}: {v}"
        for k, v in answer.headers
        if k not in {"Set-Cookie", "ETag", "X-Request-ID", "Content-Length"}
    ]
    text = "\n".join([answer.status, *headers]) + plain(answer)
    for pattern, instead in FRESH:
        text = pattern.sub(instead, text)
    return HASH.sub("a hash", text) if endpoint in SEALED else text


def plain(answer):
    """Return a body as text; a spreadsheet unpacked, but for the moment at which it was made."""
    data = answer.get_data()
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = sorted(set(file.namelist()) - {"docProps/core.xml"})
        return "".join(file.read(name).decode("utf-8", "replace") for name in parts)


def changes(one, other):
    """Return the lines in which two answers differ."""
    found = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    return [line[:300] for line in found][2:]


@pytest.fixture
def secret(plans):
    """A plan that is drawn, a visit carried out, one half sent, one task withdrawn."""
    plan = plans.drawn()
    first, second, third, *_ = plans.tasks(plan)
    visits = [
        plans.carry_out(first),
        plans.carry_out(second, photos=[picture()]),
    ]
    plans.withdraw(third)
    return plan, first, visits


@pytest.mark.one_backend
@pytest.mark.timeout(600)
def test_who_is_checked_learns_nothing_from_any_endpoint(app, plans, secret, csrf_token):
    plans.token = csrf_token
    plan, task, visits = secret
    ids = {
        "plan_id": plan.id,
        "task_id": task.id,
        "visit_id": visits[0].id,
        "window_id": task.window_id,
        "code": plans.cast.post_code(),
        "day": "2026-11-27",
        "key": "rating",
        "channel": "email",
    }
    secrets = {str(each) for each in (plan.id, task.id, *(visit.id for visit in visits))}
    with clock.at(DURING + timedelta(days=1)):
        during = heard(app, plans, ids)
        forget(plans.database)
        without = heard(app, plans, ids)
    told_apart = {
        where: changes(told(where[1], answer), told(where[1], without[where]))
        for where, answer in during.items()
    }
    assert [f"{where}: {lines}" for where, lines in told_apart.items() if lines] == []
    for (who, endpoint, _), answer in during.items():
        text, asked = plain(answer), answer.request.path
        assert not [each for each in secrets if each in text and each not in asked], (who, endpoint)


def forget(database):
    """Take plans and visits out of the database, as if there had never been any."""
    with database.transaction() as session:
        for model in (VisitPhoto, Visit, PlanTask, Plan, LedgerLeaf, AuditEvent, Mark):
            session.execute(delete(model))


def test_the_list_of_seals_has_a_line_for_every_day_planned_or_not(client, plans, secret):
    with clock.at(DURING):
        lines = client.get("/api/v1/plan-seals").get_json()
        forget(plans.database)
        without = client.get("/api/v1/plan-seals").get_json()
    assert [line["day"] for line in lines] == [line["day"] for line in without]
    assert len({line["seal"] for line in lines}) == len(lines) == 31
    changed = [a["day"] for a, b in zip(lines, without, strict=True) if a != b]
    assert changed == ["2026-11-27", "2026-11-24"], "the days on which something was committed to"


def test_a_day_that_is_not_over_has_no_seal_yet(client, plans):
    with clock.at(DURING):
        assert client.get("/api/v1/plan-seals/2026-12-02").status_code == 404
        assert client.get("/api/v1/plan-seals/2026-12-01").status_code == 200
        assert client.get("/api/v1/plan-seals/tomorrow").status_code == 404


def test_an_inspector_reads_only_his_own_tasks_and_not_that_somebody_else_goes_too(plans, sign_in):
    plan = plans.drawn(second_share=100)
    with clock.at(DURING):
        for who in (plans.cast.sun, plans.he, plans.shi):
            mine = [t for t in plans.tasks(plan) if t.inspector_id == who.id]
            found = sign_in(who).get("/api/v1/plan-tasks").get_json()
            assert {each["task"]["id"] for each in found} == {str(task.id) for task in mine}
            assert all(set(each) == {"task", "outcome", "visit_id"} for each in found)
            page = sign_in(who).get("/tasks").get_data(as_text=True)
            names = {"孙督查", "何督查", "施督查"} - {who.display_name}
            assert not [name for name in names if name in page]


def test_every_look_at_a_plan_is_recorded_for_the_auditor(plans, sign_in):
    plan = plans.drawn()
    with clock.at(DURING):
        for browser in (sign_in(plans.cast.zhao), sign_in(plans.cast.chu)):
            for address in (f"/plans/{plan.id}", f"/api/v1/plans/{plan.id}", "/plans"):
                assert browser.get(address).status_code == 200
        looks = sign_in(plans.cast.chu).get(
            "/api/v1/audit", query_string={"action": "view_plan", "subject_id": str(plan.id)}
        )
    assert [each["actor_id"] for each in looks.get_json()] == [
        *[str(plans.cast.chu.id)] * 2,
        *[str(plans.cast.zhao.id)] * 2,
    ]


def test_a_proof_is_given_once_the_visit_is_disclosed_and_anyone_can_check_it(
    client, plans, secret, sign_in
):
    _, task, (visit, _) = secret
    names = {window.id: name for name, window in plans.cast.window.items()}
    address = f"/api/v1/visits/{visit.id}/plan-proof"
    with clock.at(DURING + timedelta(days=2)):
        reader = sign_in(plans.cast.zhao)
        assert reader.get(address).status_code == 404
        plans.disclose(visit.id, now=DURING + timedelta(days=1))
        proof = reader.get(address).get_json()
        assert plans.cast.window[names[task.window_id]].code in proof["leaf"]
        held = client.post("/api/v1/plan-seals/check", json=proof).get_json()
        assert held["holds"]
        bent = {**proof, "leaf": proof["leaf"].replace("2026-12-13", "2026-12-12")}
        assert not client.post("/api/v1/plan-seals/check", json=bent).get_json()["holds"]
        page = reader.get(f"/visits/{visit.id}/proof").get_data(as_text=True)
        assert proof["seal"] in page
        junk = {**proof, "leaf": "[]"}
        assert client.post("/api/v1/plan-seals/check", json=junk).status_code == 422


def test_the_public_page_checks_a_proof_without_a_script(client, plans, secret, sign_in):
    _, _, (visit, _) = secret
    with clock.at(DURING + timedelta(days=2)):
        plans.disclose(visit.id, now=DURING + timedelta(days=1))
        address = f"/api/v1/visits/{visit.id}/plan-proof"
        text = sign_in(plans.cast.zhao).get(address).get_data(as_text=True)
        good = client.post("/seals", data={"proof": text})
        assert "证明成立" in good.get_data(as_text=True)
        bad = client.post("/seals", data={"proof": text.replace("2026-12-13", "2026-12-12")})
        assert "证明不成立" in bad.get_data(as_text=True)
        assert client.post("/seals", data={"proof": "没有"}).status_code == 422
