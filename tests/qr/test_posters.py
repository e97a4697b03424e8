"""Printed cards: every card on every sheet is read by a decoder, and nothing leaves its card."""

import io
import math

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from qr import codes, manifest, posters
from qr.pictures import short_url
from qr.posters import SHEETS, Card, Layout, Printer
from service.core.problems import Problem
from service.core.typeset import typesetter

HOST = "https://mc.example.cn"
PRINTER = Printer(typesetter(), HOST, "辽宁省人力资源和社会保障厅（演示）", "12333")
NAMES = ["葫芦岛市绥中县人力资源和社会保障综合服务大厅（演示）", "昌图县社保大厅（演示）", "站"]
#: as long as the register allows
LONGEST = Card(
    code="ABCD234V",
    window_code="210100-SI-01",
    window="一二三四五六七八九十" * 6,
    counter="综合受理区第123号",
    label="社会保险关系转移接续、待遇资格认证、就业失业登记、" + "灵活就业补贴申领与咨询服务",
    url=short_url(HOST, "ABCD234V"),
)
PPI = 72


def cards(count):
    made = []
    for number in range(count):
        code = codes.generate()
        made.append(
            Card(
                code=code,
                window_code="210100-SI-01",
                window=NAMES[number % 3],
                counter="" if number % 4 == 3 else f"{number + 1:02}",
                label="社会保险关系转移接续" if number % 2 else "",
                url=short_url(HOST, code),
            )
        )
    return made


def images(printed, layout, ppi=PPI):
    pages = PRINTER.pages(printed, layout, ppi=ppi)
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def spot_of(found, page, layout):
    """Return the position on the page, row by row from 1, of a picture that was found."""
    sheet, corner = SHEETS[layout], found.position.top_left
    column = math.floor(corner.x / page.width * sheet.columns)
    row = math.floor(corner.y / page.height * sheet.rows)
    return row * sheet.columns + column + 1


@pytest.mark.parametrize("layout", Layout)
def test_every_card_is_read_where_the_manifest_says_it_stands(layout):
    printed = cards(2 * SHEETS[layout].cards + 1)
    read = {
        (number, spot_of(found, page, layout)): found.text
        for number, page in enumerate(images(printed, layout), 1)
        for found in zxingcpp.read_barcodes(page)
    }
    said = {(row["page"], row["position"]): row["url"] for row in manifest.rows(printed, layout)}
    assert read == said
    assert len(read) == len(printed)


@pytest.mark.parametrize("layout", Layout)
def test_one_card_alone_is_read_too(layout):
    [page] = images(cards(1), layout)
    assert len(zxingcpp.read_barcodes(page)) == 1


@pytest.mark.parametrize("layout", Layout)
def test_a_card_says_what_people_need(layout):
    printed = cards(2)
    text = PdfReader(io.BytesIO(PRINTER.pdf(printed, layout))).pages[0].extract_text()
    flat = "".join(text.split())
    first = printed[0]
    for words in (
        "请您评价",
        first.window,
        f"{first.counter}号窗口",
        codes.spaced(first.code),
        "12333",
        "mc.example.cn/q",
        "任何人不得要求您给好评",
        "看不到是谁评的",
        PRINTER.office,
    ):
        assert words in flat, words


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("width", ["longest", "shortest"])
def test_nothing_leaves_its_card(layout, width):
    card = LONGEST if width == "longest" else cards(3)[2]
    [page] = images([card] * SHEETS[layout].cards, layout, ppi=144)
    sheet, margin = SHEETS[layout], 3 / 25.4 * 144  # 3 mm stay free, but for grey cut marks
    width, height = page.width / sheet.columns, page.height / sheet.rows
    black = page.point(lambda grey: 255 if grey < 120 else 0)
    for index in range(sheet.cards):
        row, column = divmod(index, sheet.columns)
        card = black.crop(
            [
                round(n)
                for n in (column * width, row * height, (column + 1) * width, (row + 1) * height)
            ]
        )
        left, top, right, bottom = card.getbbox()
        assert min(left, top, card.width - right, card.height - bottom) >= margin, index


@pytest.mark.parametrize("layout", Layout)
def test_the_longest_words_are_printed_whole(layout):
    text = PdfReader(io.BytesIO(PRINTER.pdf([LONGEST], layout))).pages[0].extract_text()
    flat = "".join(text.split())
    for words in (LONGEST.window, LONGEST.counter, LONGEST.label):
        assert "".join(words.split()) in flat


@pytest.mark.parametrize("layout", Layout)
def test_modules_are_wide_enough_and_the_measures_are_kept(layout):
    width = posters.module_width(layout, short_url(HOST, "ABCD234V"))
    assert width >= 1
    [page] = images(cards(1), layout, ppi=254)  # ten pixels a millimetre
    [found] = zxingcpp.read_barcodes(page)
    drawn = (found.position.top_right.x - found.position.top_left.x) / 10
    assert drawn == pytest.approx(width * 29, rel=0.03)


def test_sheets_have_dashed_marks_to_cut_along():
    [page] = images(cards(1), Layout.EIGHT, ppi=144)
    middle = page.crop((page.width // 2 - 1, 0, page.width // 2 + 2, page.height))
    darkest = middle.resize((1, page.height), Image.Resampling.BOX).tobytes()
    marked = sum(grey < 250 for grey in darkest) / page.height
    assert 0.3 < marked < 0.7


def test_the_same_cards_give_the_same_bytes():
    printed = cards(3)
    assert PRINTER.pdf(printed, Layout.EIGHT) == PRINTER.pdf(printed, Layout.EIGHT)


def refusal(printed, layout=Layout.EIGHT, printer=PRINTER):
    with pytest.raises(Problem) as refused:
        printer.pdf(printed, layout)
    assert refused.value.status == 422
    return refused.value.code


def test_what_would_print_badly_is_refused():
    card = cards(1)[0]
    long = short_url("https://" + "pingjia." * 12 + "example.cn", card.code)
    changed = {**vars(card)}
    assert refusal([]) == "no_cards"
    assert refusal([card] * (posters.MOST_CARDS + 1)) == "too_many_cards"
    assert refusal([Card(**{**changed, "url": long})]) == "too_dense"
    assert refusal([Card(**{**changed, "window": "🙂厅"})]) == "missing_glyphs"


def test_a_long_address_still_fits_a_poster():
    card = cards(1)[0]
    long = short_url("https://" + "pingjia." * 12 + "example.cn", card.code)
    PRINTER.check([Card(**{**vars(card), "url": long})], Layout.A4)


def test_the_list_for_spreadsheets_holds_no_formula():
    card = Card("ABCD234V", "210100-SI-01", "=1+1", "03", "@x", short_url(HOST, "ABCD234V"))
    table = manifest.as_csv(manifest.rows([card], Layout.A4), Layout.A4, "ab" * 32)
    header, row = table.decode("utf-8-sig").splitlines()
    assert header.startswith("编号,窗口编码,窗口名称")
    assert row == f"ABCD234V,210100-SI-01,'=1+1,03,'@x,{card.url},1,1,a4,{'ab' * 32}"
