"""What is due, as each desk sees it, on pages and by the API."""

import pytest

from service.core import clock
from surveys.deadlines import packs, subjects
from tests.deadlines.conftest import shanghai

LATER = shanghai("2026-10-26 10:00")


@pytest.fixture
def desk(sign_in, cast):
    """Read an address as somebody, on a day in October."""

    def opened(who, address, language="zh", when=LATER):
        with clock.at(when):
            browser = sign_in(getattr(cast, who))
            return browser.get(address, headers={"Accept-Language": language})

    return opened


@pytest.fixture
def three(matter):
    """A complaint that ran out, a rectification that runs, a low rating whose clock stands."""
    late = matter()
    late.start("2026-09-24 10:00")
    running = matter("rectification.fix", "county_hall", "county_hall", subject="rectification")
    running.start("2026-10-12 10:00")
    paused = matter("low_rating.fix", "county_hall", "county_hall", subject="low_rating")
    paused.start("2026-10-08 10:00")
    paused.do("pause", "2026-10-12 10:00")
    return late, running, paused


def test_what_ran_out_stands_first_and_what_stands_still_last(desk, three):
    page = desk("zhao", "/deadlines").get_data(as_text=True)
    words = ["已超期 4 天", "还剩 5 个工作日", "已暂停，还剩 12 个工作日"]
    places = [page.index(word) for word in words]
    assert places == sorted(places)


def test_the_same_in_english(desk, three):
    page = desk("zhao", "/deadlines", "en").get_data(as_text=True)
    for words in ("Days overdue: 4", "Working days left: 5", "Paused, working days left: 12"):
        assert words in page


def test_a_window_sees_its_own_terms_and_no_complaint(desk, three):
    late, running, paused = three
    found = desk("li", "/api/v1/deadlines").json
    assert [each["subject_id"] for each in found] == [str(running.id), str(paused.id)]
    assert desk("wang", "/api/v1/deadlines").json == []
    for who in ("li", "zhou", "wang"):
        assert desk(who, f"/deadlines/{late.deadline.id}").status_code == 404
    assert desk("feng", f"/api/v1/deadlines/{late.deadline.id}").json["state"] == "overdue"


def test_a_reviewer_reads_no_clocks_of_complaints(desk, three):
    late, *_ = three
    found = desk("wu", "/api/v1/deadlines").json
    assert str(late.id) not in {each["subject_id"] for each in found}
    assert len(found) == 2
    assert desk("zheng", "/api/v1/deadlines").json == []  # another city


def test_an_inspector_has_no_clocks(desk, three):
    assert desk("sun", "/deadlines").status_code == 404


def test_the_list_is_narrowed(desk, three):
    late, running, _ = three

    def ids(query):
        return [each["subject_id"] for each in desk("zhao", f"/api/v1/deadlines?{query}").json]

    assert ids("overdue=true") == [str(late.id)]
    assert ids("name=rectification.fix") == [str(running.id)]
    assert ids("name=rectification.fix&overdue=true") == []
    assert desk("zhao", "/api/v1/deadlines?name=lunch").status_code == 422
    assert desk("zhao", "/deadlines?name=lunch").status_code == 422
    page = desk("zhao", "/deadlines?name=rectification.fix&overdue=").get_data(as_text=True)
    assert "还剩 5 个工作日" in page
    assert "已超期 4 天" not in page


def test_the_api_tells_how_a_deadline_stands(desk, three):
    _, running, _ = three
    found = desk("li", f"/api/v1/deadlines/{running.deadline.id}").json
    told = {"state": "running", "left": 5, "unit": "working_days", "due_on": "2026-11-02"}
    assert told.items() <= found.items()
    assert found["provisional"] is False


def test_the_citizens_own_terms_are_not_on_the_list(desk, matter):
    matter("complaint.confirm").start("2026-10-12 10:00")
    assert desk("zhao", "/api/v1/deadlines").json == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-10-13 10:00", "还剩 5 天"),
        ("2026-10-18 10:00", "今天到期"),
        ("2026-10-19 00:00", "已超期 1 天"),
    ],
)
def test_calendar_days_are_said_in_days(desk, matter, monkeypatch, when, words):
    beijing = next(pack for pack in packs.library() if pack.key == "beijing")
    monkeypatch.setattr(packs, "in_force", lambda *_: {"low_rating.fix": beijing})
    matter("low_rating.fix", owner="county_hall").start("2026-10-11 10:00")
    page = desk("li", "/deadlines", when=shanghai(when)).get_data(as_text=True)
    assert words in page


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-10-12 11:00", "还剩 47 小时"),
        ("2026-10-14 09:30", "还剩不到 1 小时"),
        ("2026-10-14 10:30", "已超期"),
        ("2026-10-14 15:00", "已超期 5 小时"),
        ("2026-10-16 15:00", "已超期 2 天"),
    ],
)
def test_hours_are_said_in_hours(desk, matter, monkeypatch, when, words):
    naiman = next(pack for pack in packs.library() if pack.key == "naiman")
    monkeypatch.setattr(packs, "in_force", lambda *_: {"low_rating.verify": naiman})
    matter("low_rating.verify", owner="county_hall").start("2026-10-12 10:00")
    page = desk("li", "/deadlines", when=shanghai(when)).get_data(as_text=True)
    assert words in page


def test_a_day_in_a_year_without_holidays_is_said_to_be_provisional(desk, matter):
    complaint = matter()
    complaint.start("2026-12-28 10:00")
    page = desk("feng", f"/deadlines/{complaint.deadline.id}", when=shanghai("2026-12-29 10:00"))
    assert "（暂定）" in page.get_data(as_text=True)


def test_the_rules_in_force_are_read_with_their_source(desk, cast):
    page = desk("li", "/deadlines/rules").get_data(as_text=True)
    assert "辽宁省差评核实和整改期限" in page
    assert "zj.cnr.cn" in page  # others to compare with
    told = desk("li", "/api/v1/deadlines/rules").json
    [place] = told["places"]
    assert place["clocks"]["low_rating.fix"] == {"key": "liaoning", "since": "2020-01-01"}
    used = {pack["key"] for pack in told["packs"] if pack["in_use"]}
    assert used == {"default", "liaoning"}
    assert "In force here" in desk("li", "/deadlines/rules", "en").get_data(as_text=True)


def test_every_matter_has_a_page_that_takes_its_id(app):
    for endpoint in {*subjects.PAGES.values(), "deadlines.show"}:
        [rule] = app.url_map.iter_rules(endpoint)
        assert len(rule.arguments) == 1
