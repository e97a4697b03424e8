"""What is not yours is not there: the same 404 for foreign and for missing."""

import uuid

import pytest

from tests.cast import csrf_of


def main_of(answer):
    """Return the page without what changes with each request."""
    text = answer.get_data(as_text=True).split("<main")[1]
    return "\n".join(line for line in text.splitlines() if "not_found ·" not in line)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("wang", {"city_hall"}),
        ("li", {"county_hall"}),
        ("zhou", {"county_hall", "station"}),
        ("wu", {"city_hall", "county_hall", "station"}),
        ("zheng", {"changtu"}),
        ("feng", {"city_hall", "county_hall", "station"}),
        ("sun", {"city_hall", "county_hall", "station", "changtu"}),
        ("zhao", {"city_hall", "county_hall", "station", "changtu"}),
        ("chu", {"city_hall", "county_hall", "station", "changtu"}),
    ],
)
def test_each_sees_the_windows_of_the_own_place(cast, sign_in, who, sees):
    browser = sign_in(getattr(cast, who))
    listed = browser.get("/windows").get_data(as_text=True)
    told = {row["code"] for row in browser.get("/api/v1/windows").json}
    missing = main_of(browser.get(f"/windows/{uuid.uuid4()}"))
    for name, window in cast.window.items():
        page = browser.get(f"/windows/{window.id}")
        program = browser.get(f"/api/v1/windows/{window.id}")
        if name in sees:
            assert (page.status_code, program.status_code) == (200, 200)
        else:
            assert (page.status_code, program.status_code) == (404, 404)
            assert main_of(page) == missing
            assert program.json["code"] == "not_found"
        assert (window.code in listed) == (name in sees)
        assert (window.code in told) == (name in sees)


CHANGES = [
    ("post", "/api/v1/windows/{id}/rename", {"full_name": "新的名字", "reason": "改名"}),
    ("post", "/api/v1/windows/{id}/close", {"reason": "关闭"}),
    ("post", "/api/v1/windows/{id}/suspend", {"reason": "暂停"}),
    ("post", "/api/v1/windows/{id}/merge", {"into_id": "{id}", "reason": "合并"}),
    ("post", "/api/v1/windows/{id}/counters", {"number": "9"}),
    ("patch", "/api/v1/windows/{id}", {"staff_count": 3}),
]


@pytest.mark.parametrize("who", ["wang", "zhou", "zheng", "feng", "sun", "chu", "wei"])
@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_who_may_not_change_a_window_cannot(cast, sign_in, who, method, path, body):
    browser, hall = sign_in(getattr(cast, who)), str(cast.window["city_hall"].id)
    given = {
        name: value.format(id=hall) if isinstance(value, str) else value
        for name, value in body.items()
    }
    headers = {"X-CSRFToken": csrf_of(browser.get("/account")), "If-Match": '"x"'}
    answer = getattr(browser, method)(path.format(id=hall), json=given, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("who", ["wang", "zhou", "wu", "feng", "sun", "chu", "wei"])
def test_only_the_province_imports(cast, sign_in, who):
    browser = sign_in(getattr(cast, who))
    for path in ("/windows/import", "/windows/template.xlsx", "/windows/register.xlsx"):
        assert browser.get(path).status_code == 404
    headers = {"X-CSRFToken": csrf_of(browser.get("/account"))}
    assert browser.post("/windows/import/apply", headers=headers).status_code == 404
    assert browser.post("/api/v1/windows/imports", headers=headers).status_code == 404


@pytest.mark.parametrize("who", ["wang", "sun", "zhou", "wu", "feng"])
def test_accounts_and_audit_are_not_for_everybody(cast, sign_in, who):
    browser = sign_in(getattr(cast, who))
    for path in ("/accounts", "/accounts/new", f"/accounts/{cast.zhao.id}", "/audit"):
        assert browser.get(path).status_code == 404, path
    for path in ("/api/v1/accounts", f"/api/v1/accounts/{cast.zhao.id}", "/api/v1/audit"):
        assert browser.get(path).status_code == 404, path


def test_the_province_does_not_read_the_audit(cast, sign_in):
    assert sign_in(cast.zhao).get("/audit").status_code == 404


def test_nobody_signed_out_gets_further_than_the_door(cast, client):
    for path in ("/windows", "/account", "/accounts", "/audit", "/units", "/windows/import"):
        assert client.get(path).location.startswith("/sign-in?next=/"), path
        assert client.post(path).status_code in {401, 405}, path
    for path in ("/api/v1/windows", "/api/v1/units", "/api/v1/me", "/api/v1/accounts"):
        assert client.get(path).status_code == 401, path


def test_changing_by_cookie_needs_the_mark_of_our_own_pages(cast, sign_in):
    browser = sign_in(cast.zhao)
    hall = cast.window["city_hall"].id
    answer = browser.post(f"/api/v1/windows/{hall}/close", json={"reason": "关闭"})
    assert (answer.status_code, answer.json["code"]) == (403, "csrf")
