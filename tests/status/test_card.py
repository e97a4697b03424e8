"""The receipt as a picture to keep: it leads to where one asks, and tells nobody the way in."""

import base64
import io
import re

import pytest
import zxingcpp
from PIL import Image

from surveys.status import card

from .conftest import Case, text_of


def picture_in(page):
    data = re.search(r'src="data:image/png;base64,([^"]+)"', text_of(page))[1]
    return Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_picture_to_press_and_save(case, lang):
    page = case.client.post(f"/r/card?lang={lang}", data={"receipt": case.receipt.lower()})
    assert page.status_code == 200
    picture = picture_in(page)
    assert picture.size == card.SIZE
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == "https://mc.example.cn/r"


def test_the_picture_names_window_and_day_and_number(case, monkeypatch):
    drawn = []
    monkeypatch.setattr(card, "_middle", lambda pen, top, size, text, colour: drawn.append(text))
    case.client.post("/r/card", data={"receipt": case.receipt})
    assert {case.receipt, "新河湾社保经办大厅（演示）", "2026年11月24日"} <= set(drawn)


def test_a_very_long_name_is_cut_and_nothing_runs_over_the_edge(database):
    name = "某某市某某区人力资源和社会保障局某某街道便民服务中心综合业务经办大厅（演示）" * 2
    assert len(card._lines(name, 38)) == card.MOST_LINES
    assert card._lines(name, 38)[-1].endswith("…")
    assert max(card._face(38).getlength(line) for line in card._lines(name, 38)) <= 650


def test_ratings_have_a_card_too(client, rated, at_now):
    assert picture_in(client.post("/r/card", data={"receipt": rated()})).size == card.SIZE


def test_for_programs_it_is_a_plain_picture(case):
    answer = case.client.post("/api/v1/status/card", json={"receipt": case.receipt})
    assert answer.mimetype == "image/png"
    assert len(answer.data) < 40_000
    assert case.receipt.encode() not in answer.data
    wrong = case.client.post("/api/v1/status/card", json={"receipt": "nonsense"})
    assert (wrong.status_code, wrong.get_json()["code"]) == (404, "unknown_receipt")


def test_there_is_no_address_that_gives_it(client, database):
    assert client.get("/r/card").status_code == 405


def test_the_page_after_complaining_offers_picture_and_phone(complaints, client, at_now):
    case = Case(complaints, client)
    page = text_of(case.client.get("/r"))
    assert 'formaction="/r/card' in page
    assert 'id="mine" hidden' in page
