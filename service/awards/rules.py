"""Rules of the approval form and of public notices (辽人社〔2016〕149号, 填表说明). Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from service.core.problems import N_, Problem
from service.core.workdays import Due, WorkCalendar

#: mainland mobile number, area code and number (with an extension), or a national service number
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?[1-9]?\d{6,8}(?:-\d{1,6})?|(?:12333|400-?\d{3}-?\d{4})")
#: one honour a line: 2015年3月，授予单位或地点，奖项名称 (F-12 何时何地受过何种奖励)
HONOUR = re.compile(r"(\d{4})年(?:(1[0-2]|0?[1-9])月)?\s*[，,]\s*([^，,]+?)\s*[，,]\s*(\S.*)")
#: 窗口性质 that must be spelled out (填表说明 七)
OTHER = "其他"
_WIDE_DIGITS = {ord("０") + n: str(n) for n in range(10)}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%'’+-]*|\S")
_NUMERALS = re.compile(
    r"[〇零一二三四五六七八九十百千万亿两]{2,}(?=[余多]?[人件次个名项年月日元条家天户])"
)


def characters(text: str) -> int:
    """Count every code point except white space (the strict count of 300字以内)."""
    return sum(not char.isspace() for char in text)


def words(text: str) -> int:
    """Count as word processors do (字数): a Chinese character or mark is 1, so is a run of digits
    or letters.
    """
    return len(_WORD.findall(text))


def fits(text: str, limit: int) -> bool:
    """Tell whether a text keeps to ``limit`` by either count; only both exceeded is too long."""
    return characters(text) <= limit or words(text) <= limit


def tidy(text: str) -> str:
    """Write full-width digits as ordinary ones (填表说明 二: 数字统一使用阿拉伯数字), and drop what
    cannot be printed.
    """
    plain = text.translate(_WIDE_DIGITS)
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) != "Cc")


def chinese_numerals(text: str) -> list[str]:
    """Find quantities written in Chinese numerals, to point them out; nothing is changed."""
    return sorted(set(_NUMERALS.findall(text)))


class Terms(Protocol):
    """What the form's rules read of a cycle."""

    evaluation_from: Any
    requirements: Any


def form_problems(form: Mapping[str, Any], terms: Terms, today: date) -> dict[str, str]:
    """Return what is wrong with which field of the form (F-03, F-06, F-11…F-13)."""
    wrong: dict[str, str] = {}
    if not terms.evaluation_from <= form["filled_on"] <= today:
        wrong["filled_on"] = N_("填报时间应在评选期开始之后、今天之前。")
    if form["nature"] == OTHER and not form.get("nature_other"):
        wrong["nature_other"] = N_("选“其他”的，请写明性质。")
    if not PHONE.fullmatch(tidy(form["phone"])):
        wrong["phone"] = N_("请填写手机号码，或带区号的固定电话。")
    if not fits(form["deeds"], int(terms.requirements["summary_max"])):
        wrong["deeds"] = N_("主要先进事迹超过了字数限制。")
    for line in tidy(form.get("honours", "")).splitlines():
        if line.strip() and (sentence := _honour_problem(line, today)):
            wrong["honours"] = sentence
    return wrong


def hints(form: Mapping[str, Any], terms: Terms) -> list[str]:
    """Return what could be better, without refusing it: lengths, and numerals written out."""
    limits, said = terms.requirements, []
    if characters(form["deeds"]) < int(limits["summary_short"]):
        said.append(N_("主要先进事迹偏短，填表说明要求300字左右。"))
    material = characters(form.get("material", ""))
    if not int(limits["material_min"]) <= material <= int(limits["material_max"]):
        said.append(N_("事迹材料要求2000字左右。"))
    if chinese_numerals(form["deeds"]) or chinese_numerals(form.get("material", "")):
        said.append(N_("数字统一使用阿拉伯数字，请检查文中的汉字数字。"))
    return said


def _honour_problem(line: str, today: date) -> str | None:
    found = HONOUR.fullmatch(line.strip())
    if found is None:
        return N_("每行写一项：年月，授予单位或地点，奖项。例如：2015年3月，沈阳市，青年文明号。")
    if (int(found[1]), int(found[2] or 1)) > (today.year, today.month):
        return N_("获奖时间不能晚于今天。")
    return None


def notice_end(calendar: WorkCalendar, start: date, days: int) -> Due:
    """Return the last day of a public notice that begins on ``start``; its first day counts."""
    return calendar.add(start, days, count_start=True)


def check_notice(
    facts: Mapping[str, Any], *, calendar: WorkCalendar, today: date, days: int, since: date
) -> Due:
    """Hold a public notice to its term: 公示5个工作日, ended, nothing open (四（一）、四（二）).

    Returns when it had to run until, provisional when a year on the way is not yet published.
    """
    start, end = facts["starts_on"], facts["ends_on"]
    if not since <= start <= today:
        raise _notice("starts_on", N_("公示开始日期不合理：应在上一步之后、今天之前。"))
    due = notice_end(calendar, start, days)
    if end < due.day:
        sentence = N_("公示须满 %(days)s 个工作日，从 %(start)s 起最早到 %(end)s 结束。")
        values = {"days": days, "start": start.isoformat(), "end": due.day.isoformat()}
        raise Problem(
            422, "notice_too_short", sentence, fields={"ends_on": N_("公示时间不足。")}, **values
        )
    if end >= today:
        raise _notice("ends_on", N_("公示尚未结束，结束次日才能登记。"))
    if facts["objection"] != "none":
        raise Problem(409, "objection_open", N_("公示期间有异议尚未办结，不能进入下一步。"))
    return due


def _notice(name: str, sentence: str) -> Problem:
    return Problem(422, "invalid_notice", sentence, fields={name: sentence})
