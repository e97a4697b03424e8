"""Support as pages and for programs: asked on a phone, answered at a desk, seen by both sides."""

import uuid

import pytest

from tests.cast import csrf_of
from tests.support.conftest import BY, MATTER, YES

API = "/api/v1/support-requests"


@pytest.fixture
def post(sign_in):
    """Fill in and send a form, as a member of the cast."""

    def sent(who, path, form_at=None, **said):
        browser = sign_in(who)
        token = csrf_of(browser.get(form_at or path))
        return browser.post(path, data={"csrf_token": token, **said})

    return sent


def test_the_head_asks_and_reads_the_answer(support, cast, post, sign_in):
    asking = {"client_key": uuid.uuid4(), "window_id": cast.window["city_hall"].id}
    wrong = post(cast.wang, "/support/new", **asking, matter="要。")
    assert wrong.status_code == 422
    assert "要。" in wrong.get_data(as_text=True)
    sent = post(cast.wang, "/support/new", **asking, kind="equipment", matter=MATTER)
    assert sent.status_code == 303
    again = post(cast.wang, "/support/new", **asking, kind="equipment", matter=MATTER)
    assert again.location == sent.location

    page = sign_in(cast.wu).get("/support").get_data(as_text=True)
    assert MATTER[:20] in page
    assert "还剩 10 个工作日" in page
    answered = post(
        cast.wu,
        f"{sent.location}/agree",
        sent.location,
        version=1,
        note=YES,
        promised_on=BY.isoformat(),
    )
    assert answered.status_code == 303
    seen = sign_in(cast.wang).get(sent.location).get_data(as_text=True)
    for words in (YES, "2026-12-10 前落实", "确认已落实", "吴市审"):
        assert words in seen


def test_a_refused_answer_keeps_its_words_in_its_own_form(support, cast, post):
    asked = support.ask()
    page = f"/support/{asked}"
    refused = post(
        cast.wu, f"{page}/decline", page, version=1, note="请拨打 13800138000 找张某联系。"
    )
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert shown.count("13800138000") == 1
    assert "<details open><summary>不予支持" in shown
    support.agree(asked)
    late = post(cast.wu, f"{page}/decline", page, version=1, note="没有经费，明年再说。")
    assert late.status_code == 409
    assert "没有经费，明年再说。" in late.get_data(as_text=True)


def test_others_do_not_know_of_it(support, cast, sign_in):
    asked = support.ask()
    for who, status in (("li", 404), ("zheng", 404), ("sun", 404), ("feng", 404), ("chu", 200)):
        browser = sign_in(getattr(cast, who))
        assert browser.get(f"/support/{asked}").status_code == status, who
        assert browser.get(f"{API}/{asked}").status_code == status, who
    assert MATTER[:8] not in sign_in(cast.li).get("/support").get_data(as_text=True)


def test_the_same_by_api(support, cast, sign_in):
    head, city = sign_in(cast.wang), sign_in(cast.wu)
    csrf = {"X-CSRFToken": csrf_of(head.get("/support/new"))}
    asking = {
        "client_key": str(uuid.uuid4()),
        "window_id": str(cast.window["city_hall"].id),
        "kind": "staff",
        "matter": MATTER,
    }
    made = head.post(API, json=asking, headers=csrf)
    assert made.status_code == 201
    assert head.post(API, json=asking, headers=csrf).get_json()["id"] == made.get_json()["id"]
    one = f"{API}/{made.get_json()['id']}"
    csrf = {"X-CSRFToken": csrf_of(city.get("/account"))}
    known = {"If-Match": city.get(one).headers["ETag"], **csrf}
    agreed = city.put(
        f"{one}/agreement", json={"note": YES, "promised_on": BY.isoformat()}, headers=known
    )
    assert (agreed.status_code, agreed.get_json()["state"]) == (200, "agreed")
    late = city.put(f"{one}/refusal", json={"note": "没有经费，明年。"}, headers=known)
    assert late.status_code == 412
    assert [each["state"] for each in city.get(f"{API}?state=agreed").get_json()] == ["agreed"]
    assert city.get(f"{API}?kind=system").get_json() == []


def test_lists_are_narrowed_and_nonsense_narrows_nothing(support, cast, sign_in):
    support.ask()
    city = sign_in(cast.wu)
    for query, there in (("kind=equipment", True), ("state=done", False), ("state=x&page=y", True)):
        page = city.get(f"/support?{query}").get_data(as_text=True)
        assert (MATTER[:20] in page) == there, query


def test_in_english_too(support, cast, sign_in):
    page = sign_in(cast.wu).get(f"/support/{support.ask()}?lang=en").get_data(as_text=True)
    for words in ("Request for support", "Equipment", "Agree to it"):
        assert words in page
