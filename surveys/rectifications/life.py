"""The life of a rectification: which step leads where, and which steps leave it where it stands."""

from datetime import datetime
from enum import StrEnum

#: how many photos one handing in may bring
MOST_PHOTOS = 5
#: the first step of all
OPENED = "open"


class Source(StrEnum):
    """What showed that something has to be put right."""

    LOW_RATING = "low_rating"
    COMPLAINT = "complaint"
    VISIT = "visit"


class RectificationState(StrEnum):
    """Where a rectification stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What somebody does to a rectification."""

    PLAN = "plan"
    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"
    WITHDRAW = "withdraw"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"


_S = RectificationState
LEADS_TO: dict[tuple[RectificationState, Step], RectificationState] = {
    (_S.OPEN, Step.PLAN): _S.IN_PROGRESS,
    (_S.OPEN, Step.SUBMIT): _S.SUBMITTED,
    (_S.IN_PROGRESS, Step.SUBMIT): _S.SUBMITTED,
    (_S.RETURNED, Step.PLAN): _S.IN_PROGRESS,
    (_S.RETURNED, Step.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, Step.VERIFY): _S.CLOSED,
    (_S.SUBMITTED, Step.RETURN): _S.RETURNED,
}
#: the window has to do something, and its clock runs
AT_WORK = frozenset({_S.OPEN, _S.IN_PROGRESS, _S.RETURNED})
#: somebody still has to do something
OPEN = AT_WORK | {_S.SUBMITTED}
LEADS_TO |= {(state, Step.WITHDRAW): _S.WITHDRAWN for state in OPEN}
LEADS_TO |= {
    (state, step): state
    for state in AT_WORK
    for step in (Step.ASK_EXTENSION, Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION)
}


def after(
    state: RectificationState, step: Step, *, is_systemic: bool = False
) -> RectificationState | None:
    """Return the state that ``step`` leads to; nothing when the step cannot be taken now.

    What is put right on the spot (立行立改) may be handed in at once; a systemic matter needs
    measures first.
    """
    if is_systemic and (state, step) == (RectificationState.OPEN, Step.SUBMIT):
        return None
    return LEADS_TO.get((state, step))


def recurs_since(now: datetime) -> datetime:
    """Return the moment 12 months ago: what ended later makes the same issue a recurrence."""
    is_leap_day = (now.month, now.day) == (2, 29)
    return now.replace(year=now.year - 1, day=28 if is_leap_day else now.day)
