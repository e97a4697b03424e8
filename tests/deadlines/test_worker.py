"""The worker warns, escalates once and loses no clock, however often it dies."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.core import clock, marks
from service.core.audit import AuditEvent
from service.core.workdays import WORKDAYS, state_days
from service.notices.models import Notice
from surveys import work
from surveys.deadlines import watch
from tests.deadlines.conftest import shanghai
from workers import deadlines
from workers.drain import drain


def work_at(database, when):
    moment = shanghai(when)
    with clock.at(moment):
        return drain(database)


def told(database, kind=None):
    with database.reading() as session:
        rows = session.execute(select(Notice.account_id, Notice.kind).order_by(Notice.at))
        return sorted(account for account, found in rows if kind in {None, found})


def escalations(database):
    with database.reading() as session:
        query = select(AuditEvent).where(AuditEvent.action == "escalate_deadline")
        return session.scalars(query).all()


def test_nothing_happens_before_its_time(database, matter):
    matter().start("2026-09-24 10:00")
    assert work_at(database, "2026-10-15 10:00") == 0
    assert told(database) == []


def test_the_handler_is_warned_once_when_offices_open(database, cast, matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    for _ in range(3):
        work_at(database, "2026-10-20 08:30")
    assert told(database) == [cast.feng.id]
    assert told(database, "due") == [cast.feng.id]
    assert complaint.deadline.warned_at == shanghai("2026-10-20 08:30")


def test_what_runs_out_goes_one_level_up_once(database, cast, matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    for hour in range(3):
        work_at(database, f"2026-10-23 0{hour}:00")
    late = complaint.deadline
    assert late.overdue_at == shanghai("2026-10-23 00:00")
    assert late.escalated_to == "210000/"
    assert told(database, "overdue") == [cast.feng.id]
    assert told(database, "escalated") == [cast.chen.id]
    assert [event.details for event in escalations(database)] == [
        {"name": "complaint.conclude", "to": "210000/"}
    ]


def test_above_the_root_there_is_nobody(database, cast, matter):
    complaint = matter(owner="210000")
    complaint.start("2026-09-24 10:00")
    work_at(database, "2026-10-23 09:00")
    assert complaint.deadline.escalated_to == "210000/"
    assert told(database, "overdue") == [cast.chen.id]
    assert told(database, "escalated") == []


def test_a_window_that_is_late_is_told_and_its_owner_too(database, cast, matter):
    rating = matter("low_rating.verify", window="county_hall", owner="county_hall")
    rating.start("2026-09-24 10:00")
    work_at(database, "2026-09-29 00:00")
    assert told(database, "overdue") == [cast.li.id]
    assert told(database, "escalated") == [cast.zhou.id]


def test_nobody_of_the_window_hears_what_others_decide_about_it(database, cast, matter):
    appeal = matter("appeal.decide", window="county_hall", owner="210000")
    appeal.start("2026-09-24 10:00")
    work_at(database, "2026-11-20 10:00")
    assert cast.li.id not in told(database)
    assert cast.chu.id not in told(database)  # auditors read, they keep no clock


def test_what_is_met_dropped_or_paused_in_time_is_let_be(database, matter):
    for act in ("meet", "pause", "cancel"):
        complaint = matter()
        complaint.start("2026-09-24 10:00")
        if act == "cancel":
            complaint.drop("2026-09-25 10:00")
        else:
            complaint.do(act, "2026-09-25 10:00")
        work_at(database, "2026-12-01 10:00")
        assert complaint.deadline.overdue_at is None
    assert told(database) == []


def test_what_goes_on_is_watched_again(database, cast, matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-09-28 15:00")
    work_at(database, "2026-10-26 10:00")
    complaint.do("resume", "2026-11-02 09:00")
    work_at(database, "2026-11-20 23:59")
    assert complaint.deadline.overdue_at is None
    assert told(database, "due") == [cast.feng.id]
    work_at(database, "2026-11-21 00:00")
    assert complaint.deadline.overdue_at == shanghai("2026-11-21 00:00")


def test_an_extension_is_warned_of_anew(database, cast, matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    work_at(database, "2026-10-20 10:00")
    complaint.do("extend", "2026-10-20 11:00")
    work_at(database, "2026-11-11 10:00")
    assert told(database, "due") == [cast.feng.id] * 2
    assert complaint.deadline.overdue_at is None


def test_the_silence_of_a_citizen_is_nobodys_fault(database, matter, monkeypatch):
    heard = []
    monkeypatch.setitem(
        deadlines.AFTERWARDS, "complaint.confirm", lambda _, *rest: heard.append(rest)
    )
    complaint = matter("complaint.confirm")
    complaint.start("2026-09-24 10:00")
    for _ in range(2):
        work_at(database, "2026-10-02 00:00")
    assert heard == [(complaint.id, shanghai("2026-10-02 00:00"))]
    assert complaint.deadline.overdue_at == shanghai("2026-10-02 00:00")
    assert complaint.deadline.escalated_to is None
    assert told(database) == []


def test_a_worker_killed_before_it_could_commit_is_made_up_for(database, cast, matter, monkeypatch):
    complaint = matter()
    complaint.start("2026-09-24 10:00")

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(marks, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            work_at(database, "2026-10-23 00:00")
    assert told(database) == []  # the notices went with the transaction
    work_at(database, "2026-10-23 00:00")  # its lease still holds
    assert told(database) == []
    work_at(database, "2026-10-23 00:02")
    assert told(database, "overdue") == [cast.feng.id]
    assert complaint.deadline.overdue_at == shanghai("2026-10-23 00:00")


def test_a_mark_done_twice_escalates_once(database, cast, matter):
    complaint = matter()
    key = str(complaint.start("2026-09-24 10:00").id)
    late = shanghai("2026-10-23 09:00")
    for _ in range(3):
        with database.transaction(by_worker=True) as session:
            watch.look(session, key, late)
    assert told(database) == sorted([cast.feng.id, cast.chen.id])
    assert len(escalations(database)) == 1


def test_a_deadline_that_is_no_more_troubles_nobody(database):
    with database.transaction() as session:
        key = "00000000-0000-0000-0000-000000000007"
        marks.bump(session, work.DEADLINE, [key], now=clock.now())
    assert drain(database) == 1


def test_a_year_whose_holidays_become_known_is_counted_again(database, matter):
    complaint, paused, met = matter(), matter(), matter()
    for each in (complaint, paused, met):
        each.start("2026-12-28 10:00")
    paused.do("pause", "2026-12-29 10:00")
    met.do("meet", "2026-12-29 10:00")
    before = complaint.deadline
    assert (before.due_on, before.provisional) == (date(2027, 1, 18), True)
    holidays = {date(2027, 1, day): False for day in (1, 2, 3)}
    with database.transaction() as session:
        state_days(session, holidays, source="国办发明电（演示）")
        marks.bump(session, WORKDAYS, ["2027"], now=shanghai("2026-12-30 10:00"))
    work_at(database, "2026-12-30 10:01")
    after = complaint.deadline
    assert (after.due_on, after.provisional) == (date(2027, 1, 19), False)
    assert after.due_at == shanghai("2027-01-20 00:00")
    assert met.deadline.provisional  # what is over stays as it was told
    paused.do("resume", "2027-01-04 10:00")
    assert (paused.deadline.due_on, paused.deadline.provisional) == (date(2027, 1, 22), False)


def test_the_program_counts_what_waits_without_what_is_planned(database, matter):
    started = matter().start(clock.now())
    with database.reading() as session:
        assert marks.waiting(session) == 0
        planned = session.get_one(marks.Mark, (work.DEADLINE, str(started.id)))
        assert planned.next_at == started.warn_at > clock.now() - timedelta(hours=1)
