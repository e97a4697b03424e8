"""The register in a browser."""

import re

import pytest

from service.windows import queries
from tests.cast import csrf_of

NASTY = '50% <script>alert(1)</script> "引号" {{ 7*7 }}'


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.zhao)


def post(browser, path, page=None, **form):
    return browser.post(path, data={"csrf_token": csrf_of(browser.get(page or path)), **form})


def main_of(answer):
    return answer.get_data(as_text=True).split("<main")[1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"city_hall", "county_hall", "station", "changtu"}),
        ("?kind=SI", {"city_hall", "changtu"}),
        ("?level=township", {"station"}),
        ("?unit=210100", {"city_hall", "county_hall", "station"}),
        ("?unit=210181&kind=EMP", {"county_hall"}),
        ("?text=社保 新河湾", {"city_hall"}),
        ("?text=211224-si", {"changtu"}),
        ("?state=closed", set()),
        ("?text=%25", set()),
        ("?text=_", set()),
    ],
)
def test_windows_are_found_by_place_kind_level_and_words(cast, office, query, names):
    page = main_of(office.get(f"/windows{query}"))
    listed = {name for name, window in cast.window.items() if str(window.id) in page}
    assert listed == names
    assert ("没有符合条件的窗口。" in page) == (not names)


@pytest.mark.parametrize(
    ("query", "status"),
    [("?kind=XX", 422), ("?level=moon", 422), ("?unit=999999", 404), ("?page=99", 200)],
)
def test_an_address_that_makes_no_sense_is_answered_calmly(cast, office, query, status):
    assert office.get(f"/windows{query}").status_code == status


def test_a_place_outside_the_own_one_is_not_there(cast, sign_in):
    assert sign_in(cast.zheng).get("/windows?unit=210100").status_code == 404


def test_a_window_shows_what_is_known_of_it(cast, office):
    page = main_of(office.get(f"/windows/{cast.window['changtu'].id}"))
    for words in (
        "昌图县社保大厅（演示）",
        "211224-SI-01",
        "社会保险经办",
        "县级",
        "铁岭市",
        "024-00001234",
    ):
        assert words in page


def test_who_only_reads_sees_no_buttons(cast, sign_in):
    page = main_of(sign_in(cast.wang).get(f"/windows/{cast.window['city_hall'].id}"))
    assert "<form" not in page
    assert "/edit" not in page


def test_a_window_is_opened_and_a_wrong_form_comes_back_as_typed(cast, office, database):
    wrong = post(
        office,
        "/windows/new",
        full_name="大连门户网站（演示）",
        kind="WEB",
        unit="999999",
        phone="?",
    )
    assert wrong.status_code == 422
    page = main_of(wrong)
    assert 'value="大连门户网站（演示）"' in page
    assert "请填写手机号或带区号的电话" in page
    right = post(
        office, "/windows/new", full_name="沈阳市门户网站（演示）", kind="WEB", unit="210100"
    )
    assert right.status_code == 303
    shown = main_of(office.get(right.location))
    assert "210100-WEB-01" in shown
    assert "热线和网站可以没有柜台" in shown


def test_an_edit_clears_what_is_left_empty(cast, office, database):
    path = f"/windows/{cast.window['city_hall'].id}/edit"
    form = office.get(path).get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    answer = post(office, path, version=version, staff_count="20", hours="周一至周五 09:00-17:00")
    assert answer.status_code == 303
    with database.reading() as session:
        window = queries.successor(session, cast.window["city_hall"].id)
    assert (window.staff_count, window.phone, window.hours["fri"]) == (
        20,
        None,
        [["09:00", "17:00"]],
    )
    stale = post(office, path, version=version, staff_count="30")
    assert stale.status_code == 409
    assert 'value="30"' in main_of(stale)
    assert "请刷新后再试" in main_of(stale)


def test_what_people_type_is_shown_and_never_run(cast, office):
    hall = f"/windows/{cast.window['city_hall'].id}"
    assert post(office, f"{hall}/rename", full_name=NASTY, reason=NASTY).status_code == 303
    page = main_of(office.get(hall))
    assert "<script>alert" not in page
    assert "50% &lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert office.get("/windows").status_code == 200
    post(office, f"{hall}/counters", hall, number="8", label=NASTY[:40])
    assert "<script>alert" not in main_of(office.get(hall))


def test_merging_by_page_leads_on_to_the_other_window(cast, office):
    station, hall = cast.window["station"], cast.window["city_hall"]
    path = f"/windows/{station.id}/merge"
    assert "没有找到这个窗口编码。" in main_of(
        post(office, path, into="210100-SI-99", reason="整合")
    )
    assert post(office, path, into=hall.code, reason="整合").status_code == 303
    page = main_of(office.get(f"/windows/{station.id}"))
    assert f'href="/windows/{hall.id}"' in page
    assert "已并入" in page
    assert "/edit" not in page
    assert office.post(path).status_code == 403


def test_a_window_is_suspended_closed_and_reopened_with_a_reason(cast, office):
    hall = f"/windows/{cast.window['city_hall'].id}"
    assert post(office, f"{hall}/suspend").status_code == 422
    for act, words in (
        ("suspend", "这个窗口暂停服务。"),
        ("close", "这个窗口已关闭"),
        ("reopen", "在用"),
    ):
        assert post(office, f"{hall}/{act}", reason="搬迁").status_code == 303
        assert words in main_of(office.get(hall))
    again = post(office, f"{hall}/reopen", reason="搬迁")
    assert again.status_code == 409
    assert "窗口现在的状态不允许这样操作。" in main_of(again)
    assert main_of(office.get(hall)).count("搬迁") == 3


def test_counters_are_added_and_closed_by_page(cast, office):
    hall = f"/windows/{cast.window['city_hall'].id}"
    twice = post(office, f"{hall}/counters", hall, number="1")
    assert twice.status_code == 422
    assert "这个柜台号已经有了。" in main_of(twice)
    post(office, f"{hall}/counters", hall, number="12", zone="SELF", is_universal="1")
    page = main_of(office.get(hall))
    assert "自助服务区" in page
    close = f"{hall}/counters/{cast.counter['city_hall'][0].id}/close"
    assert post(office, close, hall).status_code == 303
    assert "停用" in main_of(office.get(hall))


def test_the_tree_is_shown_and_grows(cast, office):
    wrong = post(office, "/units", unit="210181", code="12", name="", full_name="")
    assert wrong.status_code == 422
    form = {"code": "210181777", "name": "禾丰镇", "full_name": "新民市禾丰镇人社所（演示）"}
    assert post(office, "/units", unit="210181", **form).status_code == 303
    assert "新民市禾丰镇人社所（演示）" in main_of(office.get("/units"))


def test_an_operator_loads_the_province(app, database):
    command = app.test_cli_runner()
    assert "115 added" in command.invoke(args=["windows", "divisions"]).output
    assert "0 added" in command.invoke(args=["windows", "divisions"]).output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_there_in_both_languages(cast, office, language):
    hall = f"/windows/{cast.window['city_hall'].id}"
    pages = ["/windows", "/windows/new", "/windows/import", "/units", hall]
    pages += [f"{hall}/{act}" for act in ("edit", "rename", "merge", "suspend", "close", "reopen")]
    for path in pages:
        answer = office.get(f"{path}?lang={language}")
        assert answer.status_code == 200
        assert ("Service windows" in answer.get_data(as_text=True)) == (language == "en"), path
