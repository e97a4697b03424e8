"""The life of one clock, as the people at a desk see it."""

from datetime import date

import pytest

from service.core.problems import Problem
from surveys.deadlines import packs
from surveys.deadlines.models import DeadlineState
from tests.deadlines.conftest import shanghai


def test_a_clock_starts_as_the_rule_pack_says(matter):
    complaint = matter()
    started = complaint.start("2026-09-24 10:00")
    assert (started.due_on, started.provisional) == (date(2026, 10, 22), False)
    assert (started.pack, started.unit, started.amount) == ("default", "working_days", 15)
    assert [deadline.id for deadline in complaint.live] == [started.id]


def test_starting_again_gives_back_the_clock_that_runs(matter):
    complaint = matter()
    first = complaint.start("2026-09-24 10:00")
    assert complaint.start("2026-09-28 10:00").id == first.id
    assert complaint.deadline.due_on == date(2026, 10, 22)


def test_a_matter_met_and_opened_again_has_a_new_clock(matter):
    complaint = matter()
    first = complaint.start("2026-09-24 10:00")
    complaint.do("meet", "2026-09-25 10:00")
    assert complaint.live == []
    assert complaint.start("2026-11-02 10:00").id != first.id


def test_met_on_the_last_day_is_on_time_and_the_day_after_is_late(matter):
    punctual, late = matter(), matter()
    for complaint in (punctual, late):
        complaint.start("2026-09-24 10:00")
    punctual.do("meet", "2026-10-22 23:59")
    late.do("meet", "2026-10-23 00:00")
    now = shanghai("2026-10-30 10:00")
    assert punctual.deadline.state(now) == DeadlineState.MET
    assert late.deadline.state(now) == DeadlineState.MET_LATE
    assert late.deadline.overdue_at == shanghai("2026-10-23 00:00")


def test_a_pause_keeps_whole_working_days(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-09-28 15:00")  # one day is spent: Friday is 中秋
    assert complaint.deadline.run_for == 14
    complaint.do("resume", "2026-11-02 09:00")
    assert complaint.deadline.due_on == date(2026, 11, 20)


def test_a_pause_within_one_day_changes_nothing(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-10-22 10:00")
    complaint.do("resume", "2026-10-22 16:00")
    assert complaint.deadline.due_on == date(2026, 10, 22)


def test_whoever_was_stopped_on_the_last_day_has_the_next_one(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-10-22 10:00")
    complaint.do("resume", "2026-10-30 23:50")  # a Friday night
    assert complaint.deadline.due_on == date(2026, 11, 2)


def test_a_paused_clock_cannot_run_out(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-09-28 15:00")
    assert complaint.deadline.state(shanghai("2027-09-01 10:00")) == DeadlineState.PAUSED
    complaint.do("meet", "2027-09-01 10:00")
    assert complaint.deadline.state(shanghai("2027-09-01 10:00")) == DeadlineState.MET


def test_a_clock_that_ran_out_cannot_be_stopped(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-10-23 09:00")
    assert complaint.deadline.state(shanghai("2026-10-23 09:00")) == DeadlineState.OVERDUE


def test_a_term_is_extended_once(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("extend", "2026-10-20 10:00")
    assert complaint.deadline.due_on == date(2026, 11, 12)
    with pytest.raises(Problem, match="extended_already"):
        complaint.do("extend", "2026-10-21 10:00")


def test_a_term_is_not_extended_when_it_is_over(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    with pytest.raises(Problem, match="deadline_over"):
        complaint.do("extend", "2026-10-23 00:00")


def test_what_does_not_run_is_not_extended(matter):
    with pytest.raises(Problem, match="no_deadline"):
        matter().do("extend", "2026-10-20 10:00")


def test_an_extension_during_a_pause_is_kept(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.do("pause", "2026-09-28 15:00")
    complaint.do("extend", "2026-09-29 10:00")
    complaint.do("resume", "2026-09-28 16:00")
    assert complaint.deadline.due_on == date(2026, 11, 12)


def test_a_dropped_matter_has_no_clock(matter):
    complaint = matter()
    complaint.start("2026-09-24 10:00")
    complaint.drop("2026-09-25 10:00")
    assert complaint.live == []
    assert complaint.deadline.state(shanghai("2027-01-01 10:00")) == DeadlineState.CANCELLED
    assert complaint.do("meet", "2026-09-26 10:00") is None


def test_a_shorter_term_may_be_asked_for_never_a_longer_one(matter):
    short, long = matter("rectification.fix"), matter("rectification.fix")
    assert short.start("2026-09-24 10:00", at_most=3).due_on == date(2026, 9, 30)
    assert long.start("2026-09-24 10:00", at_most=60).due_on == date(2026, 10, 22)


def test_hours_are_kept_to_the_second(matter, monkeypatch):
    naiman = next(pack for pack in packs.library() if pack.key == "naiman")
    monkeypatch.setattr(packs, "in_force", lambda *_: {"low_rating.verify": naiman})
    rating = matter("low_rating.verify")
    rating.start("2026-09-24 10:00")
    rating.do("pause", "2026-09-25 10:00:10")
    rating.do("resume", "2026-10-09 08:00")
    assert rating.deadline.due_at == shanghai("2026-10-10 07:59:50")
