"""Reads a table of windows row by row, and says what is wrong with which cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, post_load
from marshmallow.validate import Length, OneOf, Regexp

from service.core.problems import N_
from service.web.api import Line

from . import plates
from .labels import FIELD_NAMES, KIND_NAMES
from .models import Kind
from .schemas import CODE, WRONG_CODE, FactsSchema
from .sheets import Table

#: field → its header; the English one is the field's own name
COLUMNS = FIELD_NAMES
REQUIRED = ("code", "full_name", "kind", "unit")
FORMULA = N_("单元格里是公式或以 =、+、-、@ 开头的内容，请改成普通文字。")
DATE = N_("Excel 把这个单元格当成了日期，请把单元格格式设为文本后重新填写。")
ERROR = N_("单元格里是 Excel 的错误值，请改正。")
_SIGNS = tuple("=+-@\t\r")
_ERROR_VALUE = re.compile(r"#(N/A|[A-Z/0]+[!?])")
_DATE_VALUE = re.compile(r"\d{4}-\d{2}-\d{2}( 00:00:00)?$")


@dataclass(frozen=True)
class Row:
    """One window of the file. ``facts`` holds only what the row states: blank keeps what is."""

    number: int
    code: str
    full_name: str
    kind: Kind
    unit: str
    counters: list[str]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong where; ``column`` is a header, ``message`` is for the words of the forms."""

    row: int
    column: str
    message: Any


class CountersField(Line):
    """The counters of a window in one cell."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return plates.plates(super()._deserialize(value, attr, data, **kwargs))
        except plates.PlateError as error:
            raise ValidationError(str(error)) from error


class KindField(Line):
    """A kind by its code or by its Chinese name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        return next((kind for kind, name in KIND_NAMES.items() if name == text), text.upper())


class RowSchema(FactsSchema):
    """A row, cell by cell, under the same rules as the form and the API."""

    code = Line(required=True, validate=Regexp(f"{CODE}$", error=WRONG_CODE))
    full_name = Line(required=True, validate=Length(2, 60))
    kind = KindField(required=True, validate=OneOf(list(KIND_NAMES)))
    unit = Line(required=True, validate=Regexp(r"[0-9]{6,12}$", error=N_("代码只含数字。")))
    counters = CountersField(load_default=list)
    number = fields.Integer(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Row:
        """Make a row of what was loaded."""
        own = {name: data.pop(name) for name in ("number", "code", "full_name", "unit", "counters")}
        return Row(kind=Kind(data.pop("kind")), facts=data, **own)


_ROW = RowSchema()


def read(table: Table) -> tuple[list[Row], list[Fault]]:
    """Read a table whose first row is the header; rows without any content are skipped."""
    columns, faults = _header(table[0])
    if faults:
        return [], faults
    rows: list[Row] = []
    seen: set[str] = set()
    for number, cells in enumerate(table[1:], 2):
        if not any(cells):
            continue
        row, wrong = _row(number, cells, columns)
        faults += wrong
        if row is None:
            continue
        if row.code in seen:
            faults.append(Fault(number, COLUMNS["code"], N_("窗口编码与前面的行重复。")))
        seen.add(row.code)
        rows.append(row)
    return rows, faults


def _header(cells: list[str]) -> tuple[list[str | None], list[Fault]]:
    """Return the field of each column, and what is wrong with the header."""
    known = {title: name for name, title in COLUMNS.items()} | {name: name for name in COLUMNS}
    titles = [cell.strip(" *＊").lower() for cell in cells]
    columns = [known.get(title) for title in titles]
    faults = [
        Fault(1, cell, N_("不认识这一列，请对照模板的表头。"))
        for cell, name in zip(cells, columns, strict=True)
        if cell and name is None
    ]
    for name, title in COLUMNS.items():
        if columns.count(name) > 1:
            faults.append(Fault(1, title, N_("这一列出现了两次。")))
        if name in REQUIRED and name not in columns:
            faults.append(Fault(1, title, N_("缺少这一列。")))
    return columns, faults


def _row(
    number: int, cells: list[str], columns: list[str | None]
) -> tuple[Row | None, list[Fault]]:
    given: dict[str, Any] = {}
    faults: list[Fault] = []
    for position, cell in enumerate(cells):
        name = columns[position] if position < len(columns) else None
        if not cell:
            continue
        if name is None:
            faults.append(Fault(number, cell[:20], N_("这一格的上方没有表头。")))
        elif strange := _strange(cell):
            faults.append(Fault(number, COLUMNS[name], strange))
        else:
            given[name] = cell
    try:
        row: Row | None = _ROW.load({**given, "number": number})
    except ValidationError as error:
        row = None
        faults += _faults(number, error, {fault.column for fault in faults})
    return (None, faults) if faults else (row, [])


def _strange(cell: str) -> str | None:
    if cell.startswith(_SIGNS):
        return FORMULA
    if _ERROR_VALUE.fullmatch(cell):
        return ERROR
    return DATE if _DATE_VALUE.match(cell) else None


def _faults(number: int, error: ValidationError, told: set[str]) -> Iterator[Fault]:
    messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    for name, message in messages.items():
        if COLUMNS[name] not in told:
            yield Fault(number, COLUMNS[name], message)
