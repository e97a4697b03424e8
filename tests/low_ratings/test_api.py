"""The same for programs."""

import pytest

from tests.low_ratings.conftest import ANSWER, FOUND, PHONE

BASE = "/api/v1/low-ratings"


@pytest.fixture
def program(low, sign_in):
    """A program in somebody's name, with the CSRF token that a cookie needs."""

    def opened(name):
        browser = sign_in(getattr(low.cast, name))
        page = browser.get("/account").get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]

        def ask(method, path, **body):
            headers = {"X-CSRFToken": token}
            if method == "put":
                case = browser.get(f"{BASE}/{path.split('/')[0]}")
                headers["If-Match"] = case.headers.get("ETag", "")
            more = {"json": body} if method != "get" else {}
            return getattr(browser, method)(f"{BASE}/{path}".rstrip("/"), headers=headers, **more)

        return ask

    return opened


def test_a_window_answers(low, program):
    case, head = low.told(), program("wang")
    (row,) = head("get", "").get_json()
    assert (row["level"], row["state"]) == (1, "open")
    assert [set(words) for words in row["reasons"]] == [{"zh", "en"}]
    assert row["clocks"][0]["name"] == "low_rating.verify"
    verified = head("put", f"{case.id}/verification", found=FOUND)
    assert (verified.status_code, verified.get_json()["state"]) == (200, "verified")
    settled = head("put", f"{case.id}/settlement", settlement="explained", answer=ANSWER)
    assert settled.get_json()["settlement"] == "explained"


def test_an_appeal(low, program):
    case = low.told()
    statement = "勾选的原因是办得快，等级点错了。"
    filed = program("wang")("put", f"{case.id}/appeal", ground="policy", statement=statement)
    assert filed.get_json()["appeal"]["ground"] == "policy"
    decider = program("chen")
    (row,) = decider("get", "appeals").get_json()
    assert row["id"] == str(case.id)
    decided = decider("put", f"{case.id}/decision", decision="rejected", reason="政策并不限制。")
    assert decided.get_json()["appeal"]["decision"] == "rejected"


def test_call_backs(low, program, client):
    low.rate(1)
    sent = {"receipt": low.receipt, "contact": PHONE}
    answer = client.post("/api/v1/low-rating-contacts", json=sent)
    assert (answer.status_code, answer.get_json()) == (201, {"kept": True})
    case, caller = low.case(), program("wu")
    assert PHONE not in caller("get", "calls").get_data(as_text=True)
    opened = caller("post", f"{case.id}/contact", reason="按规定回访群众")
    assert opened.get_json() == {"contact": PHONE}
    called = caller("post", f"{case.id}/calls", outcome="not_reached")
    assert called.status_code == 201
    again = caller("post", f"{case.id}/calls", outcome="not_reached")
    assert (again.status_code, again.get_json()["code"]) == (409, "tried_today")


def test_a_stale_version_is_refused(low, sign_in, program):
    case = low.told()
    head = program("wang")
    browser = sign_in(low.cast.wang)
    etag = browser.get(f"{BASE}/{case.id}").headers["ETag"]
    page = browser.get("/account").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    head("put", f"{case.id}/verification", found=FOUND)
    headers = {"X-CSRFToken": token, "If-Match": etag}
    stale = browser.put(f"{BASE}/{case.id}/verification", json={"found": FOUND}, headers=headers)
    assert stale.status_code == 412
