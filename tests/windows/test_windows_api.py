"""The register for programs."""

import json
import uuid

import pytest

from tests.cast import csrf_of


@pytest.fixture
def call(cast, sign_in):
    browser = sign_in(cast.zhao)
    mark = csrf_of(browser.get("/account"))

    def called(method, path, body=None, **headers):
        headers = {"X-CSRFToken": mark, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return browser.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    return called


def test_windows_are_listed_narrowed_and_in_pages(cast, call):
    answer = call("GET", "/windows?page_size=2&page=2")
    assert json.loads(answer.headers["X-Pagination"])["total"] == 4
    assert [row["code"] for row in answer.json] == ["210181001-GRASS-01", "211224-SI-01"]
    (row,) = call("GET", "/windows?unit=210181&kind=EMP").json
    assert row["unit"]["full_name"] == "新民市人力资源和社会保障局（演示）"
    assert call("GET", "/windows?kind=XX").status_code == 422
    assert call("GET", "/windows?unit=999999").status_code == 404
    assert call("GET", "/windows?text=%00").status_code == 422


def test_units_are_listed_and_added(cast, call):
    assert [unit["code"] for unit in call("GET", "/units?level=city").json] == ["210100", "211200"]
    body = {"parent_id": str(cast.unit["210181"].id), "code": "210181002", "name": "枫桥街道"}
    assert call("POST", "/units", body).json["fields"] == {"full_name": ["这一项必须填写。"]}
    body["full_name"] = "新民市枫桥街道人社站（演示）"
    made = call("POST", "/units", body)
    assert (made.status_code, made.json["level"]) == (201, "township")
    assert call("POST", "/units", body).json["fields"] == {"code": ["这个代码已经有机构使用。"]}
    assert call("POST", "/units", {**body, "parent_id": str(uuid.uuid4())}).status_code == 404


def test_a_window_is_opened_read_and_changed_with_its_tag(cast, call):
    body = {
        "unit_id": str(cast.unit["210100"].id),
        "kind": "HOT",
        "full_name": "沈阳市12333热线（演示）",
        "hours": {"mon": [["08:30", "17:00"]]},
    }
    made = call("POST", "/windows", body)
    assert (made.status_code, made.json["code"], made.json["counters"]) == (
        201,
        "210100-HOT-01",
        [],
    )
    path = f"/windows/{made.json['id']}"
    tag = call("GET", path).headers["ETag"]
    assert call("GET", path, If_None_Match=tag).status_code == 304
    assert call("PATCH", path, {"staff_count": 9}).json["code"] == "precondition_required"
    changed = call("PATCH", path, {"staff_count": 9, "hours": None}, If_Match=tag)
    assert (changed.status_code, changed.json["staff_count"], changed.json["hours"]) == (
        200,
        9,
        None,
    )
    late = call("PATCH", path, {"staff_count": 10}, If_Match=tag)
    assert (late.status_code, late.json["code"]) == (412, "changed_meanwhile")
    fresh = changed.headers["ETag"]
    assert call("PATCH", path, {"staff_count": 10}, If_Match=fresh).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", {"mon": [["17:00", "08:30"]]}),
        ("hours", {"day": []}),
        ("hours", "每天"),
        ("staff_count", 0),
        ("phone", "x"),
        ("nature", "公司"),
        ("head_name", "\u200b\u200b"),
        ("address", "a\0b"),
        ("full_name", "改名要走更名"),
        ("version", 1),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(cast, call, field, value):
    path = f"/windows/{cast.window['city_hall'].id}"
    tag = call("GET", path).headers["ETag"]
    answer = call("PATCH", path, {field: value}, If_Match=tag)
    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_rename_suspend_reopen_close_and_merge(cast, call):
    hall, other = cast.window["station"].id, cast.window["city_hall"].id
    path = f"/windows/{hall}"
    renamed = call("POST", f"{path}/rename", {"full_name": "云帆街道服务站", "reason": "更名"})
    assert (renamed.json["full_name"], renamed.json["code"]) == (
        "云帆街道服务站",
        "210181001-GRASS-01",
    )
    for act, state in (("suspend", "suspended"), ("reopen", "active"), ("close", "closed")):
        assert call("POST", f"{path}/{act}", {"reason": "演练"}).json["state"] == state
    assert call("POST", f"{path}/close", {"reason": "再来"}).json["code"] == "wrong_state"
    assert call("POST", f"{path}/merge", {"into_id": str(other), "reason": "x"}).status_code == 422
    body = {"into_id": str(other), "reason": "整合"}
    assert call("POST", f"{path}/merge", body).json["code"] == "window_ended"
    call("POST", f"{path}/reopen", {"reason": "演练"})
    merged = call("POST", f"{path}/merge", body).json
    assert (merged["state"], merged["merged_into_id"]) == ("merged", str(other))
    assert call("POST", f"{path}/merge", {**body, "into_id": str(uuid.uuid4())}).status_code == 404


def test_counters_are_added_and_closed(cast, call):
    path = f"/windows/{cast.window['city_hall'].id}/counters"
    made = call("POST", path, {"number": "7", "label": "自助机", "zone": "SELF"})
    assert (made.status_code, made.json["number"], made.json["closed_on"]) == (201, "07", None)
    assert call("POST", path, {"number": "07"}).json["fields"] == {
        "number": ["这个柜台号已经有了。"]
    }
    assert call("POST", path, {"number": "？"}).status_code == 422
    closed = call("POST", f"{path}/{made.json['id']}/close")
    assert closed.json["closed_on"]
    foreign = cast.counter["changtu"][0].id
    assert call("POST", f"{path}/{foreign}/close").status_code == 404
