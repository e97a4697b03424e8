"""The comparison as a table for spreadsheets, with the definitions beside it."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext

from service.core.problems import N_
from service.web.tongues import data_language
from service.windows.labels import KIND_NAMES, LEVEL_NAMES
from surveys.rollups import definitions
from surveys.rollups.comparison import Group
from surveys.tables import Row

from . import labels, shown

#: a cell that a spreadsheet might take for a formula
RISKY = re.compile(r"[=+\-@\t\r]")
TOO_FEW = N_("样本不足")


def header() -> list[str]:
    """Return the names of the columns."""
    return [
        *(
            gettext("窗口编码"),
            gettext("窗口名称"),
            gettext("城市"),
            gettext("类别"),
            gettext("层级"),
        ),
        gettext("评价数 n"),
        *(gettext(name) for name in labels.LEVEL_NAMES.values()),
        *shares(gettext("好评率")),
        *shares(gettext("满意率（严）")),
        *(gettext("暂缓"), gettext("剔除")),
        *(gettext("差评申诉"), gettext("申诉成立")),
        *(gettext(name) for name in labels.GRADE_NAMES.values()),
        *(gettext("投诉"), gettext("属实投诉"), gettext("每千条评价属实投诉")),
        *(gettext("计分检查"), gettext("检查得分")),
    ]


def shares(name: str) -> list[str]:
    """Return the names of the columns of a share: the rate and its bounds."""
    parts = gettext("比率"), gettext("区间下限"), gettext("区间上限")
    return [f"{name}·{part}" for part in parts]


def compared(groups: Iterable[Group]) -> list[Row]:
    """Return a row for each compared window."""
    return [row(shown.compared(each)) for group in groups for each in group.windows]


def row(each: dict[str, Any]) -> list[Any]:
    """Return the cells of one shown window; what may not be shown says 样本不足."""
    figures, kind, level = each["figures"], each["kind"], each["level"]
    few = None if figures["enough"] else gettext(TOO_FEW)
    shares = [
        figures[name][part]
        for name in ("positive", "satisfied")
        for part in ("value", "low", "high")
    ]
    return [
        *(each["code"], each["name"], each["city"] or ""),
        *(gettext(KIND_NAMES[kind]), gettext(LEVEL_NAMES[level])),
        figures["n"],
        *([few] * 5 if few else figures["levels"][::-1]),
        *([few] * 6 if few else shares),
        *(figures["held"], figures["excluded"]),
        *(each["appeals"], each["appeals_upheld"]),
        *each["grades"].values(),
        *(each["complaints"], each["upheld"], few or each["upheld_rate"]),
        *(each["visits"], each["visit_score"]),
    ]


def notes(first: date, last: date, filters: Iterable[tuple[str, str]] = ()) -> list[list[str]]:
    """Return the period, the filters and the definitions in the reader's language."""
    language = data_language()
    return [
        [gettext("统计月份"), f"{first:%Y-%m} – {last:%Y-%m}"],
        *map(list, filters),
        [gettext("口径"), definitions.current()["name"][language]],
        *map(list, definitions.spoken(language)),
    ]


def as_csv(rows: Iterable[Row], notes: Iterable[Row]) -> bytes:
    """Write CSV as Excel opens it: UTF-8 with a mark; no cell can run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header())
    for cells in [*rows, [], *notes]:
        writer.writerow([guarded(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def guarded(cell: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet might run."""
    return f"'{cell}" if isinstance(cell, str) and RISKY.match(cell) else cell
