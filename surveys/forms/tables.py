"""A form as a table for Excel: one row of text for each row of the form."""

from collections.abc import Sequence

from service.core.problems import N_, Problem
from service.windows import sheets

from .cells import COLUMNS
from .models import FormKind
from .rows import PARTS, Part, Row

NOTES = (
    "一行是表单的一行；上下顺序就是表单的顺序，下级的行写在上级的下面。",
    "表头不要改动。类型列写：",
)


def write_table(kind: FormKind, rows: Sequence[Row]) -> bytes:
    """Write rows as XLSX; every cell is text."""
    parts, columns = PARTS[kind], _columns(kind)
    lines = [
        [_title(parts, row) if name == "type" else row.get(name, "") for name in columns]
        for row in rows
    ]
    notes = [*NOTES, *(part.title for part in parts.values())]
    return sheets.write([COLUMNS[name] for name in columns], lines, notes=notes, title="表单")


def read_table(kind: FormKind, table: sheets.Table) -> list[Row]:
    """Read a table's rows; raises 422 when its header is not ours. Empty lines fall out."""
    parts, header = PARTS[kind], table[0]
    names = {title: name for name, title in COLUMNS.items()}
    if unknown := [title for title in header if title and title not in names]:
        sentence = N_("不认识的列：%(columns)s。请用下载的表格填写。")
        raise Problem(422, "unknown_columns", sentence, columns="、".join(unknown))
    types = {part.title: name for name, part in parts.items()}
    rows = [
        {names[title]: cell for title, cell in zip(header, line, strict=False) if title and cell}
        for line in table[1:]
    ]
    return [
        row | {"type": types.get(row.get("type", ""), row.get("type", ""))} for row in rows if row
    ]


def _columns(kind: FormKind) -> list[str]:
    used = {cell.column for part in PARTS[kind].values() for cell in part.cells}
    return ["type", *(name for name in COLUMNS if name in used)]


def _title(parts: dict[str, Part], row: Row) -> str:
    part = parts.get(row.get("type", ""))
    return part.title if part else row.get("type", "")
