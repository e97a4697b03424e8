"""The kinds of work that answers ask for, and how their keys are written."""

import uuid
from datetime import date

#: recount one window's ratings of one day; key: window id, colon, day
RATING_DAY = "rating_day"
#: recount one window's complaints and visits of one month; key: window id, colon, first day
CASE_MONTH = "case_month"
#: look at one deadline: warn, or say that it ran out; key: its id
DEADLINE = "deadline"
#: do what follows a deadline that ran out; key: clock, colon, id of the matter
DEADLINE_AFTER = "deadline_after"
#: remind of a clearing note until it is issued; key: id of the complaint
CLEARING = "clearing"

#: see whether a low rating has waited for its window to be told for too long; key: its id
LOW_RATING_WAITS = "low_rating_waits"


def key(window_id: uuid.UUID, day: date) -> str:
    """Write the key of a window and a day."""
    return f"{window_id}:{day.isoformat()}"


def month_key(window_id: uuid.UUID, day: date) -> str:
    """Write the key of a window and the month of a day."""
    return key(window_id, day.replace(day=1))


def parse(text: str) -> tuple[uuid.UUID, date]:
    """Read a key back."""
    window_id, _, day = text.partition(":")
    return uuid.UUID(window_id), date.fromisoformat(day)
