"""Chinese working days with 调休. An unknown year is said aloud, never guessed in silence.

Days come from the table (imported State Council notices) first, then from ``chinese-calendar``.
Where neither knows the year, Monday to Friday is taken and the answer is marked provisional (暂定).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .db import Base

SATURDAY = 5
#: mark: the working-day table has changed; key: the year
WORKDAYS = "workdays"


class Workday(Base):
    """A day stated by an imported notice: working or not."""

    __tablename__ = "workday"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    #: number of the notice, for example 国办发明电〔2026〕7号
    source: Mapped[str] = mapped_column(String(120))


@dataclass(frozen=True)
class Due:
    """The day a term ends, and whether a year on the way is not yet published (暂定)."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class WorkCalendar:
    """Counts working days. ``stated`` holds the imported days."""

    stated: Mapping[date, bool] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session) -> "WorkCalendar":
        """Read the imported days."""
        rows = session.execute(select(Workday.day, Workday.is_working))
        return cls(dict(rows.all()))

    def confirmed(self, year: int) -> bool:
        """Tell whether the holidays of ``year`` have been published and are known here."""
        return _in_library(year) or any(day.year == year for day in self.stated)

    def is_working(self, day: date) -> bool:
        """Tell whether people work on ``day``."""
        if day in self.stated:
            return self.stated[day]
        if _in_library(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < SATURDAY

    def add(self, start: date, days: int, *, count_start: bool = False) -> Due:
        """Return the last day of a term of ``days`` working days.

        A term counts from the day after ``start``; with ``count_start`` the start is the first
        day if it is a working day (public notices: 2016-08-15 + 5 ends 2016-08-19).
        """
        day = start if count_start else start + timedelta(days=1)
        left = days
        while True:
            left -= self.is_working(day)
            if left <= 0:
                years = range(start.year, day.year + 1)
                return Due(day, not all(map(self.confirmed, years)))
            day += timedelta(days=1)

    def between(self, first: date, last: date) -> int:
        """Return the number of working days from ``first`` to ``last``, both counted."""
        span = (last - first).days + 1
        return sum(self.is_working(first + timedelta(days=n)) for n in range(span))


@cache
def _in_library(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def state_days(session: Session, days: Mapping[date, bool], *, source: str) -> int:
    """Store the days of a State Council notice over what was known; return how many changed."""
    changed = 0
    for day, is_working in days.items():
        known = session.get(Workday, day)
        if known is None or known.is_working != is_working:
            session.merge(Workday(day=day, is_working=is_working, source=source))
            changed += 1
    session.flush()
    return changed
