"""Signing in and out, and what keeps others from doing so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from service.core import clock
from service.core.audit import AuditEvent
from service.core.db import Database
from service.core.problems import Problem
from service.people import operations, passwords
from service.people.models import Account, LogIn, SignInDelay
from tests.cast import HASH, csrf_of

WRONG = "用户名、密码或动态验证码不正确。"


def is_in(browser):
    return browser.get("/account").status_code == 200


def test_the_right_password_opens_the_door(cast, client, enter):
    answer = enter("zhao")
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)


def test_names_are_typed_in_many_ways(cast, client, enter):
    assert enter(" ZHAO ").status_code == 303


def test_one_is_led_back_to_where_one_wanted_to_go(cast, client, enter):
    first = client.get("/windows?kind=SI")
    assert first.location == "/sign-in?next=/windows?kind%3DSI"
    assert enter("zhao", next="/windows?kind=SI").location == "/windows?kind=SI"
    assert enter("zhao", next="https://evil.example/").location == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("zhao", "猜一猜"), ("nobody", "猜一猜"), ("zhao'--", "' or 1=1")]
)
def test_whatever_is_wrong_the_answer_is_the_same(cast, client, enter, username, password):
    answer = enter(username, password)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert WRONG in page
    assert password not in page
    assert not is_in(client)


def test_an_empty_form_is_told_what_is_missing(cast, enter):
    answer = enter("", "")
    assert answer.status_code == 422
    assert "这一项必须填写。" in answer.get_data(as_text=True)


def test_a_form_from_elsewhere_is_refused(cast, client):
    answer = client.post("/sign-in", data={"username": "zhao", "password": "x"})
    assert answer.status_code == 403
    assert not is_in(client)


def test_signing_in_begins_a_new_session(cast, client, enter):
    enter("zhao")
    with client.session_transaction() as cookie:
        old = cookie["log_in"]
        cookie["planted"] = "before"
    enter("wang")
    with client.session_transaction() as cookie:
        assert cookie["log_in"] != old
        assert "planted" not in cookie


def test_signing_out_ends_the_log_in_for_good(cast, client, enter, database):
    enter("zhao")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    token = csrf_of(client.get("/account"))
    assert client.post("/sign-out", data={"csrf_token": token}).location == "/sign-in"
    with client.session_transaction() as cookie:
        cookie.update(kept)  # a stolen cookie is worth nothing
    assert not is_in(client)


def test_a_log_in_ends_after_thirty_idle_minutes(cast, client, enter):
    start = clock.now()
    with clock.at(start):
        enter("zhao")
    with clock.at(start + timedelta(minutes=29)):
        assert is_in(client)
    with clock.at(start + timedelta(minutes=58)):
        assert is_in(client)
    with clock.at(start + timedelta(minutes=89)):
        assert not is_in(client)


def test_a_log_in_ends_after_twelve_hours_of_use(cast, client, enter):
    start = clock.now()
    with clock.at(start):
        enter("zhao")
    for minutes in range(20, 12 * 60, 20):
        with clock.at(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.at(start + timedelta(hours=12)):
        assert not is_in(client)


def test_use_is_remembered_at_most_every_five_minutes(cast, client, enter, database):
    def seen():
        with database.reading() as session:
            return session.scalar(select(LogIn.seen_at))

    start = clock.now()
    with clock.at(start):
        enter("zhao")
    with clock.at(start + timedelta(minutes=4)):
        client.get("/account")
        assert seen() == start
    with clock.at(start + timedelta(minutes=6)):
        client.get("/account")
        assert seen() == clock.now()


def test_a_busy_database_does_not_keep_anybody_out(app, cast, client, enter, database, monkeypatch):
    start = clock.now()
    with clock.at(start):
        enter("zhao")
    impatient = Database(database.url, keys=database.keys, blobs=database.blobs, wait=0.1)
    monkeypatch.setitem(app.extensions, "database", impatient)
    with clock.at(start + timedelta(minutes=6)), database.transaction() as busy:
        busy.execute(update(LogIn).values(device="held"))
        assert is_in(client)
    impatient.dispose()


def test_a_disabled_account_is_out_at_once(cast, client, enter, database):
    enter("zhao")
    with database.transaction() as session:
        session.get(Account, cast.zhao.id).disabled_at = clock.now()
    assert not is_in(client)
    answer = enter("zhao")
    assert answer.status_code == 401
    assert WRONG in answer.get_data(as_text=True)


def test_the_sixth_attempt_waits_and_the_wait_grows_to_a_minute(cast, enter):
    moment = clock.now()
    waits = []
    for _ in range(11):
        with clock.at(moment):
            answer = enter("zhao", "wrong")
            if answer.status_code == 429:
                assert answer.headers["Retry-After"]
                page = answer.get_data(as_text=True)
                waits.append(next(n for n in range(1, 99) if f"请 {n} 秒后再试" in page))
                moment += timedelta(seconds=waits[-1])
    assert waits == [5, 10, 20]
    for _ in range(12):
        with clock.at(moment):
            enter("zhao", "wrong")
        moment += timedelta(seconds=61)
    with clock.at(moment):
        enter("zhao", "wrong")
        page = enter("zhao").get_data(as_text=True)
        assert "请 60 秒后再试" in page  # even with the right password
    with clock.at(moment + timedelta(seconds=61)):
        assert enter("zhao").status_code == 303


def test_a_name_that_nobody_has_waits_alike(cast, enter):
    answers = {}
    for name in ("zhao", "nobody"):
        with clock.at(clock.now()):
            answers[name] = [enter(name, "wrong").status_code for _ in range(7)]
    assert answers["zhao"] == answers["nobody"] == [401] * 5 + [429] * 2


def test_the_delay_of_one_does_not_keep_out_another(cast, enter):
    for _ in range(6):
        enter("zhao", "wrong")
    assert enter("zhao").status_code == 429
    assert enter("wang").status_code == 303


def test_a_right_password_clears_the_failures(cast, enter, database):
    for _ in range(4):
        enter("zhao", "wrong")
    enter("zhao")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInDelay)) == 0


def test_old_failures_are_forgotten_and_names_are_not_kept(cast, enter, database):
    with clock.at(clock.now() - timedelta(days=2)):
        enter("somebody", "wrong")
    enter("zhao", "wrong")
    with database.reading() as session:
        (delay,) = session.scalars(select(SignInDelay))
    assert (delay.failures, len(delay.key)) == (1, 32)
    assert b"zhao" not in delay.key


def test_attempts_at_the_same_time_all_count(cast, database):
    """They are counted before any password is looked at, so a burst gains nothing."""
    moment = clock.now()

    def attempt(_):
        try:
            with database.transaction() as session:
                operations.count_attempt(session, username="zhao", now=moment)
        except Problem as problem:
            return problem.code
        return "looked at"

    with ThreadPoolExecutor(8) as burst:
        answers = Counter(burst.map(attempt, range(16)))
    assert answers == {"looked at": 5, "wait": 11}


def test_a_hash_with_old_settings_is_renewed_at_sign_in(cast, enter, database):
    enter("zhao")
    with database.reading() as session:
        renewed = session.get(Account, cast.zhao.id).password_hash
    assert renewed != HASH
    assert not passwords.HASHER.check_needs_rehash(renewed)
    assert enter("zhao").status_code == 303


def test_the_audit_knows_who_came_in(cast, enter, database):
    enter("zhao")
    with database.reading() as session:
        (line,) = session.scalars(select(AuditEvent))
    assert (line.action, line.actor_id) == ("sign_in", cast.zhao.id)


@pytest.mark.parametrize("bearer", ["", "x", "mc_wrong", "Ünicode"])
def test_a_made_up_token_opens_nothing(cast, client, bearer):
    headers = {"Authorization": f"Bearer {bearer}".encode("latin-1", "ignore").decode("latin-1")}
    answer = client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in")
