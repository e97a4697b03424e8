"""Documents: the same bytes each time, Chinese that can be searched, no empty boxes unnoticed."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
import typst
from PIL import Image
from pypdf import PdfReader

from service.core.typeset import typesetter

TEMPLATE = """
#set document(title: "试排")
#set page(width: 60mm, height: 30mm)
#set text(font: ("Noto Sans SC",), lang: "zh", region: "cn")
#let d = json(bytes(sys.inputs.data))
#d.name
#if "mark" in sys.inputs { image(bytes(sys.inputs.mark), width: 10mm, alt: "标记") }
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>'


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "trial.typ"
    path.write_text(TEMPLATE, "utf-8")
    return path


def text_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_same_data_gives_the_same_bytes(template):
    first, second = (
        typesetter().typeset(template, {"name": "新河湾"}, {"mark": SVG}) for _ in range(2)
    )
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert first != typesetter().typeset(template, {"name": "新河湾"})


def test_chinese_text_can_be_searched(template):
    pdf = typesetter().typeset(template, {"name": "王喆、刘堃"}, standards=("a-3a", "ua-1"))
    assert "王喆、刘堃" in text_of(pdf)
    assert b"pdfaid" in pdf


def test_what_people_write_is_never_markup(template):
    words = '#panic("x") *粗* $1$ \\ @a <b>'
    assert words in text_of(typesetter().typeset(template, {"name": words}))


def test_the_date_of_a_document_is_the_one_that_was_given(template):
    moment = datetime(2026, 11, 21, 8, 30, 5, 123456, tzinfo=UTC)
    pdf = typesetter().typeset(template, {"name": "日期"}, moment=moment)
    created = PdfReader(BytesIO(pdf)).metadata.creation_date
    assert created == moment.replace(microsecond=0)


def test_pictures_come_page_by_page(template):
    [page] = typesetter().pictures(template, {"name": "一页"}, ppi=127)
    assert Image.open(BytesIO(page)).size == (300, 150)
    assert len(typesetter().pictures(template, {"name": "一二三\n" * 60})) > 1


def test_a_template_reads_nothing_outside_its_folder(tmp_path):
    (tmp_path / "secret").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    template = inside / "thief.typ"
    template.write_text('#read("../secret")')
    with pytest.raises(typst.TypstError):
        typesetter().typeset(template, {})


def test_characters_without_a_glyph_are_named_once():
    assert typesetter().missing_glyphs("王喆 堃翀祎，１２３ ABC\n") == ""
    assert typesetter().missing_glyphs("好🙂的🙂𠮷") == "🙂𠮷"


def test_the_offices_own_typefaces_join_the_packaged_ones(tmp_path):
    assert typesetter(tmp_path / "missing").families >= {"Noto Sans SC", "Noto Serif SC"}
