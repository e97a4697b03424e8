"""What becomes of a low rating that nobody else's ratings hide: the unit above takes it over.

Told to the window it would point at one visitor, left alone it would never be put right. So after
ten days the nearest unit above verifies and settles it in the window's place. The window is told
afterwards, with all others of its quarter, when the quarter after the next begins.
"""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.core import clock, marks
from service.core.access import Action
from service.people import queries as people
from service.windows import queries as windows
from surveys import work

from .life import AT_WORK, PATIENCE
from .models import LowRating
from .operations import VERIFY, call_for, note

QUARTER = 3
MONTHS = 12


def look(session: Session, key: str, now: datetime) -> None:
    """Look whether a case has waited for long enough; key: its id. May be repeated."""
    case = session.get(LowRating, uuid.UUID(key), with_for_update=True, populate_existing=True)
    if case is None or case.told_at or (case.raised_to is None and case.state not in AT_WORK):
        return
    if case.raised_to is None and now >= case.opened_at + PATIENCE:
        _raise(session, case, now)
    told_from = clock.day_bounds(quarter_after_next(clock.day_of(case.opened_at)))[0]
    if case.raised_to and now >= told_from:
        case.told_at = now
        note(session, case, "tell", now)
        return
    following = told_from if case.raised_to else case.opened_at + PATIENCE
    marks.bump(session, work.LOW_RATING_WAITS, [key], now=following)


def quarter_after_next(day: date) -> date:
    """Return the first day of the quarter after the next: at least three months on."""
    months = day.year * MONTHS + (day.month - 1) // QUARTER * QUARTER + 2 * QUARTER
    return date(months // MONTHS, months % MONTHS + 1, 1)


def _raise(session: Session, case: LowRating, now: datetime) -> None:
    window = windows.successor(session, case.window_id)
    above = people.nearest_above(session, window.path, Action.ANSWER_LOW_RATING)
    case.raised_to = above or window.org_unit.path
    case.version += 1
    call_for(session, case, VERIFY, "low_rating_opened", now)
    note(session, case, "raise", now)
