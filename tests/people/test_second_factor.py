"""The second factor: set up, asked for, lost and replaced."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.crypto import SealError
from service.people import factors
from service.people.models import Account, RecoveryCode
from tests.cast import csrf_of

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def code_now(secret=SECRET):
    return factors.code_at(secret, int(clock.now().timestamp()) // 30)


@pytest.fixture
def enrol(sign_in):
    """Set a member of the cast's second factor up; return the browser and the recovery codes."""

    def enrolled(account, secret=SECRET, **further):
        browser = sign_in(account)
        token = csrf_of(browser.get("/account/second-factor"))
        form = {"csrf_token": token, "secret": secret, "code": code_now(secret), **further}
        page = browser.post("/account/second-factor", data=form).get_data(as_text=True)
        return browser, [line for line in page.split("code>") if line.count("-") == 2]

    return enrolled


def codes_of(found):
    return [line.removesuffix("</") for line in found]


def test_once_set_up_the_password_alone_is_not_enough(cast, enrol, enter):
    start = clock.now()
    with clock.at(start):
        _, recovery = enrol(cast.zhao)
    assert len(recovery) == 10
    with clock.at(start + timedelta(minutes=2)):
        assert enter("zhao").status_code == 401
        assert enter("zhao", code="000000").status_code == 401
        assert enter("zhao", code=code_now()).status_code == 303


def test_a_code_works_once(cast, enrol, enter):
    start = clock.now()
    with clock.at(start):
        enrol(cast.zhao)
        assert enter("zhao", code=code_now()).status_code == 401  # it was used to set up
    with clock.at(start + timedelta(minutes=2)):
        code = code_now()
        assert enter("zhao", code=code).status_code == 303
        assert enter("zhao", code=code).status_code == 401


def test_a_wrong_password_does_not_use_a_code_up(cast, enrol, enter):
    start = clock.now()
    with clock.at(start):
        enrol(cast.zhao)
    with clock.at(start + timedelta(minutes=2)):
        code = code_now()
        assert enter("zhao", "wrong", code=code).status_code == 401
        assert enter("zhao", code=f"{code[:3]} {code[3:]}").status_code == 303


def test_a_recovery_code_lets_in_once_in_any_spelling(cast, enrol, enter):
    _, found = enrol(cast.zhao)
    first, second, *_ = codes_of(found)
    assert enter("zhao", code=first.lower().replace("-", " ")).status_code == 303
    assert enter("zhao", code=first).status_code == 401
    assert enter("zhao", code=second).status_code == 303


def test_a_recovery_code_belongs_to_one_person(cast, enrol, enter):
    _, found = enrol(cast.zhao)
    enrol(cast.qian)
    assert enter("qian", code=codes_of(found)[0]).status_code == 401


def test_a_wrong_code_keeps_the_same_picture(cast, sign_in, database):
    browser = sign_in(cast.zhao)
    page = browser.get("/account/second-factor")
    form = {"csrf_token": csrf_of(page), "secret": SECRET, "code": "000000"}
    answer = browser.post("/account/second-factor", data=form)
    assert answer.status_code == 422
    assert f'value="{SECRET}"' in answer.get_data(as_text=True)
    assert "动态验证码不正确" in answer.get_data(as_text=True)
    with database.reading() as session:
        assert session.get(Account, cast.zhao.id).totp_secret is None


@pytest.mark.parametrize("secret", ["", "short", "1" * 32, "a" * 32, "A" * 33])
def test_a_made_up_secret_is_refused(cast, sign_in, secret):
    browser = sign_in(cast.zhao)
    token = csrf_of(browser.get("/account/second-factor"))
    form = {"csrf_token": token, "secret": secret, "code": "123456"}
    assert browser.post("/account/second-factor", data=form).status_code == 422


def test_replacing_it_needs_the_old_one(cast, enrol, enter, database):
    start, other = clock.now(), factors.new_secret()
    with clock.at(start):
        _, old = enrol(cast.zhao)
    with clock.at(start + timedelta(minutes=2)):
        assert enrol(cast.zhao, other)[1] == []
        _, new = enrol(cast.zhao, other, current=code_now())
        assert len(new) == 10
        assert not set(old) & set(new)
    with clock.at(start + timedelta(minutes=4)):
        assert enter("zhao", code=code_now()).status_code == 401
        assert enter("zhao", code=codes_of(old)[0]).status_code == 401
        assert enter("zhao", code=code_now(other)).status_code == 303
    with database.reading() as session:
        assert len(session.scalars(select(RecoveryCode)).all()) == 10


def test_the_secret_is_sealed_and_bound_to_its_account(cast, enrol, database):
    enrol(cast.zhao)
    with database.reading() as session:
        sealed = session.get(Account, cast.zhao.id).totp_secret
    assert SECRET.encode() not in sealed
    place = f"account:totp_secret:{cast.zhao.id}"
    assert database.keys.open(sealed, place=place) == SECRET
    with pytest.raises(SealError):
        database.keys.open(sealed, place=f"account:totp_secret:{cast.qian.id}")


def test_where_it_is_demanded_staff_set_it_up_before_anything_else(cast, strict, sign_in):
    for name in ("sun", "zhou", "wu", "feng", "zhao", "chu", "wei"):
        browser = sign_in(getattr(cast, name))
        for path in ("/windows", "/account", "/", "/accounts"):
            answer = browser.get(path)
            if answer.status_code != 404 and path != "/":
                assert answer.location == "/account/second-factor", (name, path)
        assert browser.get("/api/v1/windows").json["code"] == "not_ready"
        assert browser.get("/account/second-factor").status_code == 200
        token = csrf_of(browser.get("/account/second-factor"))
        answer = browser.post("/windows/new", data={"csrf_token": token})
        assert answer.status_code in {303, 404}


def test_a_window_head_may_do_without(cast, strict, sign_in):
    assert sign_in(cast.wang).get("/windows").status_code == 200


def test_once_it_is_set_up_the_way_is_free(cast, strict, enrol):
    browser, _ = enrol(cast.zhao)
    assert browser.get("/windows").status_code == 200


def test_whoever_is_held_up_can_still_leave(cast, strict, sign_in):
    browser = sign_in(cast.zhao)
    token = csrf_of(browser.get("/account/second-factor"))
    assert browser.post("/sign-out", data={"csrf_token": token}).location == "/sign-in"
