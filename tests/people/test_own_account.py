"""What a person does with the own account: devices, password, tokens."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core import clock
from service.people import management, passwords
from service.people.models import Account, ApiToken
from tests.cast import PASSWORD, csrf_of

NEW = "窗外的云一朵一朵往北走着"


def post(browser, path, page="/account", **form):
    return browser.post(path, data={"csrf_token": csrf_of(browser.get(page)), **form})


def change(browser, **form):
    given = {"current_password": PASSWORD, "password": NEW, "again": NEW, **form}
    return post(browser, "/account/password", "/account/password", **given)


def test_devices_are_listed_and_ended_one_by_one(cast, app, enter):
    phone, desk = app.test_client(), app.test_client()
    enter("zhao", browser=phone)
    enter("zhao", browser=desk)
    page = desk.get("/account").get_data(as_text=True)
    (end,) = re.findall(r'action="(/account/log-ins/[0-9a-f-]{36}/end)"', page)
    assert post(desk, end).status_code == 303
    assert phone.get("/account").status_code == 302
    assert desk.get("/account").status_code == 200


def test_all_other_devices_are_ended_at_once(cast, sign_in):
    first, second, third = (sign_in(cast.zhao) for _ in range(3))
    post(first, "/account/log-ins/end-others")
    assert [b.get("/account").status_code for b in (first, second, third)] == [200, 302, 302]


def test_the_log_in_of_another_is_not_there(cast, sign_in):
    mine, other = sign_in(cast.wang), sign_in(cast.zhao)
    other_id = other.get("/api/v1/log-ins").json[0]["id"]
    assert post(mine, f"/account/log-ins/{other_id}/end").status_code == 404
    assert other.get("/account").status_code == 200


def test_a_new_password_ends_the_other_devices(cast, sign_in, enter):
    mine, lost = sign_in(cast.zhao), sign_in(cast.zhao)
    assert change(mine).status_code == 303
    assert mine.get("/account").status_code == 200
    assert lost.get("/account").status_code == 302
    assert enter("zhao").status_code == 401
    assert enter("zhao", NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"current_password": "wrong"}, "密码不正确。"),
        ({"again": "另一个"}, "两次填写的密码不一样。"),
        ({"password": "短", "again": "短"}, passwords.TOO_SHORT),
        (
            {"password": "沈阳的雪下了一夜还没有停", "again": "沈阳的雪下了一夜还没有停"},
            passwords.TOO_NEAR,
        ),
        (
            {"password": "赵省厅的第一个好密码啊啊", "again": "赵省厅的第一个好密码啊啊"},
            passwords.TOO_NEAR,
        ),
    ],
)
def test_a_password_that_does_not_fit_is_told_at_its_field(cast, sign_in, enter, form, said):
    answer = change(sign_in(cast.zhao), **form)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert enter("zhao").status_code == 303


def test_the_own_password_cannot_be_guessed_from_inside_either(cast, sign_in):
    browser = sign_in(cast.zhao)
    answers = [change(browser, current_password="wrong").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_an_initial_password_is_replaced_before_anything_else(cast, database, enter, client):
    password, password_hash = passwords.issue()
    with database.transaction() as session:
        management.add_account(
            session,
            now=clock.now(),
            username="han",
            display_name="韩窗长",
            password_hash=password_hash,
            role="head",
            place=cast.window["station"],
            initial_until=clock.now() + management.INITIAL,
        )
    enter("han", password)
    assert client.get("/windows").location == "/account/password"
    assert client.get("/api/v1/windows").json["code"] == "not_ready"
    assert change(client, current_password=password).status_code == 303
    assert client.get("/windows").status_code == 200
    assert enter("han", password).status_code == 401


def test_an_initial_password_does_not_wait_for_ever(cast, database, enter):
    with database.transaction() as session:
        session.get(Account, cast.zhao.id).initial_until = clock.now() + timedelta(days=7)
    with clock.at(clock.now() + timedelta(days=8)):
        assert enter("zhao").status_code == 401
    assert enter("zhao").status_code == 303


def make_token(browser, **form):
    day = (clock.today() + timedelta(days=30)).isoformat()
    given = {"name": "平台对接", "expires_on": day, "current_password": PASSWORD, **form}
    answer = post(browser, "/account/tokens", **given)
    found = re.search(r"mc_[\w-]+", answer.get_data(as_text=True))
    return answer, found and found[0]


def bearing(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_acts_as_its_account_until_it_ends(cast, app, sign_in, database):
    browser, machine = sign_in(cast.zhao), app.test_client()
    _, secret = make_token(browser)
    me = machine.get("/api/v1/me", headers=bearing(secret)).json
    assert me == {
        "id": str(cast.zhao.id),
        "name": "赵省厅",
        "grants": [{"role": "province", "path": "210000/"}],
    }
    assert secret not in browser.get("/account").get_data(as_text=True)
    with database.reading() as session:
        assert secret.encode() not in session.scalar(select(ApiToken.token_hash))
    with clock.at(clock.now() + timedelta(days=32)):
        assert machine.get("/api/v1/me", headers=bearing(secret)).status_code == 401
    (token,) = browser.get("/api/v1/tokens").json
    post(browser, f"/account/tokens/{token['id']}/end")
    assert machine.get("/api/v1/me", headers=bearing(secret)).status_code == 401


@pytest.mark.parametrize(
    "form",
    [
        {"name": ""},
        {"expires_on": "2020-01-01"},
        {"expires_on": "2099-01-01"},
        {"expires_on": "soon"},
        {"current_password": "wrong"},
    ],
)
def test_a_token_needs_a_name_a_near_end_and_the_password(cast, sign_in, form):
    answer, secret = make_token(sign_in(cast.zhao), **form)
    assert (answer.status_code, secret) == (422, None)


def test_a_token_cannot_breed_nor_change_the_password(cast, app, sign_in):
    _, secret = make_token(sign_in(cast.zhao))
    machine, day = app.test_client(), (clock.today() + timedelta(days=9)).isoformat()
    for path, body in (
        ("/api/v1/tokens", {"name": "x", "expires_on": day, "current_password": PASSWORD}),
        ("/api/v1/me/password", {"current_password": PASSWORD, "password": NEW}),
        ("/api/v1/me/second-factor", {"secret": "A" * 32, "code": "123456"}),
    ):
        answer = machine.post(path, json=body, headers=bearing(secret))
        assert (answer.status_code, answer.json["code"]) == (403, "sign_in_by_hand"), path
    assert machine.get("/api/v1/log-ins", headers=bearing(secret)).status_code == 403
    assert machine.get("/account", headers=bearing(secret)).status_code == 403


def test_the_token_of_another_is_not_there(cast, sign_in):
    other = sign_in(cast.zhao)
    make_token(other)
    token_id = other.get("/api/v1/tokens").json[0]["id"]
    assert post(sign_in(cast.wang), f"/account/tokens/{token_id}/end").status_code == 404
    assert len(other.get("/api/v1/tokens").json) == 1


def test_a_form_without_its_mark_changes_nothing(cast, sign_in):
    browser = sign_in(cast.zhao)
    for path in ("/sign-out", "/account/log-ins/end-others", "/account/tokens"):
        assert browser.post(path, data={}).status_code == 403
    assert browser.get("/account").status_code == 200
