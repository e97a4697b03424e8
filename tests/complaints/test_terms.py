"""The last day that people are told: over holidays, into a new year, under another window."""

from datetime import UTC, date, datetime

import pytest

from service.core import clock
from service.notices.models import Notice
from service.windows.models import ServiceWindow, WindowState
from surveys.complaints.clearing import issue_clearing
from surveys.complaints.life import Step
from surveys.complaints.models import Complaint
from tests.cast import csrf_of
from tests.complaints.conftest import NOW, SUMMARY, hidden
from tests.status.conftest import Case, text_of
from workers.drain import drain

NEW_YEAR = "date,working\n2027-01-01,0\n2027-01-02,0\n2027-01-03,0\n"
NOTICE = "国办发明电（演示）"


def at(day, hour=10):
    return clock.at(datetime.combine(day, datetime.min.time(), UTC).replace(hour=hour - 8))


@pytest.fixture
def publish(app, database, tmp_path):
    """Take in the State Council's arrangement as the office does, and let the worker work."""

    def published(days):
        notice = tmp_path / "2027.csv"
        notice.write_text(days, "utf-8")
        made = app.test_cli_runner().invoke(args=["workdays", str(notice), "--source", NOTICE])
        assert made.exit_code == 0, made.output
        while drain(database):
            pass

    return published


def test_holidays_made_known_later_move_the_day_for_the_citizen_and_in_the_queue(
    complaints, cast, client, sign_in, publish
):
    with at(date(2026, 12, 29)):
        case = Case(complaints, client, now=clock.now)
        assert "12月31日（周四）" in text_of(case.open())
        case.accept()
        before = text_of(case.open())
        queue = text_of(sign_in(cast.chen).get("/complaints"))
        assert ("2027年1月19日（周二）" in before, "暂定" in before) == (True, True)
        assert ("2027-01-19" in queue, "暂定" in queue) == (True, True)
        publish(NEW_YEAR)
        after = text_of(case.open())
        assert ("2027年1月20日（周三）" in after, "暂定" in after) == (True, False)
        queue = text_of(sign_in(cast.chen).get("/complaints"))
        assert ("2027-01-20" in queue, "2027-01-19" in queue) == (True, False)
        told = sign_in(cast.chen).get("/api/v1/complaints").get_json()
        assert [(each["due_on"], each["due_provisional"]) for each in told] == [
            ("2027-01-20", False)
        ]
    with at(date(2027, 1, 20)):
        assert "已经超过期限" not in text_of(case.open())


def test_a_moved_day_leaves_what_is_over_as_it_was_told(complaints, client, publish):
    with at(date(2026, 12, 29)):
        case = Case(complaints, client, now=clock.now).accept().conclude()
        before = (case.row.due_on, case.row.due_provisional)
        publish(NEW_YEAR)
        assert (case.row.state, case.row.due_on, case.row.due_provisional) == ("replied", *before)


def test_a_term_runs_around_the_first_week_of_october(complaints, cast, sign_in):
    """国庆 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked."""
    with at(date(2026, 9, 29)):
        filed = complaints.file(now=clock.now(), occurred_on=None)
        assert filed.due_on == date(2026, 10, 8)  # two working days: the 30th, then the 8th
        accepted = complaints.accept(filed, now=clock.now())
        assert accepted.due_on == date(
            2026, 10, 26
        )  # fifteen: the 30th, the 8th, Saturday the 10th
        row = text_of(sign_in(cast.chen).get(f"/complaints/{filed.id}"))
        assert "还剩 15 个工作日" in row
    with at(date(2026, 10, 5)):
        assert "还剩 14 个工作日" in text_of(sign_in(cast.chen).get("/complaints"))


def test_while_it_waits_over_the_holiday_no_day_is_lost(complaints, cast):
    with at(date(2026, 9, 28)):
        accepted = complaints.accept(
            complaints.file(now=clock.now(), occurred_on=None), now=clock.now()
        )
    waits = {"reason": "等群众补一张叫号小票。"}
    with at(date(2026, 9, 30)):
        halted = complaints.does(Step.SUSPEND, accepted, by=cast.chen, now=clock.now(), **waits)
    with at(date(2026, 10, 8)):
        resumed = complaints.does(Step.RESUME, halted, by=cast.chen, now=clock.now())
        assert accepted.due_on == date(2026, 10, 23)
        assert resumed.due_on == date(2026, 10, 26)  # thirteen were left, from the 9th on


@pytest.mark.usefixtures("at_now")
def test_the_window_that_took_another_over_answers_for_it(complaints, cast, sign_in):
    """新民 goes into the city hall while a complaint about it is open."""
    filed = complaints.file("county_hall")
    accepted = complaints.accept(filed, by=cast.feng)
    heir = sign_in(cast.wang)
    assert heir.get(f"/complaints/{filed.id}").status_code == 404
    office = sign_in(cast.wu)
    hall, into = cast.window["county_hall"], cast.window["city_hall"]
    merging = {"into": into.code, "reason": "两厅合并。"}
    token = csrf_of(office.get(f"/windows/{hall.id}/merge"))
    merged = office.post(f"/windows/{hall.id}/merge", data={**merging, "csrf_token": token})
    assert merged.status_code == 303
    page = heir.get(f"/complaints/{filed.id}")
    assert SUMMARY in text_of(page)
    assert SUMMARY[:10] in text_of(heir.get("/complaints/answers"))
    answer = {**hidden(page), "reply": "已与原窗口核对，当天值班人员临时外出，现已双人值班。"}
    answer["csrf_token"] = csrf_of(page)
    assert heir.post(f"/complaints/{filed.id}/answer", data=answer).status_code == 303
    closed = complaints.close(complaints.read(Complaint)[0], by=cast.feng, finding="unfounded")
    assert (closed.state, closed.window_id, closed.version > accepted.version) == (
        "closed",
        hall.id,
        True,
    )
    assert sign_in(cast.feng).get(f"/complaints/{filed.id}").status_code == 200
    told = [each.kind for each in complaints.read(Notice, Notice.account_id == cast.wang.id)]
    assert told == ["complaint_decided"], "the heir is told what is decided after the merger"


@pytest.mark.usefixtures("at_now")
def test_the_heir_is_told_of_the_clearing_note_and_keeps_it(complaints, cast, sign_in):
    closed = complaints.close(
        complaints.accept(complaints.file("county_hall"), by=cast.feng),
        by=cast.feng,
        finding="unfounded",
    )
    with complaints.database.transaction() as session:
        old = session.get(ServiceWindow, cast.window["county_hall"].id)
        old.state, old.merged_into_id = WindowState.MERGED, cast.window["city_hall"].id
        made = issue_clearing(
            session,
            actor=complaints.actor(cast.feng),
            complaint_id=closed.id,
            person="",
            text="有一件投诉反映柜台无人。经调取监控，当日全程有人值守。",
            now=NOW,
        )
    (notice,) = complaints.read(Notice, Notice.kind == "clearing_issued")
    assert notice.account_id == cast.wang.id
    heir = sign_in(cast.wang)
    assert made.number in heir.get("/clearings").text
    assert made.sha256 in heir.get(f"/clearings/{made.id}").text
    assert sign_in(cast.zheng).get(f"/clearings/{made.id}").status_code == 404
