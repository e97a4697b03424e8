"""Opening hours: how they are written, how they read, and whether a window is open now.

Hours map a day (``mon`` … ``sun``) to its spans, each a start and an end in local time:
``{"mon": [["08:30", "11:30"], ["13:00", "17:00"]]}``. Days left out are closed.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from service.core.clock import SHANGHAI
from service.core.problems import N_
from service.core.workdays import SATURDAY, WorkCalendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = "一二三四五六日"
MOST_SPANS = 4
FORM = N_("请写成：周一至周五 08:30-11:30 13:00-17:00；周六 09:00-12:00")

_DAY = r"(?:周|星期)?([一二三四五六日天])"
_RANGE = re.compile(rf"{_DAY}(?:[至到~-]{_DAY})?")
_DAYS = re.compile(rf"{_RANGE.pattern}(?:[、,和]{_RANGE.pattern})*")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})[-~至到](\d{1,2}):(\d{2})")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_WIDE = str.maketrans("，：；－—–～　０１２３４５６７８９", ",:;---~ 0123456789")

Hours = dict[str, list[list[str]]]


class HoursError(ValueError):
    """The hours cannot be understood; the message is a sentence for the catalogue."""


def is_open(
    hours: Mapping[str, Any] | None, moment: datetime, calendar: WorkCalendar
) -> bool | None:
    """Tell whether a window is open at an aware moment; None when it states no hours.

    On a holiday in the week it keeps the hours of Sunday (mostly none); on a weekend that is
    worked (调休) those of Monday.
    """
    if not hours:
        return None
    local = moment.astimezone(SHANGHAI)
    works, weekday = calendar.is_working(local.date()), local.weekday()
    day = DAYS[weekday]
    if works != (weekday < SATURDAY):
        day = "mon" if works else "sun"
    clock = local.strftime("%H:%M")
    return any(start <= clock < end for start, end in hours.get(day, ()))


def check(value: Any) -> Hours:
    """Return hours from outside in good order; raises :class:`HoursError`."""
    if not isinstance(value, Mapping) or not value.keys() <= set(DAYS):
        raise HoursError(FORM)
    return {day: _spans(value[day]) for day in DAYS if value.get(day)}


def _spans(value: Any) -> list[list[str]]:
    if not isinstance(value, list) or len(value) > MOST_SPANS:
        raise HoursError(FORM)
    spans = []
    for span in value:
        if not (isinstance(span, list) and list(map(type, span)) == [str, str]):
            raise HoursError(FORM)
        if not all(_TIME.fullmatch(time) for time in span):
            raise HoursError(FORM)
        spans.append(span)
    edges = [time for span in sorted(spans) for time in span]
    if any(early >= late for early, late in pairwise(edges)):
        raise HoursError(N_("开放时间的各个时段要先后分明，不能重叠，结束要晚于开始。"))
    return sorted(spans)


def parse(text: str) -> Hours:
    """Read hours as people write them; raises :class:`HoursError`."""
    hours: dict[str, list[list[str]]] = {}
    for part in filter(None, map(str.strip, re.split(r"[;\n]", text.translate(_WIDE)))):
        named = _DAYS.match(part)
        if named is None:
            raise HoursError(FORM)
        spans = _read_spans(part[named.end() :])
        for day in _days(named[0]):
            if day in hours:
                raise HoursError(N_("同一天写了两次开放时间。"))
            hours[day] = spans
    return check(hours)


def _days(text: str) -> list[str]:
    days: list[str] = []
    for found in _RANGE.finditer(text):
        first, last = (_number(sign) for sign in (found[1], found[2] or found[1]))
        if last < first:
            raise HoursError(FORM)
        days += DAYS[first : last + 1]
    return days


def _number(sign: str) -> int:
    return WEEK.index("日" if sign == "天" else sign)


def _read_spans(text: str) -> list[list[str]]:
    if text.strip() == "全天":
        return [["00:00", "24:00"]]
    spans = [
        [f"{int(found[1]):02}:{found[2]}", f"{int(found[3]):02}:{found[4]}"]
        for found in _SPAN.finditer(text)
    ]
    if not spans or _SPAN.sub("", text).strip(" ,、"):
        raise HoursError(FORM)
    return spans


def spoken(hours: Mapping[str, Any] | None) -> str:
    """Write hours as :func:`parse` reads them: equal neighbouring days are joined."""
    parts: list[tuple[list[int], str]] = []
    for number, day in enumerate(DAYS):
        text = " ".join("-".join(span) for span in (hours or {}).get(day, ()))
        if not text:
            continue
        if parts and parts[-1][1] == text and parts[-1][0][-1] == number - 1:
            parts[-1][0].append(number)
        else:
            parts.append(([number], text))
    return "；".join(f"{_named(days)} {text}" for days, text in parts)


def _named(days: list[int]) -> str:
    first, last = f"周{WEEK[days[0]]}", f"周{WEEK[days[-1]]}"
    return first if first == last else f"{first}至{last}"
