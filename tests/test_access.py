"""Who may come in where: every endpoint is filed, and everybody else is told that there is none."""

import uuid

import pytest
from werkzeug.routing import AnyConverter, UUIDConverter

from service.core.access import ACCESS, Action, Role
from service.web.access import PUBLIC, gate_of, ungated
from tests.access_table import TABLE

SAMPLES = {"code": "ABCD2340", "sha256": "0" * 64}
STAFF = ["wang", "sun", "zhou", "wu", "feng", "zhao", "chu", "wei"]


def _endpoints(app):
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def _name(rule, method):
    return f"{method} {rule.endpoint}"


def test_every_endpoint_is_filed_under_its_audience(app):
    filed = {name: audience for audience, names in TABLE.items() for name in names}
    served = {}
    for rule, method in _endpoints(app):
        gate = gate_of(app, rule.endpoint, method)
        served[_name(rule, method)] = "everybody" if gate == PUBLIC else " | ".join(gate)
    assert served == filed, "file new endpoints in tests/access_table.py"


def test_every_action_says_which_roles_may_do_it():
    assert set(ACCESS) == set(Action)
    assert all(roles <= set(Role) for roles in ACCESS.values())


def _address(app, rule):
    values = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if isinstance(converter, UUIDConverter):
            values[name] = uuid.UUID(int=7)
        elif isinstance(converter, AnyConverter):
            values[name] = sorted(converter.items)[0]
        else:
            values[name] = SAMPLES.get(name, 1)
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def _knock(app, client, rule, method):
    return client.open(_address(app, rule), method=method, json={} if "api" in rule.rule else None)


def test_nobody_comes_in_without_signing_in(app, client, database):
    for rule, method in _endpoints(app):
        if gate_of(app, rule.endpoint, method) == PUBLIC:
            continue
        answer = _knock(app, client, rule, method)
        if rule.rule.startswith("/api/") or method != "GET":
            assert answer.status_code == 401, _name(rule, method)
        else:
            assert answer.status_code == 302, _name(rule, method)
            assert "/sign-in" in answer.location


@pytest.mark.parametrize("username", STAFF)
def test_what_a_role_may_not_do_does_not_exist_for_it(app, cast, sign_in, username):
    browser = sign_in(getattr(cast, username))
    role = {
        "wang": Role.HEAD,
        "sun": Role.INSPECTOR,
        "zhou": Role.COUNTY_REVIEWER,
        "wu": Role.CITY_REVIEWER,
        "feng": Role.HANDLER,
        "zhao": Role.PROVINCE,
        "chu": Role.AUDITOR,
        "wei": Role.ADMIN,
    }[username]
    for rule, method in _endpoints(app):
        gate = gate_of(app, rule.endpoint, method)
        if method != "GET" or gate == PUBLIC or any(role in ACCESS[action] for action in gate):
            continue
        answer = _knock(app, browser, rule, method)
        assert answer.status_code == 404, f"{role} at {_name(rule, method)}"


def test_missing_and_invisible_are_answered_alike(app, cast, sign_in):
    """A county hall that the city's head may not see, and one that is not there at all."""
    browser = sign_in(cast.wang)
    foreign = browser.get(f"/api/v1/windows/{cast.window['county_hall'].id}")
    missing = browser.get(f"/api/v1/windows/{uuid.uuid4()}")
    for answer in (foreign, missing):
        assert answer.status_code == 404
    assert foreign.get_json()["code"] == missing.get_json()["code"] == "not_found"
    assert foreign.get_json()["message"] == missing.get_json()["message"]


def test_the_program_does_not_start_with_an_endpoint_that_says_nothing(app):
    assert ungated(app) == []
