"""Taking a register over from Excel: look first, then all of it or none."""

import io
import re

import pytest
from sqlalchemy import func, select

from service.core.audit import AuditEvent
from service.windows import queries
from service.windows.models import Counter, ServiceWindow
from tests.cast import csrf_of
from tests.windows.test_sheets import HEADER, ROW, csv_of, xlsx_of


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.zhao)


def upload(browser, data, name="windows.csv"):
    form = {"csrf_token": csrf_of(browser.get("/windows/import"))}
    form["file"] = (io.BytesIO(data if isinstance(data, bytes) else data.encode()), name)
    return browser.post("/windows/import", data=form, content_type="multipart/form-data")


def confirm(browser, preview):
    found = re.search(r'name="table" value="([^"]+)"', preview.get_data(as_text=True))
    form = {"csrf_token": csrf_of(preview), "table": found[1]}
    return browser.post("/windows/import/apply", data=form)


def counted(database, model=ServiceWindow):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_file_is_looked_at_first_then_taken_over(cast, office, database):
    before = counted(database)
    preview = upload(office, xlsx_of(ROW), "windows.xlsx")
    assert preview.status_code == 200
    assert "新民市社保大厅（演示）" in text_of(preview)
    assert counted(database) == before
    assert "新设 1 个窗口" in text_of(confirm(office, preview))
    with database.reading() as session:
        (window,) = session.scalars(
            select(ServiceWindow).where(ServiceWindow.code == "210181-SI-01")
        )
        assert (window.level, window.staff_count) == ("county", 12)
        assert window.hours["mon"] == [["08:30", "11:30"], ["13:00", "17:00"]]
        assert [c.number for c in queries.counters(session, window.id)] == ["01", "02", "03"]
        assert [line.what for line in queries.history(session, window.id)] == ["opened"]
        line = session.scalars(select(AuditEvent)).one()
    assert (line.action, line.details) == ("import_windows", {"created": 1, "changed": 0})


def test_the_same_file_again_changes_nothing(cast, office, database):
    confirm(office, upload(office, csv_of(ROW)))
    with database.reading() as session:
        versions = dict(session.execute(select(ServiceWindow.code, ServiceWindow.version)).all())
    again = upload(office, csv_of(ROW))
    assert "没有需要导入的变化" in text_of(again)
    assert 'name="table"' not in text_of(again)
    with database.reading() as session:
        assert versions == dict(
            session.execute(select(ServiceWindow.code, ServiceWindow.version)).all()
        )


def test_a_changed_file_changes_what_it_states_and_nothing_else(cast, office, database):
    confirm(office, upload(office, csv_of(ROW)))
    changed = {
        **ROW,
        "窗口名称": "新民市社保中心（演示）",
        "人数": "",
        "柜台": "03-04",
        "电话": "024-00005678",
    }
    preview = upload(office, csv_of(changed))
    assert "新增柜台 04" in text_of(preview)
    confirm(office, preview)
    with database.reading() as session:
        window = queries.windows_by_code(session, ["210181-SI-01"])["210181-SI-01"]
        lines = {line.what: line for line in queries.history(session, window.id)}
        numbers = [c.number for c in queries.counters(session, window.id)]
    assert (window.full_name, window.phone) == ("新民市社保中心（演示）", "024-00005678")
    assert window.staff_count == 12  # blank keeps what is there
    assert numbers == ["01", "02", "03", "04"]
    assert lines["renamed"].before == {"full_name": "新民市社保大厅（演示）"}
    assert lines["edited"].after == {"phone": "024-00005678"}
    assert lines["counters"].after == {"added": ["04"]}


def test_one_wrong_row_keeps_the_whole_file_out(cast, office, database):
    before = counted(database), counted(database, Counter)
    rows = [
        ROW,
        {**ROW, "窗口编码": "210181-SI-02", "类型": "XX"},
        {**ROW, "窗口编码": "999999-SI-01", "所属机构代码": "999999"},
        {**ROW, "窗口编码": "210100-SI-09"},
        {**ROW, "窗口编码": "210181-SI-03", "地址": "=1+1"},
    ]
    answer = upload(office, csv_of(*rows))
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'name="table"' not in page
    told = re.findall(r'<th scope="row"[^>]*>(\d+)</th>\s*<td[^>]*>([^<]+)</td>', page)
    assert told == [
        ("3", "类型"),
        ("4", "所属机构代码"),
        ("5", "窗口编码"),
        ("6", "地址"),
    ]
    assert "请从给出的选项中选择。" in page
    assert (counted(database), counted(database, Counter)) == before


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "empty.csv", "文件是空的。"),
        (b"PK\x03\x04", "broken.xlsx", "无法读取这个文件"),
        (b"\xd0\xcf\x11\xe0", "old.xls", "请另存为 .xlsx"),
        ("名称,地址\n某,某", "wrong.csv", "不认识这一列"),
    ],
)
def test_a_file_that_does_not_fit_is_told_why(cast, office, data, name, said):
    answer = upload(office, data, name)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_no_file_at_all_is_told_too(cast, office):
    form = {"csrf_token": csrf_of(office.get("/windows/import"))}
    answer = office.post("/windows/import", data=form)
    assert answer.status_code == 422
    assert "请先选择一个文件。" in text_of(answer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excels_own_csv_is_welcome(cast, office, encoding):
    assert "新民市社保大厅（演示）" in text_of(upload(office, csv_of(ROW).encode(encoding)))


def test_a_closed_window_is_not_revived_by_a_file(cast, office, database):
    with database.transaction() as session:
        session.get(ServiceWindow, cast.window["city_hall"].id).state = "closed"
    row = {**ROW, "窗口编码": "210100-SI-01", "所属机构代码": "210100"}
    assert "这个窗口已经关闭或合并" in text_of(upload(office, csv_of(row)))


def test_what_changed_between_preview_and_import_is_shown_again(cast, office, database):
    row = {**ROW, "窗口编码": "210100-SI-01", "所属机构代码": "210100"}
    preview = upload(office, csv_of(row))
    with database.transaction() as session:
        session.get(ServiceWindow, cast.window["city_hall"].id).state = "closed"
    answer = confirm(office, preview)
    assert answer.status_code == 422
    assert "这个窗口已经关闭或合并" in text_of(answer)


def test_a_tampered_preview_is_refused(cast, office):
    form = {"csrf_token": csrf_of(office.get("/windows/import")), "table": "eJwDAAAAAAE="}
    answer = office.post("/windows/import/apply", data=form)
    assert answer.status_code == 422


def test_the_register_goes_out_and_comes_back_unchanged(cast, office, database):
    confirm(office, upload(office, csv_of({**ROW, "电话": "024-00005678", "地址": "云帆街 1 号"})))
    file = office.get("/windows/register.xlsx")
    assert file.status_code == 200
    again = text_of(upload(office, file.get_data(), "windows.xlsx"))
    assert "没有需要导入的变化" in again


def test_the_empty_template_has_every_column_and_no_row(cast, office):
    answer = upload(office, office.get("/windows/template.xlsx").get_data(), "t.xlsx")
    assert "没有需要导入的变化" in text_of(answer)
    assert len(HEADER) == 12


def test_a_program_looks_and_takes_over(cast, office, database):
    headers = {"X-CSRFToken": csrf_of(office.get("/account"))}

    def send(query, text):
        form = {"file": (io.BytesIO(text.encode()), "windows.csv")}
        return office.post(f"/api/v1/windows/imports{query}", data=form, headers=headers)

    before = counted(database)
    looked = send("", csv_of(ROW))
    assert looked.json == {
        "created": ["210181-SI-01"],
        "changed": [],
        "unchanged": 0,
        "faults": [],
    }
    assert counted(database) == before
    assert send("?preview=false", csv_of(ROW)).status_code == 200
    assert counted(database) == before + 1
    changed = send("?preview=true", csv_of({**ROW, "电话": "024-00005678", "柜台": "9"}))
    assert changed.json["changed"] == [{"code": "210181-SI-01", "fields": ["phone", "counters"]}]
    wrong = csv_of({**ROW, "类型": "XX"})
    assert send("", wrong).json["faults"] == [
        {"row": 2, "column": "类型", "message": "请从给出的选项中选择。"}
    ]
    refused = send("?preview=false", wrong)
    assert (refused.status_code, refused.json["fields"]) == (
        422,
        {"2.类型": ["请从给出的选项中选择。"]},
    )
    assert send("", "").json["code"] == "unreadable_file"
