"""The approval form is the annex of the notice: four pages, eighteen fields, nothing lost."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pylopdf_fonts_zh_cn
import pytest
from fontTools.ttLib import TTFont

from service.awards import cycles
from service.awards.labels import FORM_NOTES
from service.core.typeset import typesetter
from tests.awards.ways import form as filled
from tests.evidence_pack import pdf
from workers.evidence import form
from workers.evidence.dossier import OPINIONS, Dossier, Opinion

DAYS = (date(2016, 7, 29), date(2016, 8, 4), date(2016, 8, 25), None)
TEXTS = ("县级同意推荐。", "市级同意推荐，排序第1位。", "省级同意推荐。", "")
LABELS = [
    "推荐对象",
    "推荐单位",
    "填报时间",
    "填表说明",
    "窗口名称",
    "窗口性质",
    "窗口级别",
    "窗口所属单位",
    "窗口人数",
    "窗口负责人姓名",
    "联系电话",
    "何时何地受过何种奖励",
    "主要先进事迹（300字以内）",
    *(label for _, label in OPINIONS),
    "2016年月日",
]


def dossier(**changed):
    cycle = cycles.library_cycle("2014-2016")
    opinions = zip(OPINIONS, TEXTS, DAYS, strict=True)
    entered = {
        **filled(),
        "window_name": "新民市就业人才大厅（演示）",
        "owner": "新民市人力资源和社会保障局",
        "authority": "辽宁省人力资源和社会保障厅",
        "filled_on": "2016-07-20",
        "head_name": "刘堃",
    }
    return Dossier(
        pack_id=uuid.UUID(int=1),
        requested_at=datetime(2016, 8, 26, 2, tzinfo=UTC),
        window_id=uuid.UUID(int=2),
        window_code="210181-EMP-01",
        first_day=date(2014, 1, 1),
        last_day=date(2016, 7, 31),
        cycle_key=cycle["key"],
        cycle_name=cycle["name"],
        title=tuple(cycle["title"].split("\n")),
        legal_basis=cycle["legal_basis"],
        nomination_year=2016,
        conditions=cycles.condition_set("2016"),
        requirements=cycle["requirements"],
        notes=tuple(note % {"span": "2014—2016", "copies": 8} for note in FORM_NOTES),
        form={**entered, **changed},
        city="沈阳市",
        city_rank=1,
        opinions=tuple(
            Opinion(label, applies=True, text=text, day=day) for (_, label), text, day in opinions
        ),
    )


def typeset(given, setter=None):
    return form.typeset(given, setter or typesetter())


def test_all_eighteen_fields_are_there():
    text = pdf.text(typeset(dossier()))
    assert len(LABELS) == 18
    assert [label for label in LABELS if label not in text] == []
    for value in ("刘堃", "024-00001234", "科级", "事业单位", "2016年7月20日", *TEXTS):
        assert value in text
    assert "青年文明号" in text
    assert dossier().form["deeds"] in text


def test_the_four_pages_are_cover_notes_table_and_opinions():
    cover, notes, table, opinions = pdf.pages(typeset(dossier()))
    assert "推荐审批表" in cover
    assert "填报时间" in cover
    assert "二、本表填写后统一打印出来，使用仿宋四号字，数字统一使用阿拉伯数字；" in notes
    assert "九、本表上报一式8份，规格为A4纸。" in notes
    assert "窗口负责人姓名" in table
    assert opinions.count("（盖章）") == 4
    assert "2016年8月25日" in opinions


def test_the_ministrys_box_stays_blank():
    *_, opinions = pdf.pages(typeset(dossier()))
    assert opinions.split("人力资源社会保障部意见")[1].startswith("（盖章）2016年月日")


@pytest.mark.parametrize("number", [1, 299, 300])
def test_three_hundred_characters_stay_on_four_pages(number):
    pages = pdf.pages(typeset(dossier(deeds="优" * number)))
    assert len(pages) == 4
    assert "".join(pages).count("优") == number + pages[0].count("优") + pages[1].count("优")


@pytest.mark.parametrize("number", [330, 400, 1500])
def test_longer_deeds_continue_and_lose_nothing(number):
    pages = pdf.pages(typeset(dossier(deeds="事" * number)))
    plain = pdf.pages(typeset(dossier(deeds="优")))
    assert "".join(pages).count("事") == number + "".join(plain).count("事")
    assert len(pages) >= 4


def test_a_level_without_a_say_prints_a_dash():
    given = dossier()
    county = Opinion(OPINIONS[0][1], applies=False, text="", day=None)
    *_, opinions = pdf.pages(typeset(replace(given, opinions=(county, *given.opinions[1:]))))
    assert opinions.startswith("县级人力资源社会保障部门意见—")
    assert opinions.count("（盖章）") == 3


def test_an_opinion_of_a_hundred_characters_keeps_clear_of_its_seal():
    given = dossier()
    long = replace(given.opinions[1], text="长" * 100)
    made = typeset(replace(given, opinions=(given.opinions[0], long, *given.opinions[2:])))
    pages = pdf.pages(made)
    assert len(pages) == 4
    assert "长" * 100 + "（盖章）" in pages[-1]


def test_another_nature_is_spelled_out():
    assert "其他（国有企业）" in pdf.text(typeset(dossier(nature="其他", nature_other="国有企业")))


def test_characters_without_a_glyph_are_flagged_not_printed_as_boxes():
    given = dossier(head_name="王🙂", deeds="好𠮷")
    text = pdf.text(typeset(given))
    assert "王〓" in text
    assert "U+1F642、U+20BB7" in text
    assert form.codes(form.missing(given, typesetter())) == ["U+1F642", "U+20BB7"]


def test_rare_characters_of_names_are_printed():
    names = "喆堃翀祎玥珺瑄垚犇璟赟龑彧芃飏"
    assert form.missing(dossier(deeds=names), typesetter()) == ""
    made = typeset(dossier(deeds=names))
    assert names in pdf.text(made)
    assert not pdf.RADICALS.search(pdf.text(made))


def test_without_fangsong_the_form_says_so_and_with_the_offices_own_it_does_not(tmp_path):
    assert "未安装仿宋字体" in pdf.text(typeset(dossier()))
    with TTFont(pylopdf_fonts_zh_cn.serif_path()) as face:
        for record in face["name"].names:
            if record.nameID in {1, 16}:
                record.string = "FangSong_GB2312"
        face.save(tmp_path / "office.otf")
    own = typesetter(tmp_path)
    assert "FangSong_GB2312" in own.families
    assert "未安装仿宋字体" not in pdf.text(typeset(dossier(), own))


def test_it_is_archival_accessible_and_embeds_its_typefaces():
    made = typeset(dossier())
    claimed = pdf.claims(made)
    assert (claimed["part"], claimed["level"], claimed["ua"]) == ("3", "A", "1")
    assert claimed["tagged"]
    assert claimed["lang"].lower() == "zh-cn"
    assert pdf.fonts(made)
    assert all(embedded for _, embedded in pdf.fonts(made))
    assert all("+" in name for name, _ in pdf.fonts(made))  # subsets


def test_what_people_wrote_is_never_markup():
    words = '#panic("x") *粗* $1$ \\ @a <b> _c_'
    assert "".join(words.split()) in pdf.text(typeset(dossier(deeds=words)))


def test_the_same_dossier_gives_the_same_bytes():
    assert typeset(dossier()) == typeset(dossier())
    assert typeset(dossier()) != typeset(dossier(staff_count=13))
