"""The office works on pages: lists, issues, prints, downloads, replaces and revokes."""

import io
import json

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from qr import codes
from qr.models import CodeState, PrintRun, QrCode
from service.core.crypto import sha256
from tests.cast import csrf_of

HALL = "210100-SI-01"


@pytest.fixture
def wu(cast, sign_in):
    return sign_in(cast.wu)


@pytest.fixture
def states(database):
    """Read the state of each code."""

    def read():
        with database.reading() as session:
            return dict(session.execute(select(QrCode.code, QrCode.state)).all())

    return read


def send(browser, path, *, page=None, **form):
    token = csrf_of(browser.get(page or path))
    return browser.post(path, data={"csrf_token": token, **form})


def words(answer):
    return answer.get_data(as_text=True)


def issued(browser, place=HALL):
    assert send(browser, "/codes/issue", place=place).status_code == 200


def test_from_bare_counters_to_a_printed_sheet(wu, states, cast):
    page = send(wu, "/codes/issue", place=HALL)
    assert "发放了 3 个编号" in words(page)
    assert "没有新发" in words(send(wu, "/codes/issue", place=HALL))

    made = send(wu, "/codes/print", place=HALL, layout="8up")
    assert made.status_code == 303
    assert set(states().values()) == {CodeState.PRINTED}

    run = words(wu.get(made.location))
    assert all(codes.spaced(code) in run for code in states())
    pdf = wu.get(made.location + ".pdf")
    assert pdf.mimetype == "application/pdf"
    assert sha256(pdf.data) in run
    text = "".join(PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text().split())
    assert all(codes.spaced(code) in text for code in states())

    table = wu.get(made.location + ".csv").data.decode("utf-8-sig").splitlines()
    manifest = json.loads(wu.get(made.location + ".json").data)
    assert len(table) == 1 + len(manifest["cards"]) == 4
    assert manifest["sha256"] == sha256(pdf.data)
    assert {card["url"] for card in manifest["cards"]} == {
        f"HTTPS://MC.EXAMPLE.CN/Q/{code}" for code in states()
    }
    assert "A4 八联卡" in words(wu.get("/codes/runs"))


def test_nothing_new_to_print_is_said_and_what_was_typed_stays(wu, states, cast):
    issued(wu)
    assert send(wu, "/codes/print", place=HALL, layout="a5").status_code == 303
    again = send(wu, "/codes/print", place=HALL, layout="a5")
    assert again.status_code == 422
    assert "没有可以印制的编号" in words(again)
    assert f'value="{HALL}"' in words(again)
    assert '<option value="a5" selected>' in words(again)
    assert send(wu, "/codes/print", place=HALL, layout="a5", reprint="1").status_code == 303


def test_an_unknown_place_is_said_beside_its_field(wu, cast):
    for path in ("/codes/issue", "/codes/print"):
        page = send(wu, path, place="211200", layout="a4") if "print" in path else None
        page = page or send(wu, path, place="211200")
        assert page.status_code == 422
        assert "没有这个代码，或者不在您的管理范围内" in words(page)
        assert 'value="211200"' in words(page)


def test_chosen_codes_are_marked_together_or_not_at_all(wu, states, cast):
    issued(wu)
    first, second, third = sorted(states())
    page = send(wu, "/codes/mark", page="/codes", act="post", codes=[first, second])
    assert page.status_code == 303
    assert [states()[code] for code in (first, second, third)] == ["posted", "posted", "draft"]

    page = send(wu, "/codes/mark", page="/codes", act="post", codes=[third, first])
    assert page.status_code == 409
    assert "状态不允许" in words(page)
    assert states()[third] == "draft"


def test_chosen_codes_are_printed_alone(wu, states, database, cast):
    issued(wu)
    first, *_ = sorted(states())
    assert send(wu, "/codes/print", codes=[first], layout="a4").status_code == 303
    with database.reading() as session:
        [run] = session.scalars(select(PrintRun))
        assert [card["code"] for card in run.cards] == [first]


def test_a_code_that_ended_cannot_be_chosen_for_printing(wu, states, cast):
    code = cast.post_code()
    send(wu, f"/codes/{code}", act="revoke", reason="撤销")
    page = send(wu, "/codes/print", codes=[code], layout="a4")
    assert page.status_code == 422
    assert "已更换、已停用" in words(page)


def test_a_code_is_replaced_with_a_reason(wu, states, cast):
    old = cast.post_code()
    nameless = send(wu, f"/codes/{old}", act="replace", reason=" ")
    assert nameless.status_code == 422
    assert "请写明原因" in words(nameless)

    done = send(wu, f"/codes/{old}", act="replace", reason="破损")
    new = done.location.rpartition("/")[2]
    assert states() == {old: "replaced", new: "draft"}
    page = words(wu.get(f"/codes/{old}"))
    assert "这个编号已更换" in page
    assert codes.spaced(new) in page


def test_the_picture_of_a_code_can_be_downloaded(wu, cast):
    code = cast.post_code()
    svg, png = wu.get(f"/codes/{code}.svg"), wu.get(f"/codes/{code}.png")
    assert svg.mimetype == "image/svg+xml"
    assert svg.data.startswith(b"<svg")
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)).convert("L"))
    assert found.text == f"HTTPS://MC.EXAMPLE.CN/Q/{code}"


def test_the_list_is_narrowed_by_place_state_and_words(wu, cast):
    code = cast.post_code("county_hall")
    issued(wu)
    narrowed = words(wu.get("/codes?place=210181&state=posted"))
    assert codes.spaced(code) in narrowed
    assert "共 1 个" in narrowed
    assert "没有符合条件的编号" in words(wu.get("/codes?text=没有这个词"))
    assert wu.get("/codes?place=211200").status_code == 404
    assert wu.get("/codes?state=lost").status_code == 422


def test_a_window_head_reads_the_own_codes_and_changes_none(cast, sign_in, states):
    own, other = cast.post_code("city_hall"), cast.post_code("county_hall")
    wang = sign_in(cast.wang)
    page = words(wang.get("/codes"))
    assert codes.spaced(own) in page
    assert codes.spaced(other) not in page
    assert "发放编号" not in page
    assert 'name="act"' not in words(wang.get(f"/codes/{own}"))
    for path in (f"/codes/{other}", f"/codes/{other}.svg", f"/codes/{other}.png"):
        assert wang.get(path).status_code == 404
    for path in ("/codes/issue", "/codes/print"):
        assert wang.get(path).status_code == 404
    token = csrf_of(wang.get("/account"))
    for path, form in (
        (f"/codes/{own}", {"act": "revoke", "reason": "试试"}),
        ("/codes/mark", {"act": "print", "codes": own}),
        ("/codes/issue", {"place": HALL}),
        ("/codes/print", {"place": HALL, "layout": "a4"}),
    ):
        assert wang.post(path, data={"csrf_token": token, **form}).status_code == 404
    assert set(states().values()) == {"posted"}


def test_a_city_reviewer_manages_the_own_city_only(cast, sign_in, states):
    code = cast.post_code("city_hall")
    zheng = sign_in(cast.zheng)
    assert codes.spaced(code) not in words(zheng.get("/codes"))
    assert zheng.get(f"/codes/{code}").status_code == 404
    token = csrf_of(zheng.get("/codes/issue"))
    answer = zheng.post(
        f"/codes/{code}", data={"csrf_token": token, "act": "revoke", "reason": "试试"}
    )
    assert answer.status_code == 404
    assert states()[code] == "posted"


def test_a_print_run_of_another_city_does_not_exist(wu, cast, sign_in):
    issued(wu)
    run = send(wu, "/codes/print", place=HALL, layout="a4").location
    zheng = sign_in(cast.zheng)
    for end in ("", ".pdf", ".csv", ".json"):
        assert wu.get(run + end).status_code == 200
        assert zheng.get(run + end).status_code == 404


def test_nobody_signed_in_sees_nothing(client, cast):
    code = cast.post_code()
    for path in ("/codes", f"/codes/{code}", f"/codes/{code}.svg", "/codes/runs"):
        assert client.get(path).status_code == 302
