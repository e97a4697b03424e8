"""Chinese working days, with the make-up Saturdays and Sundays (调休)."""

from datetime import date

import pytest

from service.core.workdays import Due, WorkCalendar, Workday

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2016-08-15", "2016-08-19"),  # the notice of 2016: 公示期为5个工作日（8月15-19日）
        ("2016-07-29", "2016-08-04"),
        ("2016-09-12", "2016-09-19"),  # 中秋, with a working Sunday
        ("2026-02-12", "2026-02-25"),  # 春节
        ("2026-04-30", "2026-05-09"),  # 劳动节, ends on a working Saturday
        ("2026-09-28", "2026-10-09"),  # 国庆
        ("2026-09-29", "2026-10-10"),  # ends on a working Saturday
    ],
)
def test_a_notice_of_five_working_days_counts_its_first_day(start, end):
    due = CALENDAR.add(date.fromisoformat(start), 5, count_start=True)
    assert due == Due(date.fromisoformat(end), provisional=False)


def test_fifteen_working_days_after_a_day_in_september():
    assert CALENDAR.add(date(2026, 9, 24), 15).day == date(2026, 10, 22)


def test_working_days_between_two_days():
    assert CALENDAR.between(date(2016, 7, 18), date(2016, 8, 4)) == 14


def test_a_year_without_published_holidays_is_flagged_not_guessed():
    due = CALENDAR.add(date(2026, 12, 28), 10)
    assert due.provisional
    assert due.day == date(2027, 1, 11)  # Monday to Friday, until the State Council publishes


def test_a_term_within_a_known_year_is_not_flagged():
    assert not CALENDAR.add(date(2026, 12, 1), 5).provisional


def test_an_imported_notice_settles_the_year(database):
    with database.transaction() as session:
        session.add(Workday(day=date(2027, 1, 1), is_working=False, source="国办发明电（演示）"))
        session.add(Workday(day=date(2027, 1, 2), is_working=True, source="国办发明电（演示）"))
    with database.reading() as session:
        calendar = WorkCalendar.load(session)
    due = calendar.add(date(2026, 12, 31), 1)
    assert due == Due(date(2027, 1, 2), provisional=False)  # a working Saturday


def test_an_import_overrides_the_library():
    calendar = WorkCalendar({date(2026, 3, 2): False})
    assert not calendar.is_working(date(2026, 3, 2))
    assert CALENDAR.is_working(date(2026, 3, 2))


def test_the_office_takes_in_a_year(app, database, tmp_path):
    notice = tmp_path / "2027.csv"
    notice.write_text("date,working\n2027-01-01,0\n2027-01-02,1\n", "utf-8")
    command = ["workdays", str(notice), "--source", "国办发明电（演示）"]
    answer = app.test_cli_runner().invoke(args=command)
    assert "2 days, 2 changed" in answer.output
    assert "2 days, 0 changed" in app.test_cli_runner().invoke(args=command).output
    with database.reading() as session:
        assert WorkCalendar.load(session).confirmed(2027)


def test_a_wrong_line_is_named_and_nothing_is_stored(app, database, tmp_path):
    notice = tmp_path / "2027.csv"
    notice.write_text("date,working\n2027-01-01,0\n2027-02-30,1\n", "utf-8")
    answer = app.test_cli_runner().invoke(args=["workdays", str(notice), "--source", "x"])
    assert "line 3" in answer.output
    with database.reading() as session:
        assert not WorkCalendar.load(session).stated
