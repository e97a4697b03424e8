"""Everything that the pages of nomination can do, for programs."""

import json
import uuid

import pytest

from service.awards import operations
from service.awards.models import Stage
from service.core.storage import blobs_of
from tests.awards.ways import WAY, form

pytestmark = pytest.mark.usefixtures("july")


def as_json(facts):
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in facts.items()}


@pytest.fixture
def call(sign_in, cast, app):
    """Call the API as somebody, with the token of a signed-in page."""

    def called(who, method, path, **how):
        client = sign_in(getattr(cast, who))
        headers = how.pop("headers", {})
        if method != "get":
            page = client.get("/account").get_data(as_text=True)
            headers["X-CSRFToken"] = page.split('name="csrf_token" value="')[1].split('"')[0]
        return getattr(client, method)(f"/api/v1{path}", headers=headers, **how)

    return called


@pytest.fixture
def nomination(cast, cycle):
    return as_json(
        {**form(), "cycle_id": str(cycle.id), "window_id": str(cast.window["county_hall"].id)}
    )


def test_a_candidacy_is_made_read_and_edited(call, nomination):
    made = call("li", "post", "/candidacies", json=nomination)
    assert made.status_code == 201, made.json
    assert made.json["form"]["window_name"] == "新民市就业人才大厅（演示）"
    path = f"/candidacies/{made.json['id']}"
    read = call("zhao", "get", path)
    assert [step["move"] for step in read.json["steps"]] == ["nominated"]
    changed = as_json(form(staff_count=20))
    assert call("li", "put", path, json=changed).status_code == 428
    stale = call("li", "put", path, json=changed, headers={"If-Match": '"x"'})
    assert stale.status_code == 412
    edited = call("li", "put", path, json=changed, headers={"If-Match": read.headers["ETag"]})
    assert edited.status_code == 200, edited.json
    assert edited.json["form"]["staff_count"] == 20


def test_wrong_fields_are_named(call, nomination):
    wrong = {**nomination, "deeds": "优" * 301, "phone": "1"}
    refused = call("li", "post", "/candidacies", json=wrong)
    assert refused.status_code == 422
    assert set(refused.json["fields"]) == {"deeds", "phone"}


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_what_no_database_can_hold_is_refused_not_crashed_on(call, nomination, text):
    body = json.dumps({**nomination, "deeds": f"好{text}"})
    refused = call("li", "post", "/candidacies", data=body, content_type="application/json")
    assert refused.status_code == 422


def test_a_step_is_taken_and_a_wrong_one_is_told(call, nominated, on):
    path = f"/candidacies/{nominated().id}/steps"
    day, who, facts = WAY[Stage.OWNER_PUBLICITY]
    with on(*day):
        skipped = call("wu", "post", path, json={"to": "city_opinion"})
        assert (skipped.status_code, skipped.json["code"]) == (409, "not_next")
        short = as_json({**facts, "to": "owner_publicity", "ends_on": facts["starts_on"]})
        refused = call(who, "post", path, json=short)
        assert (refused.status_code, refused.json["code"]) == (422, "notice_too_short")
        assert "2016-07-27" in refused.json["message"]
        link = as_json({**facts, "to": "owner_publicity", "url": "javascript:alert(1)"})
        assert set(call(who, "post", path, json=link).json["fields"]) == {"url"}
        stale = as_json({**facts, "to": "owner_publicity", "version": 7})
        assert call(who, "post", path, json=stale).json["code"] == "changed_meanwhile"
        taken = call(who, "post", path, json=as_json({**facts, "to": "owner_publicity"}))
        assert (taken.status_code, taken.json["to_stage"]) == (201, "owner_publicity")
        back = call(who, "post", path.replace("steps", "return"), json={"reason": "重新填写。"})
        assert (back.status_code, back.json["to_stage"]) == (201, "draft")
        away = call("li", "post", path.replace("steps", "withdrawal"), json={"reason": "不参加了"})
        assert (away.status_code, away.json["to_stage"]) == (201, "withdrawn")


def test_lists_are_paged_and_scoped(call, nominated, cycle):
    for window in ("city_hall", "county_hall", "changtu"):
        nominated(window)
    everybody = call("zhao", "get", f"/candidacies?cycle_id={cycle.id}&page_size=2")
    assert len(everybody.json) == 2
    assert '"total": 3' in everybody.headers["X-Pagination"]
    mine = call("zheng", "get", "/candidacies")
    assert [one["window_name"] for one in mine.json] == ["昌图县社保大厅（演示）"]


def test_cycles_come_with_their_rules(call, cycle):
    listed = call("wu", "get", "/cycles").json
    assert {one["key"] for one in listed} >= {"2014-2016", "2026-2028-demo"}
    one = call("wu", "get", f"/cycles/{cycle.id}").json
    assert [rule["key"] for rule in one["quota_rules"]] == ["R-CITY", "R-COUNTY", "R-RATIO"]


def test_a_rivals_candidacy_is_not_there(call, nominated):
    path = f"/candidacies/{nominated('county_hall').id}"
    assert call("zheng", "get", path).status_code == 404
    assert call("zheng", "post", f"{path}/return", json={"reason": "理由"}).status_code == 404


def test_a_pack_is_asked_for_and_handed_out_byte_for_byte(call, nominated, database, act):
    candidacy = nominated()
    asked = call("zhao", "post", f"/candidacies/{candidacy.id}/packs")
    assert (asked.status_code, asked.json["state"]) == (202, "requested")
    path = f"/packs/{asked.json['id']}"
    early = call("zhao", "get", f"{path}/download")
    assert (early.status_code, early.json["code"]) == (409, "pack_not_ready")
    with database.transaction() as session:
        operations.attach_pack(
            session,
            pack_id=uuid.UUID(asked.json["id"]),
            now=candidacy.created_at,
            sha256=blobs_of(session).put(b"PK the pack"),
            size=11,
            figures_sha256="b" * 64,
            headline={},
        )
    assert call("zhao", "get", path).json["state"] == "ready"
    got = call("chu", "get", f"{path}/download")
    assert (got.data, got.content_type) == (b"PK the pack", "application/zip")
    assert "attachment" in got.headers["Content-Disposition"]
    assert len(call("zhao", "get", f"/candidacies/{candidacy.id}/packs").json) == 1


@pytest.mark.parametrize("who", ["li", "zhou", "wu", "zheng", "chen"])
def test_nobody_else_learns_of_a_pack(call, nominated, who):
    candidacy = nominated()
    pack = call("zhao", "post", f"/candidacies/{candidacy.id}/packs").json["id"]
    for path in (f"/packs/{pack}", f"/packs/{pack}/download", f"/candidacies/{candidacy.id}/packs"):
        assert call(who, "get", path).status_code == 404
    assert call(who, "post", f"/candidacies/{candidacy.id}/packs").status_code == 404
