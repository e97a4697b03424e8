"""The provincial office compares windows, like with like, and takes the table along."""

import csv
import io

import openpyxl
import pytest

from tests.rollups.raw import TODAY
from workers.drain import drain


@pytest.fixture
def office(cast, raw, sign_in):
    return sign_in(cast.zhao)


def test_windows_stand_in_groups_best_lower_bound_first(filled, office):
    page = office.get("/province").get_data(as_text=True)
    table = page[page.index("各窗口") :]
    names = [
        "沈阳市第2社保大厅",
        "新河湾社保经办大厅",
        "沈阳市第3社保大厅",
        "沈阳市第4社保大厅",
        "沈阳市第5社保大厅",
    ]
    places = [table.index(name) for name in names]
    assert places == sorted(places)
    assert "2025-12 至 2026-11" in page
    assert "本系统口径 第 1 版" in page
    hall = filled.cast.window["city_hall"]
    assert f'href="/desk?window={hall.id}"' in page


def test_the_page_the_api_and_the_files_say_the_same(filled, office):
    by_api = office.get("/api/v1/figures?page_size=100").get_json()["windows"]
    rows = table(office)
    assert [row["窗口编码"] for row in rows] == [each["code"] for each in by_api]
    page = office.get("/province").get_data(as_text=True)
    for row, each in zip(rows, by_api, strict=True):
        assert int(row["评价数 n"]) == each["figures"]["n"]
        if each["figures"]["enough"]:
            assert float(row["好评率·比率"]) == each["figures"]["positive"]["value"]
            assert f"{each['figures']['positive']['value']:.1%}" in page
        assert row["检查得分"] == ("" if each["visit_score"] is None else str(each["visit_score"]))
    book = openpyxl.load_workbook(io.BytesIO(office.get("/province/figures.xlsx").data))
    sheet = [[cell or "" for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert [row[0] for row in sheet[1:]] == [row["窗口编码"] for row in rows]
    assert [row[5] for row in sheet[1:]] == [int(row["评价数 n"]) for row in rows]
    assert book.worksheets[-1]["A6"].value == "评价数 n"


def table(office, query=""):
    text = office.get(f"/province/figures.csv{query}").data.decode("utf-8-sig")
    rows, _, notes = text.partition("\r\n\r\n")
    assert "本系统口径 第 1 版" in notes
    return list(csv.DictReader(io.StringIO(rows)))


def test_filters_narrow_page_api_and_file_alike(filled, office):
    for query, codes in (
        ("?kind=EMP", {"210181-EMP-01"}),
        ("?city=211200", {"211224-SI-01"}),
        ("?level=township", {"210181001-GRASS-01"}),
        ("?kind=SI&level=county", {"211224-SI-01"}),
        ("?kind=PET", set()),
    ):
        assert {row["窗口编码"] for row in table(office, query)} == codes
        by_api = office.get(f"/api/v1/figures{query}").get_json()["windows"]
        assert {row["code"] for row in by_api} == codes
    assert "没有符合条件的窗口。" in office.get("/province?kind=PET").get_data(as_text=True)


def test_three_months_hold_fewer_ratings_than_twelve(filled, office):
    def n(months):
        return sum(int(row["评价数 n"]) for row in table(office, f"?months={months}"))

    assert 0 < n(3) < n(12) <= n(36)
    march = office.get("/api/v1/figures?from=2026-03&to=2026-03&kind=EMP").get_json()
    assert (march["from"], march["to"]) == ("2026-03-01", "2026-03-01")
    assert 0 < march["windows"][0]["figures"]["n"] < 100


@pytest.mark.parametrize(
    "query",
    ["kind=NONE", "level=none", "months=5", "page=x"],
)
def test_odd_filters_are_refused_with_a_sentence(office, query):
    for path in ("/province", "/province/figures.csv"):
        assert office.get(f"{path}?{query}").status_code == 422


@pytest.mark.parametrize(
    "query",
    ["from=2026-13", "from=2026", "from=2026-05&to=2026-04", "from=2000-01&to=2026-01"],
)
def test_odd_periods_are_refused_by_the_api(office, query):
    assert office.get(f"/api/v1/figures?{query}").status_code == 422


@pytest.mark.parametrize(
    "query", ["from=x", "from=2026-05-02&to=2026-05-01", "to=1999-12-31", "to=2222-01-01"]
)
def test_odd_days_are_refused_by_the_api(cast, office, query):
    path = f"/api/v1/windows/{cast.window['city_hall'].id}/figures"
    assert office.get(f"{path}?{query}").status_code == 422


def test_many_windows_come_page_by_page(database, raw, office):
    with database.transaction() as session:
        for number in range(2, 60):
            raw.another(session, number)
    first, second = (office.get(f"/province?page={n}").get_data(as_text=True) for n in (1, 2))
    assert "第 1 页，共 2 页" in first
    assert "第 2 页，共 2 页" in second
    assert office.get("/province?page=99").status_code == 200
    codes = [
        row["code"]
        for n in (1, 2, 3)
        for row in office.get(f"/api/v1/figures?page={n}&page_size=25").get_json()["windows"]
    ]
    assert len(codes) == len(set(codes)) == 62
    assert len(table(office)) == 62


def test_no_cell_runs_as_a_formula(database, raw, office):
    with database.transaction() as session:
        raw.another(session, 2, "=HYPERLINK(0)")
        raw.another(session, 3, "@SUM(1)")
    drain(database)
    names = {row["窗口名称"] for row in table(office)}
    assert {"'=HYPERLINK(0)", "'@SUM(1)"} <= names
    book = openpyxl.load_workbook(io.BytesIO(office.get("/province/figures.xlsx").data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert "=HYPERLINK(0)" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_file_is_named_after_its_months(office):
    name = office.get("/province/figures.xlsx?months=3").headers["Content-Disposition"]
    assert name == 'attachment; filename="windows-202609-202611.xlsx"'
    assert office.get("/province/figures.pdf").status_code == 404


def test_in_english_too(filled, office):
    page = office.get("/province?lang=en").get_data(as_text=True)
    assert "Only windows of one kind and level are compared" in page
    assert "Wilson score interval" in page
    assert str(TODAY.year) in page
