"""The same for programs: list, issue, change with ETags, print, download."""

import io

import pytest
import zxingcpp
from PIL import Image

from qr import codes
from service.core.crypto import sha256

HALL = "210100-SI-01"


@pytest.fixture
def wu(cast, sign_in):
    """A browser's cookie and its token, for the API."""
    browser = sign_in(cast.wu)
    token = browser.get("/codes/issue").get_data(as_text=True)
    token = token.partition('name="csrf_token" value="')[2].partition('"')[0]
    browser.environ_base["HTTP_X_CSRFTOKEN"] = token
    return browser


def test_issue_list_and_read(wu):
    made = wu.post("/api/v1/codes", json={"place": HALL})
    assert made.status_code == 201
    assert [one["counter_number"] for one in made.json] == ["01", "02", "03"]
    listed = wu.get("/api/v1/codes", query_string={"place": HALL, "state": "draft"})
    assert listed.json == made.json
    one = made.json[0]
    assert wu.get(f"/api/v1/codes/{codes.spaced(one['code']).lower()}").json == one


def test_a_change_needs_the_etag_of_what_was_read(wu, cast):
    path = f"/api/v1/codes/{cast.post_code()}"
    change = {"act": "replace", "reason": "破损"}
    assert wu.patch(path, json=change).status_code == 428
    assert wu.patch(path, json=change, headers={"If-Match": '"old"'}).status_code == 412

    etag = wu.get(path).headers["ETag"]
    answer = wu.patch(path, json=change, headers={"If-Match": etag})
    assert answer.status_code == 200
    assert answer.json["state"] == "replaced"
    assert wu.get(f"/api/v1/codes/{answer.json['replaced_by']}").json["state"] == "draft"
    assert wu.patch(path, json=change, headers={"If-Match": etag}).status_code == 412

    etag = wu.get(path).headers["ETag"]
    again = wu.patch(path, json=change, headers={"If-Match": etag})
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("act", ["replace", "revoke"])
def test_what_citizens_notice_needs_a_reason(wu, cast, act):
    path = f"/api/v1/codes/{cast.post_code()}"
    etag = wu.get(path).headers["ETag"]
    answer = wu.patch(path, json={"act": act}, headers={"If-Match": etag})
    assert answer.status_code == 422
    assert answer.json["fields"]["reason"]


def test_pictures_of_a_code(wu, cast):
    code = cast.post_code()
    svg, png = wu.get(f"/api/v1/codes/{code}.svg"), wu.get(f"/api/v1/codes/{code}.png")
    assert svg.mimetype == "image/svg+xml"
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)).convert("L"))
    assert found.text.endswith(code)


def test_print_and_download(wu):
    wu.post("/api/v1/codes", json={"place": HALL})
    made = wu.post("/api/v1/print-runs", json={"place": HALL, "layout": "4up"})
    assert made.status_code == 201
    assert len(made.json["cards"]) == 3
    path = f"/api/v1/print-runs/{made.json['id']}"
    assert wu.get(path).json == made.json
    assert sha256(wu.get(f"{path}.pdf").data) == made.json["sha256"]
    assert wu.get(f"{path}.csv").data.decode("utf-8-sig").count("\r\n") == 4
    listed = wu.get("/api/v1/print-runs").json
    assert listed == [{name: value for name, value in made.json.items() if name != "cards"}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"layout": "a4"}, "place"),
        ({"layout": "a3", "place": HALL}, "layout"),
        ({"layout": "a4", "place": "211200"}, "place"),
        ({"place": HALL}, "layout"),
    ],
)
def test_a_print_run_that_makes_no_sense_says_why(wu, body, field):
    answer = wu.post("/api/v1/print-runs", json=body)
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def test_others_codes_do_not_exist(cast, sign_in):
    code = cast.post_code("city_hall")
    for account in (cast.li, cast.zheng):
        browser = sign_in(account)
        assert browser.get("/api/v1/codes").json == []
        for end in ("", ".svg", ".png"):
            assert browser.get(f"/api/v1/codes/{code}{end}").status_code == 404
    for account in (cast.sun, cast.wei):
        assert sign_in(account).get("/api/v1/codes").status_code == 404
    assert sign_in(cast.wang).get(f"/api/v1/codes/{code}").status_code == 200


def test_a_mistyped_code_is_not_found(wu, cast):
    code = cast.post_code()
    assert wu.get(f"/api/v1/codes/{code[:-1]}0").status_code == 404
    assert wu.get("/api/v1/codes/%00").status_code == 404
