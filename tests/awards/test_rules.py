"""The approval form's own rules: lengths, digits, honours, phones; and the five working days."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.awards import rules
from service.core.problems import Problem
from service.core.workdays import WorkCalendar
from tests.awards.ways import OWNER_NOTICE, form

TERMS = SimpleNamespace(
    evaluation_from=date(2014, 1, 1),
    requirements={
        "summary_max": 300,
        "summary_short": 200,
        "material_min": 1800,
        "material_max": 2200,
    },
)
TODAY = date(2016, 7, 20)


def wrong(**changed):
    return rules.form_problems(form(**changed), TERMS, TODAY)


def test_a_complete_form_is_right():
    assert wrong() == {}


def test_three_hundred_characters_fit_and_one_more_does_not():
    assert "deeds" not in wrong(deeds="优" * 300)
    assert "deeds" in wrong(deeds="优" * 301)


def test_spaces_and_line_ends_are_not_characters():
    assert "deeds" not in wrong(deeds="\u3000\u3000" + "优" * 150 + "\n\n " + "质" * 150)


def test_a_run_of_digits_is_one_word_so_figures_do_not_push_the_text_out():
    text = "优" * 290 + "2014年以来办理12345678件"
    assert rules.characters(text) > 300 > rules.words(text)
    assert "deeds" not in wrong(deeds=text)


@given(st.text())
def test_words_never_outnumber_characters(text):
    assert 0 <= rules.words(text) <= rules.characters(text) <= len(text)


@given(st.text(alphabet="优质服务，。窗口“”（）", max_size=400))
def test_pure_chinese_counts_the_same_both_ways(text):
    assert rules.words(text) == rules.characters(text) == len(text)


def test_full_width_digits_become_arabic_and_what_cannot_be_printed_goes():
    assert rules.tidy("２０１６年\x0b\x1f第１名\n好") == "2016年第1名\n好"


def test_quantities_in_chinese_numerals_are_pointed_out_but_kept():
    assert rules.chinese_numerals("共有二十三人，一次性告知，十八大精神") == ["二十三"]
    said = rules.hints(form(deeds="我们有二十三名工作人员。" * 20), TERMS)
    assert "数字统一使用阿拉伯数字，请检查文中的汉字数字。" in said


def test_material_of_about_two_thousand_characters_is_asked_for_but_never_demanded():
    sentence = "事迹材料要求2000字左右。"
    assert sentence in rules.hints(form(material="事" * 1799), TERMS)
    assert sentence not in rules.hints(form(material="事" * 1800), TERMS)
    assert sentence not in rules.hints(form(material="事" * 2200), TERMS)
    assert sentence in rules.hints(form(material="事" * 2201), TERMS)
    assert "material" not in wrong(material="事" * 2201)


@pytest.mark.parametrize(
    "phone",
    ["024-00001234", "02400001234", "13900000000", "0410-1234567", "12333", "024-00001234-8"],
)
def test_phones_that_are_right(phone):
    assert "phone" not in wrong(phone=phone)


@pytest.mark.parametrize(
    "phone", ["", "1234", "23900000000", "139000000001", "024-0000123a", "+86 1"]
)
def test_phones_that_are_wrong(phone):
    assert "phone" in wrong(phone=phone)


def test_honours_name_year_giver_and_prize():
    assert "honours" not in wrong(honours="2015年3月，沈阳市，青年文明号\n2014年，省厅，先进集体\n")
    assert "honours" in wrong(honours="青年文明号")
    assert "honours" in wrong(honours="2016年8月，沈阳市，尚未到来的奖")


def test_another_nature_has_to_be_spelled_out():
    assert "nature_other" in wrong(nature="其他")
    assert "nature_other" not in wrong(nature="其他", nature_other="国有企业")


def test_the_form_is_dated_in_the_cycle_and_not_tomorrow():
    assert "filled_on" in wrong(filled_on=date(2016, 7, 21))
    assert "filled_on" in wrong(filled_on=date(2013, 12, 31))


# --- public notices -----------------------------------------------------------------------------


def notice(start, end, *, today, objection="none", since=date(2014, 1, 1)):
    facts = {**OWNER_NOTICE, "starts_on": start, "ends_on": end, "objection": objection}
    return rules.check_notice(facts, calendar=WorkCalendar(), today=today, days=5, since=since)


def test_the_notice_of_august_2016_ran_from_the_fifteenth_to_the_nineteenth():
    due = notice(date(2016, 8, 15), date(2016, 8, 19), today=date(2016, 8, 20))
    assert (due.day, due.provisional) == (date(2016, 8, 19), False)


def test_four_working_days_are_too_few_whatever_the_weekend_adds():
    with pytest.raises(Problem) as refused:
        notice(date(2016, 8, 13), date(2016, 8, 18), today=date(2016, 8, 20))
    assert refused.value.code == "notice_too_short"
    assert refused.value.values["end"] == "2016-08-19"


def test_the_notice_has_to_be_over():
    with pytest.raises(Problem) as refused:
        notice(date(2016, 8, 15), date(2016, 8, 19), today=date(2016, 8, 19))
    assert refused.value.fields.keys() == {"ends_on"}


def test_an_open_objection_stops_it():
    with pytest.raises(Problem) as refused:
        notice(date(2016, 8, 15), date(2016, 8, 19), today=date(2016, 8, 22), objection="open")
    assert refused.value.code == "objection_open"


def test_a_national_holiday_does_not_count():
    with pytest.raises(Problem) as refused:
        notice(date(2026, 9, 28), date(2026, 10, 8), today=date(2026, 10, 20))
    assert refused.value.values["end"] == "2026-10-09"


@given(
    start=st.dates(date(2014, 1, 1), date(2026, 10, 1)),
    length=st.integers(0, 30),
    later=st.integers(0, 30),
)
def test_a_notice_passes_just_when_it_has_five_working_days_and_is_over(start, length, later):
    end = start + timedelta(days=length)
    today = end + timedelta(days=later)
    enough = WorkCalendar().between(start, end) >= 5
    try:
        notice(start, end, today=today)
    except Problem:
        assert not (enough and today > end)
    else:
        assert enough
        assert today > end
