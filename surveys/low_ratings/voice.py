"""What the citizen says of a low rating of his own once it is settled. No account acts here.

Whoever shows the receipt says whether it is solved. Silence is no word; the first "no" sends the
case back to whoever settled it, a second one stays on it for those above to see.
"""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import clock
from service.core.problems import N_, conflict, not_found
from surveys.complaints.life import Solved
from surveys.rectifications import queries as rectifications
from surveys.rectifications.models import Rectification, Source

from . import life
from .life import LowRatingState, Step
from .models import LowRating
from .operations import FIX, call_for, note


def may_say(session: Session, case: LowRating, now: datetime) -> bool:
    """Tell whether the citizen has the word: it is settled, put right, and not too long ago."""
    if case.state != LowRatingState.CLOSED or case.solved or case.closed_at is None:
        return False
    registered = put_right(session, case)
    ended = registered.closed_at if registered else case.closed_at
    return ended is not None and clock.day_of(now) <= clock.day_of(ended) + life.SAID_WITHIN


def put_right(session: Session, case: LowRating) -> Rectification | None:
    """Return what its window was asked to put right when it was settled, the newest."""
    if case.settlement != life.Settlement.REGISTERED:
        return None
    return session.scalars(rectifications.asked_by(Source.LOW_RATING, case.id)).first()


def say_solved(session: Session, *, case_id: uuid.UUID, solved: Solved, now: datetime) -> None:
    """Keep the citizen's word; the same again changes nothing. Raises 409 ``not_now``."""
    case = session.get(LowRating, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise not_found()
    is_first_no = solved == Solved.NO and not case.reopened_at
    if case.solved == solved or (solved == Solved.NO and case.reopened_at and not case.closed_at):
        return
    if not may_say(session, case, now):
        raise conflict("not_now", N_("现在还不能说，或者已经说过了。请看最新的办理情况。"))
    case.version += 1
    if is_first_no:
        _send_back(session, case, now)
    else:
        case.solved = solved
        note(session, case, "confirm", now)


def _send_back(session: Session, case: LowRating, now: datetime) -> None:
    state = life.after(LowRatingState(case.state), Step.REOPEN)
    assert state is not None  # noqa: S101 -- may_say() has made sure
    case.state, case.reopened_at, case.closed_at = state, now, None
    call_for(session, case, FIX, "reopened", now)
    note(session, case, Step.REOPEN, now)
