"""Tables that people keep in Excel: CSV in the encodings met in offices, XLSX in and out."""

import base64
import binascii
import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, cast

import openpyxl
import xlsxwriter

from service.core.problems import N_, Problem

MOST_ROWS = 5000
MOST_COLUMNS = 60
LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024

Table = list[list[str]]

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UNREADABLE = N_("无法读取这个文件。请用 Excel 另存为 .xlsx，或另存为 CSV 后再上传。")


def unreadable(sentence: str = UNREADABLE) -> Problem:
    """Answer for a file that is not a table we can read."""
    return Problem(422, "unreadable_file", sentence)


def too_large() -> Problem:
    """Answer for a file beyond what a register needs."""
    return Problem(413, "file_too_large", N_("文件太大，最多 5 MB。"))


def read(data: bytes) -> Table:
    """Read a CSV or XLSX file into rows of text; raises 413 or 422 with what to do instead.

    Formulas come as their text (``=…``), dates as ISO text, so that the reader can point at them.
    """
    if len(data) > LARGEST:
        raise too_large()
    if data.startswith(OLD_EXCEL):
        raise unreadable(N_("这是旧版 Excel 文件（.xls），请另存为 .xlsx 后再上传。"))
    rows = _xlsx(data) if data.startswith(ZIP) else _csv(data)
    table = [row[:MOST_COLUMNS] for row in rows]
    while table and not any(table[-1]):
        table.pop()
    if len(table) > MOST_ROWS + 1:
        raise Problem(422, "too_many_rows", N_("行数太多，一次最多 5000 行，请分开导入。"))
    if not table:
        raise unreadable(N_("文件是空的。"))
    return table


def _csv(data: bytes) -> Iterable[list[str]]:
    text = decode(data)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise unreadable() from error
    return ([cell.strip() for cell in row] for row in rows)


def decode(data: bytes) -> str:
    """Read text as UTF-8 (with or without a mark) or GB18030; raises 422."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise unreadable()


def _xlsx(data: bytes) -> Iterable[list[str]]:
    if _unpacked(data) > LARGEST_UNPACKED:
        raise too_large()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims of its size is often wrong
        return [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except Exception as error:
        # openpyxl raises whatever a broken part leads to: KeyError, ValueError, XML errors …
        raise unreadable() from error


def _unpacked(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise unreadable() from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    notes: Sequence[str],
    title: str = "窗口",
) -> bytes:
    """Write an XLSX whose every cell is text: nothing in it is ever computed.

    A second sheet holds ``notes`` for the person who fills it in.
    """
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(header) - 1, 18, text)
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text)
        sheet.freeze_panes(1, 0)
        guide = book.add_worksheet("说明")
        guide.set_column(0, 0, 100)
        guide.write_column(0, 0, notes)
    return file.getvalue()


def pack(table: Table) -> str:
    """Fold a table into text that a page can carry from the preview to the import."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(table).encode(), 9)).decode()


def unpack(text: str) -> Table:
    """Unfold what :func:`pack` made; raises 422 when it was damaged."""
    try:
        packed = base64.urlsafe_b64decode(text.encode())
        table: Any = json.loads(zlib.decompressobj().decompress(packed, LARGEST_UNPACKED))
    except (ValueError, zlib.error, binascii.Error) as error:
        raise unreadable(N_("上传的内容已失效，请重新选择文件。")) from error
    is_table = isinstance(table, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in table
    )
    if not is_table or not table or len(table) > MOST_ROWS + 1:
        raise unreadable(N_("上传的内容已失效，请重新选择文件。"))
    return cast("Table", table)
