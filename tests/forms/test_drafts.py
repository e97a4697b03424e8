"""The province writes the next version of a form: by rows, in Excel, seen before it counts."""

import copy
import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import clock
from service.people import queries as people
from service.windows import sheets
from surveys.forms import drafts, operations, queries, rows
from surveys.forms.models import FormKind
from surveys.forms.operations import LIBRARY
from surveys.forms.tables import read_table, write_table
from tests.cast import csrf_of

WHOLE = [
    json.loads(path.read_text("utf-8"))
    for path in sorted(LIBRARY.glob("*.json"))
    if "extends" not in path.read_text("utf-8")
]
EVERY = [pytest.param(FormKind(read["kind"]), read["body"], id=read["key"]) for read in WHOLE]


@pytest.fixture
def library(database, cast):
    with database.transaction() as session:
        return operations.load_library(session, now=clock.now())


@pytest.fixture
def acting(cast, sign_in):
    """Give a browser whose every request proves that it comes from our own pages."""

    def signed_in(account):
        browser = sign_in(account)
        browser.environ_base["HTTP_X_CSRFTOKEN"] = csrf_of(browser.get("/account"))
        return browser

    return signed_in


@pytest.fixture
def office(cast, acting, library):
    return acting(cast.zhao)


@pytest.fixture
def edit(office):
    """Open a draft of the hall's checklist; ``edit(change)`` sends changed rows and answers."""

    def act(change=lambda rows: None, key="visit.hall"):
        opened = office.post(f"/api/v1/forms/{key}/draft").json
        changed = copy.deepcopy(opened["rows"])
        change(changed)
        body = {"rows": changed, "version": opened["version"]}
        return office.put(f"/api/v1/forms/{key}/draft", json=body)

    return act


def publish(office, draft, key="visit.hall"):
    body = {"version": draft.json["version"]}
    return office.post(f"/api/v1/forms/{key}/draft/publication", json=body)


def item(rows, key):
    return next(row for row in rows if row["type"] == "item" and row["key"] == key)


@pytest.mark.parametrize(("kind", "body"), EVERY)
def test_rows_say_everything_that_a_form_says(kind, body):
    assert rows.assemble(kind, rows.tabulate(kind, body)) == (body, [])


@pytest.mark.parametrize(("kind", "body"), EVERY)
def test_a_table_comes_back_from_excel_as_it_went(kind, body):
    written = rows.tabulate(kind, body)
    assert read_table(kind, sheets.read(write_table(kind, written))) == written


@given(
    st.lists(st.dictionaries(st.sampled_from(["type", "key", "zh", "weight"]), st.text(max_size=9)))
)
def test_whatever_is_typed_is_read_or_said_to_be_wrong(typed):
    for kind in FormKind:
        _, faults = rows.assemble(kind, typed)
        assert all(0 < fault.line <= len(typed) for fault in faults)


def test_a_new_version_takes_the_place_of_the_old_one(office, edit, database):
    def reword(rows):
        item(rows, "A2")["zh"] = "停办的柜台都摆了牌子"

    draft = edit(reword)
    assert draft.json["faults"] == []
    made = publish(office, draft)
    assert made.status_code == 201
    assert made.json["number"] == 2
    with database.reading() as session:
        version = queries.current(session, "visit.hall")
        assert version.body["sections"][0]["items"][1]["text"]["zh"] == "停办的柜台都摆了牌子"
        assert queries.numbered(session, "visit.hall", 1).retired_at is not None
    assert office.get("/api/v1/forms/visit.hall/draft").status_code == 404


def test_an_upgrade_of_the_program_leaves_the_provinces_own_wording(office, edit, database):
    publish(office, edit(lambda rows: item(rows, "A2").update(zh="我省的说法")))
    with database.transaction() as session:
        operations.load_library(session, now=clock.now())
    with database.reading() as session:
        assert queries.current(session, "visit.hall").number == 2


def test_a_new_item_scores_only_after_a_month(office, edit, database, cast):
    def add(rows):
        old = item(rows, "A2")
        rows.insert(rows.index(old) + 1, {**old, "key": "A9", "weight": "1"})
        old["weight"] = "2"

    publish(office, edit(add))
    with database.reading() as session:
        body = queries.current(session, "visit.hall").body
    items = {each["id"]: each for section in body["sections"] for each in section["items"]}
    begins = clock.today() + timedelta(days=30)
    assert date.fromisoformat(items["A9"]["scored_from"]) == begins
    assert "scored_from" not in items["A2"]
    later = clock.now() + timedelta(days=10)
    with clock.at(later), database.transaction() as session:  # the next version starts nothing anew
        who = {"actor": people.actor(session, cast.zhao.id), "key": "visit.hall", "now": later}
        rows = copy.deepcopy(drafts.open_draft(session, **who).rows)
        item(rows, "A2")["zh"] = "改过的话"
        drafts.save_draft(session, version=1, changed=rows, **who)
        drafts.publish_draft(session, version=2, **who)
    with database.reading() as session:
        body = queries.current(session, "visit.hall").body
    items = {each["id"]: each for section in body["sections"] for each in section["items"]}
    assert items["A9"]["scored_from"] == begins.isoformat()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda rows: item(rows, "A2").update(weight="3.5"),
            "分值合计要是 100 分，现在是 100.5 分。",
        ),
        (lambda rows: item(rows, "A2").update(weight="很多"), "请填写分值，例如 5 或 2.5。"),
        (lambda rows: item(rows, "A2").pop("en"), "这一项必须填写。"),
        (lambda rows: item(rows, "A2").update(key="A1"), "编号 A1 用了不止一次。"),
        (lambda rows: item(rows, "A3").pop("threshold"), "计数题要写“扣完的次数”。"),
        (lambda rows: item(rows, "U4").update(copy_of="Z9"), "沿用的检查项 Z9 不存在。"),
        (lambda rows: rows.insert(0, {"type": "item"}), "这一行要写在“章节”下面。"),
        (lambda rows: rows.insert(0, {"type": "x"}), "没有这种类型的行。"),
    ],
)
def test_what_is_wrong_is_said_by_row_kept_and_not_published(office, edit, change, said):
    draft = edit(change)
    assert draft.status_code == 200
    assert said in [fault["message"] for fault in draft.json["faults"]]
    refused = publish(office, draft)
    assert (refused.status_code, refused.json["code"]) == (422, "form_faulty")
    again = office.get("/api/v1/forms/visit.hall/draft").json
    assert again["rows"] == draft.json["rows"]
    page = office.get("/forms/visit.hall/draft").get_data(as_text=True)
    assert said in page.replace("&#34;", '"')


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [
        ("rating", lambda rows: rows.pop(-1) and rows.reverse(), "等级要有五行"),
        (
            "rating",
            lambda rows: [rows.remove(r) for r in rows[:] if r["type"] == "grade"],
            "等级要有五行",
        ),
        (
            "complaint",
            lambda rows: rows.append({"type": "group", "key": "n", "zh": "新", "en": "n"}),
            "组 n 下面还没有内容。",
        ),
    ],
)
def test_citizens_forms_are_checked_as_a_whole(office, edit, key, change, said):
    assert any(said in fault["message"] for fault in edit(change, key).json["faults"]) or (
        key == "rating"
    )
    assert publish(office, office.get(f"/api/v1/forms/{key}/draft"), key).status_code == 422


def test_two_who_write_at_once_do_not_overwrite_each_other(office, edit, cast, acting):
    first = edit(lambda rows: item(rows, "A2").update(zh="先改的"))
    stale = {"rows": first.json["rows"], "version": first.json["version"] - 1}
    late = acting(cast.qian).put("/api/v1/forms/visit.hall/draft", json=stale)
    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")


def test_by_hand_a_row_is_changed_moved_added_and_taken_out(office):
    page = office.post("/forms/visit.hall/draft")
    assert page.status_code == 303
    text = office.get("/forms/visit.hall/draft").get_data(as_text=True)
    assert "没有发现问题" in text
    row = {"version": "1", "key": "A", "zh": "在岗", "en": "On duty"}
    assert office.post("/forms/visit.hall/draft/rows/2", data=row).status_code == 303
    draft = office.get("/api/v1/forms/visit.hall/draft").json
    assert draft["rows"][1]["zh"] == "在岗"
    moved = office.post("/forms/visit.hall/draft/rows/4/move", data={"version": "2", "act": "up"})
    assert moved.status_code == 303
    assert office.get("/api/v1/forms/visit.hall/draft").json["rows"][2] == draft["rows"][3]
    gone = office.post(
        "/forms/visit.hall/draft/rows/3/move", data={"version": "3", "act": "remove"}
    )
    assert gone.status_code == 303
    refused = office.post("/forms/visit.hall/draft/publish", data={"version": "4"})
    assert refused.status_code == 422
    assert "分值合计要是 100 分" in refused.get_data(as_text=True)
    added = {"version": "4", "zh": "窗口大厅检查表二", "en": "Hall", "kinds": ["SI", "EMP"]}
    assert office.post("/forms/visit.hall/draft/rows/0?type=title", data=added).status_code == 303
    assert office.get("/api/v1/forms/visit.hall/draft").json["rows"][0]["kinds"] == "SI, EMP"
    assert office.post("/forms/visit.hall/draft/discard", data={"version": "5"}).status_code == 303
    assert office.get("/forms/visit.hall/draft").status_code == 404


def test_a_table_takes_the_place_of_all_rows_and_a_strange_one_does_not(office):
    office.post("/forms/complaint/draft")
    got = office.get("/forms/complaint/draft/table.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    sheet = book["表单"]
    sheet.cell(row=2, column=3, value="您要说什么？")
    changed = io.BytesIO()
    book.save(changed)
    sent = {"version": "1", "file": (io.BytesIO(changed.getvalue()), "x.xlsx")}
    assert office.post("/forms/complaint/draft/table", data=sent).status_code == 303
    assert office.get("/api/v1/forms/complaint/draft").json["rows"][0]["zh"] == "您要说什么？"
    strange = {"version": "2", "file": (io.BytesIO("姓名,电话\n甲,1".encode()), "x.csv")}
    refused = office.post("/forms/complaint/draft/table", data=strange)
    assert refused.status_code == 422
    assert "不认识的列：姓名、电话" in refused.get_data(as_text=True)


@pytest.mark.parametrize("key", ["rating", "complaint", "visit.hall"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_draft_is_seen_as_on_a_phone(office, key, lang):
    office.post(f"/forms/{key}/draft")
    assert office.get(f"/forms/{key}/draft/preview?lang={lang}").status_code == 200
    assert office.get(f"/forms/{key}/draft?lang={lang}").status_code == 200
    assert office.get(f"/forms/{key}/draft/rows/2?lang={lang}").status_code == 200


def test_a_checklist_can_be_retired_and_a_citizens_form_cannot(office, database, cast):
    answer = office.post("/forms/visit.website/retire", data={"reason": "网站改版"})
    assert answer.status_code == 303
    refused = office.post("/api/v1/forms/rating/retirement", json={"reason": "不用了"})
    assert (refused.status_code, refused.json["code"]) == (409, "form_needed")


def test_only_the_province_writes_forms(cast, acting, library, database):
    for who in ("wang", "wu", "chu", "wei"):
        assert acting(getattr(cast, who)).post("/api/v1/forms/rating/draft").status_code == 404
    with database.transaction() as session:
        office = people.actor(session, cast.zhao.id)
        drafts.open_draft(session, actor=office, key="rating", now=clock.now())
