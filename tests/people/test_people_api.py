"""Accounts for programs: the same acts, the same answers."""

import json
from datetime import timedelta

import pytest

from service.core import clock
from tests.cast import PASSWORD, csrf_of

NEW = "窗外的云一朵一朵往北走着"


@pytest.fixture
def program(sign_in):
    """Call the API as a member of the cast, by cookie and with the mark of our pages."""

    def made(account):
        browser = sign_in(account)
        headers = {"X-CSRFToken": csrf_of(browser.get("/account"))}

        def call(method, path, body=None):
            return browser.open(f"/api/v1{path}", method=method, json=body, headers=headers)

        return call

    return made


def test_invite_promote_demote_shut_out_and_back(cast, program, enter):
    call = program(cast.zhao)
    invitation = {
        "username": "han",
        "display_name": "韩县审",
        "role": "county_reviewer",
        "place": "210181",
    }
    made = call("POST", "/accounts", invitation)
    assert made.status_code == 201
    password, account = made.json["password"], f"/accounts/{made.json['account']['id']}"
    assert "password" not in call("GET", account).json
    assert call("POST", "/accounts", invitation).json["fields"] == {
        "username": ["这个用户名已经有人使用。"]
    }
    more = call("POST", f"{account}/grants", {"role": "county_reviewer", "place": "211224"})
    assert {grant["place"] for grant in more.json["grants"]} == {"210181", "211224"}
    first, second = (grant["id"] for grant in more.json["grants"])
    assert call("DELETE", f"{account}/grants/{first}").status_code == 204
    assert call("DELETE", f"{account}/grants/{second}").json["code"] == "last_role"
    assert call("POST", f"{account}/disable").json["disabled_at"]
    assert enter("han", password).status_code == 401
    assert call("POST", f"{account}/enable").json["disabled_at"] is None
    fresh = call("POST", f"{account}/reset-password").json["password"]
    assert enter("han", password).status_code == 401
    assert enter("han", fresh).status_code == 303
    assert call("POST", f"{account}/reset-factor").json["has_second_factor"] is False
    assert call("POST", f"/accounts/{cast.zhao.id}/disable").json["code"] == "own_account"


def test_accounts_come_in_pages(cast, program):
    answer = program(cast.chu)("GET", "/accounts?page_size=5&page=2")
    assert json.loads(answer.headers["X-Pagination"])["total"] == 12
    assert len(answer.json) == 5
    assert not {"password_hash", "totp_secret"} & answer.json[0].keys()


def test_password_tokens_and_log_ins(cast, program, enter, client):
    call = program(cast.wang)
    assert call("POST", "/me/password", {"current_password": PASSWORD, "password": "短"}).json[
        "fields"
    ] == {"password": ["密码至少 12 个字符。"]}
    body = {"current_password": PASSWORD, "password": f" {NEW} "}
    assert call("POST", "/me/password", body).status_code == 204
    assert enter("wang", NEW).status_code == 303  # space around it was never meant
    log_ins = call("GET", "/log-ins").json
    assert sorted(one["is_this"] for one in log_ins) == [False, True]
    assert call("DELETE", "/log-ins").status_code == 204
    assert client.get("/account").status_code == 302
    day = (clock.today() + timedelta(days=3)).isoformat()
    wanted = {"name": "大屏", "expires_on": day, "current_password": NEW}
    made = call("POST", "/tokens", wanted)
    assert made.json["secret"].startswith("mc_")
    assert "secret" not in call("GET", "/tokens").json[0]
    assert call("DELETE", f"/tokens/{made.json['token']['id']}").status_code == 204
    assert call("GET", "/tokens").json == []
    this = next(one["id"] for one in call("GET", "/log-ins").json if one["is_this"])
    assert call("DELETE", f"/log-ins/{this}").status_code == 204
    assert call("GET", "/me").status_code == 401


def test_the_audit_is_read_by_act_and_day(cast, program):
    call = program(cast.chu)
    program(cast.wei)("POST", f"/accounts/{cast.li.id}/disable")
    (line,) = call("GET", "/audit?action=disable_account").json
    assert (line["actor_id"], line["subject_id"]) == (str(cast.wei.id), str(cast.li.id))
    today = clock.today()
    assert call("GET", f"/audit?since={today}&until={today}").json
    assert call("GET", f"/audit?until={today - timedelta(days=1)}").json == []
    assert call("GET", "/audit?since=soon").status_code == 422
