"""Tables for spreadsheets: XLSX in which no cell can run as a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

Row = Sequence[Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its first row, the rows below, and widths of the first columns."""

    name: str
    header: Row
    rows: Iterable[Row]
    widths: Sequence[int] = ()
    #: columns that stay in sight
    fixed: int = 0
    wrapped: bool = field(default=False)


def xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Write a workbook. Text stays text, whatever it begins with; nothing becomes a link."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for each in sheets:
            sheet = book.add_worksheet(each.name)
            above = 1 if each.header else 0
            sheet.write_row(0, 0, each.header, bold)
            for number, cells in enumerate(each.rows, above):
                sheet.write_row(number, 0, cells, wrapped if each.wrapped else None)
            if above:
                sheet.freeze_panes(1, each.fixed)
            for column, width in enumerate(each.widths):
                sheet.set_column(column, column, width)
    return written.getvalue()
