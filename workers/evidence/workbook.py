"""figures.xlsx: the figures as sheets to count on with. Text is text, never a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from surveys.evidence import Facts

from . import blocks, overview
from .blocks import Block, Table
from .dossier import Dossier

TITLE, BODY = "黑体", "仿宋_GB2312"
#: created and changed: a workbook of 1980 says nothing about when it was made, so always the same
BEGINNING = datetime(1980, 1, 1)  # noqa: DTZ001 -- the format knows no time zone
A4 = 9
Cell = str | int | float


def write(dossier: Dossier, facts: Facts) -> bytes:
    """Return figures.xlsx."""
    written = io.BytesIO()
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, how) as book:
        book.set_properties(
            {"title": f"{dossier.form['window_name']}佐证数据", "created": BEGINNING}
        )
        sheets = _Sheets(book)
        sheets.add("审批表", ("栏目", "内容"), _form(dossier), (22, 90))
        sheets.add("评价按月", _MONTH_HEAD, _months(facts), (12,) + (11,) * 10)
        for name, table in _tables(facts):
            sheets.add(name, table.head, table.rows, [14 * width for width in table.widths])
        sheets.add("口径", ("名称", "含义"), _terms(facts), (22, 110))
    return written.getvalue()


class _Sheets:
    """Adds sheets that look alike and print well: A4 across, heads repeated, pages numbered."""

    def __init__(self, book: Any) -> None:
        self.book = book
        look = {"border": 1, "font_size": 11, "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format({**look, "font_name": TITLE, "bg_color": "#E6EEFA"})
        self.cell = book.add_format({**look, "font_name": BODY})
        self.share = book.add_format({**look, "font_name": BODY, "num_format": "0.0%"})

    def add(
        self,
        name: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Cell | None]],
        widths: Sequence[float],
    ) -> None:
        """Add a sheet; a fraction is shown in percent, nothing as an empty cell."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, text in enumerate(head):
            sheet.write_string(0, column, text, self.head)
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells):
                self._write(sheet, row, column, value)

    def _write(self, sheet: Any, row: int, column: int, value: Cell | None) -> None:
        if value is None:
            sheet.write_blank(row, column, None, self.cell)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self.cell)
        else:
            shown = self.share if isinstance(value, float) else self.cell
            sheet.write_number(row, column, value, shown)


_LEVELS = tuple(reversed(blocks.LEVEL_NAMES))
_MONTH_HEAD = ("月份", *_LEVELS, "计入 n", "暂缓", "剔除", "满意率（严）", "区间下限", "区间上限")


def _months(facts: Facts) -> Iterable[Sequence[Cell | None]]:
    for one in facts.ratings.months:
        sums, share = one.ratings, one.ratings.satisfied
        bounds = (share.low, share.high) if share.enough else (None, None)
        counted = (sums.n, sums.held, sums.excluded)
        yield (f"{one.month:%Y-%m}", *reversed(sums.levels), *counted, share.value, *bounds)


def _form(dossier: Dossier) -> Iterable[Sequence[Cell | None]]:
    form = dossier.form
    yield from (
        ("推荐对象", form["window_name"]),
        ("推荐单位", form["authority"]),
        ("填报时间", form["filled_on"]),
        ("窗口性质", form.get("nature_other") or form["nature"]),
        ("窗口级别", form["grade"]),
        ("窗口所属单位", form["owner"]),
        ("窗口人数", form["staff_count"]),
        ("窗口负责人姓名", form["head_name"]),
        ("联系电话", form["phone"]),
        ("何时何地受过何种奖励", form.get("honours", "")),
        ("主要先进事迹", form["deeds"]),
        *((one.label, one.text) for one in dossier.opinions),
    )


def _tables(facts: Facts) -> Iterable[tuple[str, Table]]:
    named = {
        "可信等级": overview.grades(facts),
        "投诉结论": blocks.speaking(facts, ["complaints.upheld"])[0],
        "投诉办理": blocks.speaking(facts, ["complaints.clocks"])[0],
        **{one.caption: one for one in _further(facts)},
    }
    for name, table in named.items():
        if isinstance(table, Table):
            yield name, table


def _further(facts: Facts) -> Iterable[Block]:
    return (*blocks.speaking(facts, ["rectifications"]), *overview.annexes(facts))


def _terms(facts: Facts) -> Iterable[Sequence[Cell | None]]:
    yield ("版本", facts.definitions["name"]["zh"])
    for one in facts.definitions["terms"]:
        yield (one["name"]["zh"], one["text"]["zh"])
