"""Keeps the figures equal to the raw rows: recounted day by day, folded by month.

Everything here may be repeated, doubled or killed halfway: a recount replaces what it recounts.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Insert,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from service.core.db import Base
from service.windows.models import ServiceWindow
from surveys import work
from surveys.ratings.models import Rating

from . import cases, periods, recount
from .models import CaseMonth, RatingDay, RatingMonth


def _fill(table: type[Base], counted: recount.Rows) -> Insert:
    return insert(Base.metadata.tables[table.__tablename__]).from_select(
        counted.selected_columns.keys(), counted
    )


_WINDOW: BindParameter[uuid.UUID] = bindparam("of_window")
_FIRST: BindParameter[date] = bindparam("first_day")
_LAST: BindParameter[date] = bindparam("last_day")
_RAW = Rating.window_id == _WINDOW, Rating.day == _FIRST
_DAYS = RatingDay.window_id == _WINDOW, RatingDay.day.between(_FIRST, _LAST)
# built once: putting such a statement together takes thirty times as long as running it
_COUNT_DAY = {name: _fill(RatingDay, recount.days(name, *_RAW)) for name in recount.TONGUES}
_FOLD_MONTH = {name: _fill(RatingMonth, recount.months(name, *_DAYS)) for name in recount.TONGUES}


def rebuild_day(session: Session, window_id: uuid.UUID, day: date) -> None:
    """Recount one window's ratings of one day from raw rows, and fold its month anew.

    The cost depends on the ratings of that day and the days of that month alone: both are found
    by index, however large the tables are.
    """
    _one_at_a_time(session, window_id)
    dialect, month = _dialect(session), periods.first_of(day)
    session.execute(delete(RatingDay).where(RatingDay.window_id == window_id, RatingDay.day == day))
    session.execute(_COUNT_DAY[dialect], {"of_window": window_id, "first_day": day})
    session.execute(
        delete(RatingMonth).where(RatingMonth.window_id == window_id, RatingMonth.month == month)
    )
    period = {"first_day": month, "last_day": periods.last_of(month)}
    session.execute(_FOLD_MONTH[dialect], {"of_window": window_id, **period})


def rebuild_cases(session: Session, window_id: uuid.UUID, month: date) -> None:
    """Recount one window's complaints and visits of the month that begins on ``month``."""
    _one_at_a_time(session, window_id)
    session.execute(
        delete(CaseMonth).where(CaseMonth.window_id == window_id, CaseMonth.month == month)
    )
    _fill_cases(session, cases.count(session, window_id, month))


def rebuild_everything(session: Session) -> None:
    """Count everything anew in bulk. On SQLite writers wait meanwhile: a task for quiet hours."""
    _take_time(session)
    if _dialect(session) == "postgresql":
        session.execute(
            text("LOCK TABLE rating_day, rating_month, case_month IN SHARE ROW EXCLUSIVE MODE")
        )
    for table in (RatingDay, RatingMonth, CaseMonth):
        session.execute(delete(table))
    dialect = _dialect(session)
    session.execute(_fill(RatingDay, recount.days(dialect)))
    session.execute(_fill(RatingMonth, recount.months(dialect)))
    _fill_cases(session, cases.count(session))


def differences(session: Session) -> dict[str, int]:
    """Return, by table, how many rows differ from a recount; 0 everywhere is right."""
    _take_time(session)
    dialect = _dialect(session)
    stored = {tuple(row) for row in session.execute(select(*CaseMonth.__table__.c))}
    counted = {tuple(row.values()) for row in _case_rows(cases.count(session))}
    return {
        "rating_day": _unequal(session, RatingDay, recount.days(dialect)),
        "rating_month": _unequal(session, RatingMonth, recount.months(dialect)),
        "case_month": len(stored ^ counted),
    }


def do_rating_day(session: Session, key: str, now: datetime) -> None:  # noqa: ARG001 -- a job
    """Do the work of a :data:`~surveys.work.RATING_DAY` mark."""
    rebuild_day(session, *work.parse(key))


def do_case_month(session: Session, key: str, now: datetime) -> None:  # noqa: ARG001 -- a job
    """Do the work of a :data:`~surveys.work.CASE_MONTH` mark."""
    rebuild_cases(session, *work.parse(key))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _take_time(session: Session) -> None:
    """Lift the limit that keeps requests short: ten million ratings take minutes."""
    if _dialect(session) == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))


def _one_at_a_time(session: Session, window_id: uuid.UUID) -> None:
    """Let one worker at a time write a window's figures: two days share a month's row."""
    session.execute(
        select(ServiceWindow.id)
        .where(ServiceWindow.id == window_id)
        .with_for_update(key_share=True)  # citizens' ratings of the window go on meanwhile
    )


def _fill_cases(session: Session, counted: cases.Counts) -> None:
    if rows := list(_case_rows(counted)):
        session.execute(insert(CaseMonth), rows)


def _case_rows(counted: cases.Counts) -> Iterator[dict[str, Any]]:
    names = CaseMonth.__table__.c.keys()[2:]
    for (window_id, month), counts in counted.items():
        yield {"window_id": window_id, "month": month, **{name: counts[name] for name in names}}


def _unequal(session: Session, table: type[Base], counted: recount.Rows) -> int:
    """Count the rows that only one side has; JSON is compared as it is written."""
    made = counted.subquery()
    sides = [
        select(*(cast(c, Text) if c.name in recount.COLUMNS else c for c in side))
        for side in (table.__table__.c, made.c)
    ]
    both = union_all(*sides).subquery()
    single = select(*both.c).group_by(*both.c).having(func.count() != len(sides))
    return session.scalar(select(func.count()).select_from(single.subquery())) or 0
