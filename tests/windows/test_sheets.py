"""Files as people really send them."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.problems import Problem
from service.windows import importing, plates, sheets
from service.windows.importing import COLUMNS
from service.windows.labels import KIND_NAMES

HEADER = list(COLUMNS.values())
ROW = {
    "窗口编码": "210181-SI-01",
    "窗口名称": "新民市社保大厅（演示）",
    "类型": "SI",
    "所属机构代码": "210181",
    "人数": "12",
    "柜台": "01-03",
    "开放时间": "周一至周五 08:30-11:30 13:00-17:00",
}


def csv_of(*rows, header=HEADER):
    lines = [",".join(header)]
    lines += [",".join(f'"{row.get(title, "")}"' for title in header) for row in rows]
    return "\r\n".join(lines)


def xlsx_of(*rows, header=HEADER):
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(title) for title in header])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults_of(**cells):
    _, faults = importing.read(sheets.read(xlsx_of({**ROW, **cells})))
    return [(fault.row, fault.column) for fault in faults]


def refused(code):
    return pytest.raises(Problem, check=lambda problem: problem.code == code)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_of_an_office_reads_the_same(encoding, delimiter):
    text = csv_of({**ROW, "柜台": "01-03"}).replace(",", delimiter)
    rows, faults = importing.read(sheets.read(text.encode(encoding)))
    assert not faults
    assert (rows[0].full_name, rows[0].counters) == ("新民市社保大厅（演示）", ["01", "02", "03"])


def test_excel_and_csv_read_the_same():
    numbers = {**ROW, "所属机构代码": 210181, "人数": 12.0}
    from_excel, _ = importing.read(sheets.read(xlsx_of(numbers)))
    from_csv, _ = importing.read(sheets.read(csv_of(ROW).encode()))
    assert from_excel == from_csv
    assert from_csv[0].facts["staff_count"] == 12


def test_english_headers_kind_names_and_stars_are_understood():
    header = ["code*", "full_name", "kind", "unit"]
    row = dict(
        zip(header, ["210181-SI-01", "新民市社保大厅", "社会保险经办", "210181"], strict=True)
    )
    rows, faults = importing.read(sheets.read(csv_of(row, header=header).encode()))
    assert not faults
    assert rows[0].kind == "SI"


@pytest.mark.parametrize("kind", list(KIND_NAMES))
def test_every_kind_is_known_by_code_and_by_name(kind):
    for written in (kind, kind.lower(), KIND_NAMES[kind]):
        row = {**ROW, "类型": written, "窗口编码": f"210181-{kind}-01"}
        rows, faults = importing.read(sheets.read(xlsx_of(row)))
        assert not faults
        assert rows[0].kind == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable_file"),
        (b"\r\n \r\n", "unreadable_file"),
        (b"\xd0\xcf\x11\xe0 old excel", "unreadable_file"),
        (b"PK\x03\x04 not really", "unreadable_file"),
        (b"\xff\xfe\x00\xd8", "unreadable_file"),
        (b"%PDF-1.7\x00", "unreadable_file"),
        (b"a" * (sheets.LARGEST + 1), "file_too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data, code):
    with refused(code) as caught:
        sheets.read(data)
    assert caught.value.sentence.endswith("。")


def test_a_zip_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with refused("unreadable_file"):
        sheets.read(file.getvalue())


def test_a_bomb_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.LARGEST_UNPACKED + 1))
    assert len(file.getvalue()) < sheets.LARGEST
    with refused("file_too_large"):
        sheets.read(file.getvalue())


def test_too_many_rows_are_refused():
    rows = ["210181-SI-01,名称,SI,210181"] * (sheets.MOST_ROWS + 1)
    with refused("too_many_rows"):
        sheets.read("\n".join(["code,full_name,kind,unit", *rows]).encode())


def test_blank_rows_at_the_end_and_between_do_not_count():
    table = sheets.read(csv_of(ROW, {}, {**ROW, "窗口编码": "210181-SI-02"}, {}, {}).encode())
    rows, faults = importing.read(table)
    assert not faults
    assert [row.number for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (["窗口编码", "窗口名称", "类型"], "所属机构代码"),
        ([*HEADER, "颜色"], "颜色"),
        ([*HEADER, "类型"], "类型"),
    ],
)
def test_a_wrong_header_is_told_by_column(header, column):
    _, faults = importing.read([header, ["x"] * len(header)])
    assert [(fault.row, fault.column) for fault in faults] == [(1, column)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("窗口编码", "SI-01"),
        ("窗口编码", "210181_SI_01"),
        ("窗口名称", "字" * 61),
        ("类型", "ABC"),
        ("所属机构代码", "新民"),
        ("性质", "公司"),
        ("级别", "部级"),
        ("人数", "许多"),
        ("人数", "0"),
        ("人数", "10000"),
        ("负责人", "王"),
        ("电话", "打不通"),
        ("地址", "长" * 121),
        ("柜台", "03-01"),
        ("柜台", "1号<b>"),
        ("柜台", "001-999"),
        ("开放时间", "每天"),
        ("窗口名称", "=HYPERLINK()"),
        ("电话", "+8602400001234"),
        ("地址", "@SUM(A1)"),
        ("负责人", "-1+1"),
        ("柜台", "2026-01-12 00:00:00"),
        ("人数", "#REF!"),
        ("人数", "#N/A"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(column, cell):
    assert faults_of(**{column: cell}) == [(2, column)]


@pytest.mark.parametrize("column", ["窗口编码", "窗口名称", "类型", "所属机构代码"])
def test_what_is_needed_must_be_there(column):
    assert faults_of(**{column: ""}) == [(2, column)]


def test_excels_dates_are_recognised():
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    row = [ROW.get(title) for title in HEADER]
    book.active.append(row)
    book.active.cell(2, HEADER.index("柜台") + 1).value = openpyxl.utils.datetime.from_excel(46034)
    file = io.BytesIO()
    book.save(file)
    _, (fault,) = importing.read(sheets.read(file.getvalue()))
    assert (fault.column, fault.message) == ("柜台", importing.DATE)


def test_the_second_of_two_equal_codes_is_told():
    _, faults = importing.read(sheets.read(csv_of(ROW, ROW).encode()))
    assert [(fault.row, fault.column) for fault in faults] == [(3, "窗口编码")]


def test_content_without_a_header_is_not_dropped_in_silence():
    _, faults = importing.read([HEADER, [*([""] * len(HEADER)), "孤零零的备注"]])
    assert (2, "孤零零的备注") in [(fault.row, fault.column) for fault in faults]


def test_what_is_written_is_never_computed():
    data = sheets.write(["窗口名称"], [["=1+1"], ["@x"], ["+1"], ["http://a.cn"]], notes=["=2"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]


tables = st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=14), min_size=1, max_size=8)


@given(tables)
def test_a_table_is_folded_and_unfolded_whole(table):
    assert sheets.unpack(sheets.pack(table)) == table


@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda data: sheets.pack([[data.hex()]])[:-2])
)
def test_a_damaged_fold_is_refused_and_breaks_nothing(text):
    with refused("unreadable_file"):
        sheets.unpack(text)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        rows, faults = importing.read(sheets.read(data))
    except Problem:
        return
    assert faults or not rows


cells = st.text(max_size=20) | st.sampled_from([*ROW.values(), "=1", "#N/A", "1,2", "-"])


@given(st.lists(st.lists(cells, max_size=13), max_size=6))
def test_every_row_is_taken_or_told(body):
    rows, faults = importing.read([HEADER, *body])
    told = {fault.row for fault in faults} | {row.number for row in rows}
    assert told == {number for number, row in enumerate(body, 2) if any(row)}
    for fault in faults:
        assert fault.message


@given(st.lists(st.integers(0, 999), max_size=30, unique=True))
def test_counters_read_back_as_they_are_written(numbers):
    written = [f"{number:02}" for number in numbers]
    assert plates.plates(",".join(written)) == written


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_counters(text):
    try:
        found = plates.plates(text)
    except plates.PlateError:
        return
    assert len(found) == len(set(found)) <= plates.MOST
