"""The cells of a form's table: how each is written into a row's text and read back. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from service.core.problems import N_
from service.windows.models import Kind
from surveys import questions

YES = "是"
#: the nine conditions of 辽人社〔2016〕149号 二, in their order
CONDITIONS = (
    "politics", "discipline", "institutions", "platform", "convenience",
    "style", "team", "results", "supervision",
)  # fmt: skip
WEIGHT_LEVELS = ("normal", "key", "veto")
LONGEST = 300
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}|[1-5]")

#: column → what stands above it; a reader of Excel keeps these words in every language
COLUMNS: dict[str, str] = {
    "type": N_("类型"),
    "key": N_("编号"),
    "zh": N_("中文"),
    "en": N_("英文"),
    "group": N_("所属组"),
    "kinds": N_("适用窗口"),
    "conditions": N_("对应条件"),
    "grave": N_("直报省厅"),
    "question": N_("题型"),
    "weight": N_("分值"),
    "level": N_("级别"),
    "evidence_zh": N_("取证"),
    "evidence_en": N_("取证（英文）"),
    "document": N_("依据文件"),
    "section": N_("依据条款"),
    "quote": N_("依据原文"),
    "threshold": N_("扣完的次数"),
    "unit": N_("时间单位"),
    "good": N_("满分不超过"),
    "bad": N_("零分达到"),
    "enough": N_("满分需几项"),
    "copy_of": N_("沿用哪一项"),
    "scored_from": N_("开始计分"),
}


class UnfitCellError(ValueError):
    """A cell does not hold what belongs there; the text is a sentence (message id)."""


@dataclass(frozen=True)
class Cell:
    """One column of a kind of row. ``path`` leads to the value in the body: ``clause.quote``."""

    column: str
    path: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    required: bool = True


def _text(given: str) -> str:
    if len(given) > LONGEST:
        raise UnfitCellError(N_("太长了，最多 300 个字。"))
    return given


def _key(given: str) -> str:
    if not KEY.fullmatch(given):
        raise UnfitCellError(N_("编号用字母开头的字母、数字和下划线，最多 20 个。"))
    return given


def _number(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > 4:  # noqa: PLR2004 -- 0–9999
        raise UnfitCellError(N_("请填写 0 到 9999 之间的整数。"))
    return int(given)


def _points(given: str) -> int:
    try:
        hundredths = Decimal(given) * 100
    except InvalidOperation as error:
        raise UnfitCellError(N_("请填写分值，例如 5 或 2.5。")) from error
    if not 0 < hundredths <= 10_000 or hundredths != hundredths.to_integral_value():  # noqa: PLR2004
        raise UnfitCellError(N_("请填写分值，例如 5 或 2.5。"))
    return int(hundredths)


def _one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    def read(given: str) -> str:
        if given not in allowed:
            raise UnfitCellError(N_("请从给出的选项中选择。"))
        return given

    return read


def _some_of(allowed: Sequence[str]) -> Callable[[str], list[str]]:
    return lambda given: [_one_of(allowed)(word) for word in re.split(r"[,，、;；\s]+", given)]


def _flag(given: str) -> bool:
    return bool(_one_of((YES,))(given))


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise UnfitCellError(N_("请填写日期，例如 2026-12-01。")) from error


def text(column: str, path: str, *, required: bool = True) -> Cell:
    """Return a cell of words."""
    return Cell(column, path, _text, required=required)


def key(path: str = "key") -> Cell:
    """Return the cell of a row's own name."""
    return Cell("key", path, _key)


def number(column: str, path: str, *, required: bool = False) -> Cell:
    """Return a cell of a whole number."""
    return Cell(column, path, _number, required=required)


def points(path: str) -> Cell:
    """Return a cell of points, kept in hundredths."""
    return Cell("weight", path, _points, lambda value: f"{value / 100:g}")


def choice(column: str, path: str, allowed: Sequence[str], *, required: bool = True) -> Cell:
    """Return a cell that holds one of some words."""
    return Cell(column, path, _one_of(allowed), required=required)


def several(column: str, path: str, allowed: Sequence[str], *, required: bool = True) -> Cell:
    """Return a cell that holds some of some words, separated by commas."""
    return Cell(column, path, _some_of(allowed), ", ".join, required=required)


def day(column: str, path: str) -> Cell:
    """Return a cell of a day, kept as ISO text; it may be empty."""
    return Cell(column, path, _day, required=False)


def flag(column: str, path: str) -> Cell:
    """Return a cell that is ``是`` or empty."""
    return Cell(column, path, _flag, lambda _: YES, required=False)


#: what can be chosen in a column
CHOICES: Mapping[str, Sequence[str]] = {
    "question": tuple(questions.KINDS),
    "level": WEIGHT_LEVELS,
    "unit": tuple(questions.UNITS),
    "kinds": tuple(Kind),
    "conditions": CONDITIONS,
    "grave": (YES,),
}
