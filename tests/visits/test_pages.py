"""The pages of visits, without any script: fill, send, read, disclose."""

import io
import re

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from service.core.access import Role
from service.people.models import Account, Grant
from surveys.visits import phone_pages
from surveys.visits.models import Visit, VisitPhoto, VisitState
from tests.cast import csrf_of
from tests.visits.answers import good_visit
from tests.visits.conftest import picture

CANARY = "金丝雀督查"


def typed(answers):
    """Return answers as a form sends them."""
    fields = []
    for name, answer in answers.items():
        value = answer["value"]
        if isinstance(value, dict):
            fields += [(f"answers.{name}.value.{part}", str(v)) for part, v in value.items()]
        elif isinstance(value, list):
            fields += [(f"answers.{name}.value[]", ticked) for ticked in value]
        else:
            fields.append((f"answers.{name}.value", str(value)))
        fields.append((f"answers.{name}.note", answer.get("note", "")))
    return fields


@pytest.fixture
def inspector(sign_in, visits, at_now):
    return sign_in(visits.cast.sun)


@pytest.fixture
def page(inspector, visits):
    return inspector.get(f"/visits/new?window={visits.cast.window['city_hall'].id}")


def submit(browser, page, answers, photos=(), **changes):
    text = page.get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
    fields = MultiDict([*({**hidden, **changes}).items(), *typed(answers)])
    for item, data in photos:
        fields.add(f"photos.{item}", (io.BytesIO(data), "photo.jpg"))
    return browser.post("/visits/new", data=fields, content_type="multipart/form-data")


def stored(visits):
    with visits.database.reading() as session:
        return list(session.scalars(select(Visit)))


def test_a_filled_page_is_stored_scored_and_shown(inspector, page, visits):
    answers = good_visit(A3=1)
    answers["B2"] = {"value": "no", "note": "两人没有佩戴"}
    answer = submit(inspector, page, answers, [("A1", picture("red")), ("B2", picture("blue"))])
    assert answer.status_code == 303
    [visit] = stored(visits)
    assert (visit.state, visit.score) == (VisitState.SUBMITTED, 9_600)
    result = inspector.get(answer.location).get_data(as_text=True)
    for said in ("96", "两人没有佩戴", "无特殊原因不得空岗", "没做到", "数量 1"):
        assert said in result


def test_the_same_page_sent_twice_is_one_visit(inspector, page, visits):
    first = submit(inspector, page, good_visit(), [("A1", picture())])
    again = submit(inspector, page, good_visit(), [("A1", picture())])
    assert first.location == again.location
    assert len(stored(visits)) == 1


def test_the_same_picture_for_two_items_is_kept_once(inspector, page, visits):
    submit(inspector, page, good_visit(), [("A1", picture()), ("B2", picture()), ("B3", b"")])
    with visits.database.reading() as session:
        assert session.scalars(select(VisitPhoto)).one().item == "A1"


def test_what_does_not_fit_comes_back_as_typed(inspector, page, visits):
    answers = good_visit(B1={"part": 9, "whole": 8}, A3=7)
    answers["B2"] = {"value": "no", "note": "这条备注不能丢"}
    answer = submit(inspector, page, answers)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "前一个数不能大于后一个数" in text
    assert '<a href="#B1">' in text
    assert "这条备注不能丢" in text
    assert re.search(r'name="answers\.A3\.value"[^>]* value="7"', text)
    assert re.search(r'name="answers\.B2\.value" value="no"[^>]* checked', text)
    assert stored(visits) == []


def test_a_note_without_an_answer_asks_for_the_answer(inspector, page, visits):
    answers = good_visit()
    answer = submit(inspector, page, {**answers, "B2": {"value": "", "note": "看不清"}})
    assert answer.status_code == 422
    assert '<a href="#B2">' in answer.get_data(as_text=True)


def test_an_empty_page_is_asked_for_answers(inspector, page):
    assert submit(inspector, page, {}).status_code == 422


def test_a_file_that_is_no_picture_stores_nothing(inspector, page, visits):
    answer = submit(inspector, page, good_visit(), [("A1", b"no picture")])
    assert answer.status_code == 415
    assert "这不是能打开的照片" in answer.get_data(as_text=True)
    assert stored(visits) == []


def test_an_outdated_page_names_the_current_version(inspector, page):
    answer = submit(inspector, page, good_visit(), form_version="9")
    assert answer.status_code == 422
    assert "visit.hall 第 1 版" in answer.get_data(as_text=True)


def test_a_form_that_names_its_parts_in_odd_ways_is_refused_kindly(inspector, page):
    text = page.get_data(as_text=True)
    odd = MultiDict(
        [
            ("csrf_token", csrf_of(page)),
            ("window_id", re.search(r'name="window_id" value="([^"]+)"', text)[1]),
            ("answers", "x"),
            ("answers.A1", "y"),
            ("answers.A1.value[]", "z"),
            ("..", "1"),
            ("photos", "nothing"),
            ("id", "no key"),
        ]
    )
    assert inspector.post("/visits/new", data=odd).status_code == 422


def test_not_applicable_wins_over_numbers_left_in_their_fields(inspector, page, visits):
    answers = good_visit()
    fields = [("answers.B1.value.part", "3"), ("answers.B1.value", "na")]
    text = page.get_data(as_text=True)
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text)
    del answers["B1"]
    inspector.post("/visits/new", data=MultiDict([*hidden, *typed(answers), *fields]))
    assert stored(visits)[0].answers["B1"] == {"value": "na"}


@pytest.mark.parametrize("window", ["", "x", "47ec4dff-1a1e-40ee-bb95-88fa9c476320"])
def test_a_window_that_is_not_there_has_no_checklist(inspector, window):
    assert inspector.get(f"/visits/new?window={window}").status_code == 404


def test_nobody_is_offered_the_own_house(inspector, visits):
    with visits.database.transaction() as session:
        place = visits.cast.window["city_hall"].id
        session.add(Grant(account_id=visits.cast.sun.id, role=Role.HEAD, window_id=place))
    answer = inspector.get(f"/visits/new?window={visits.cast.window['city_hall'].id}")
    assert answer.status_code == 403
    assert "回避" in answer.get_data(as_text=True)


def test_a_window_is_found_by_name_or_code(inspector):
    found = inspector.get("/visits?q=新河湾").get_data(as_text=True)
    assert "新河湾社保经办大厅" in found
    assert "新民市就业人才大厅" not in found
    assert "新民市就业人才大厅" in inspector.get("/visits?q=210181-EMP").get_data(as_text=True)
    assert "新河湾社保经办大厅" in inspector.get("/visits?q=%00新河湾").get_data(as_text=True)
    assert "没有找到这个窗口" in inspector.get("/visits?q=没有这里").get_data(as_text=True)


class TestWhoReadsWhat:
    @pytest.fixture
    def visit_id(self, visits):
        with visits.database.transaction() as session:
            session.get(Account, visits.cast.sun.id).display_name = CANARY
        data = picture()
        visit, _ = visits.log(visits.sheet(photos=[data], device_started_at=None))
        visits.attach(visit.id, data)
        return visit.id

    @pytest.mark.parametrize("who", ["wang", "li", "zhou", "wu", "feng", "chen"])
    def test_before_disclosure_nothing_shows(self, visits, sign_in, visit_id, who):
        browser = sign_in(getattr(visits.cast, who))
        assert browser.get(f"/visits/{visit_id}").status_code == 404
        listed = browser.get("/visits").get_data(as_text=True)
        assert str(visit_id) not in listed
        assert "这里还没有检查记录" in listed

    @pytest.mark.parametrize("who", ["wang", "wu", "feng", "chen"])
    def test_afterwards_the_result_shows_and_who_came_does_not(
        self, visits, sign_in, visit_id, who
    ):
        visits.disclose(visit_id)
        browser = sign_in(getattr(visits.cast, who))
        result = browser.get(f"/visits/{visit_id}").get_data(as_text=True)
        listed = browser.get("/visits").get_data(as_text=True)
        assert str(visit_id) in listed
        assert "照片 1 张" in result
        for secret in (CANARY, "检查人", "手机时钟", "/photos/", "公布这次检查"):
            assert secret not in result + listed

    @pytest.mark.parametrize("who", ["sun", "zhao", "chu"])
    def test_the_inspector_and_the_province_see_the_inside(self, visits, sign_in, visit_id, who):
        result = sign_in(getattr(visits.cast, who)).get(f"/visits/{visit_id}")
        assert CANARY in result.get_data(as_text=True)
        assert "/photos/" in result.get_data(as_text=True)

    def test_the_province_discloses_from_the_list(self, visits, sign_in, visit_id, at_now):
        office = sign_in(visits.cast.zhao)
        assert str(visit_id) in office.get("/visits/review").get_data(as_text=True)
        page = office.get(f"/visits/{visit_id}")
        sent = office.post(f"/visits/{visit_id}/disclose", data={"csrf_token": csrf_of(page)})
        assert sent.status_code == 303
        assert stored(visits)[0].state == VisitState.DISCLOSED
        assert str(visit_id) not in office.get("/visits/review").get_data(as_text=True)

    def test_an_incomplete_visit_cannot_be_disclosed_and_says_why(
        self, visits, sign_in, csrf_token, at_now
    ):
        visit, _ = visits.log(visits.sheet(photos=[picture()]))
        office = sign_in(visits.cast.zhao)
        data = {"csrf_token": csrf_token(office)}
        answer = office.post(f"/visits/{visit.id}/disclose", data=data)
        assert answer.status_code == 409
        assert "照片还没有收齐，暂时不能公布" in answer.get_data(as_text=True)

    @pytest.mark.parametrize("who", ["sun", "wang", "wu", "chu", "wei"])
    def test_nobody_else_discloses(self, visits, sign_in, csrf_token, visit_id, who, at_now):
        browser = sign_in(getattr(visits.cast, who))
        data = {"csrf_token": csrf_token(browser)}
        assert browser.post(f"/visits/{visit_id}/disclose", data=data).status_code == 404
        assert browser.get("/visits/review").status_code == 404
        assert stored(visits)[0].state == VisitState.SUBMITTED

    @pytest.mark.parametrize("who", ["wang", "zhao", "wu", "chu", "wei"])
    def test_only_inspectors_fill_checklists(self, visits, sign_in, csrf_token, who, at_now):
        browser = sign_in(getattr(visits.cast, who))
        window = visits.cast.window["city_hall"].id
        assert browser.get(f"/visits/new?window={window}").status_code == 404
        data = {"csrf_token": csrf_token(browser), "window_id": str(window)}
        assert browser.post("/visits/new", data=data).status_code == 404
        with visits.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Visit)) == 0


def test_nothing_is_written_into_the_pages_and_the_scripts_are_small(visits, sign_in, app):
    browser = sign_in(visits.cast.sun)
    text = browser.get("/visits/phone/").get_data(as_text=True)
    assert "style=" not in text
    assert not re.search(r'<script(?![^>]* (src=|type="application/json"))', text)
    assert not re.search(r'\son\w+="', text)
    version = re.search(r'src="/visits/phone/(\w+)/main\.js"', text)[1]
    scripts = sorted(path.name for path in phone_pages.FOLDER.glob("*.js"))
    sent = [
        browser.get(f"/visits/phone/{version}/{name}", headers={"Accept-Encoding": "gzip"})
        for name in scripts
    ]
    assert all(answer.status_code == 200 for answer in sent)
    assert sum(len(answer.get_data()) for answer in sent) <= 16 * 1024
