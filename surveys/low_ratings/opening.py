"""Opens a case for each low rating that counts, and tells the window when nobody can be guessed.

A window's ratings are numbered as they came and joined in groups of five. The low ones of a group
are told when the group is full: on a busy counter within the hour, on a quiet one after days. So
each stands among at least five, and the moment of telling says nothing of the place in the group.
The clock of the window begins when it is told. Those above see the case at once, and after ten
days the case itself goes up (see ``raising``).
"""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, Date, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from service.core import marks
from service.core.clock import day_of
from surveys import work
from surveys.deadlines import operations as deadlines
from surveys.ratings.models import Rating, RatingState

from .life import AT_WORK, LOW, PATIENCE, LowRatingState, Step, after
from .models import LowRating
from .operations import SUBJECT, VERIFY, call_for, note

#: as many as a released figure needs at least (本系统口径)
GROUP = 5
#: what is older came in with the figures of former times, and nobody owes an answer to it now
LONGEST_AGO = timedelta(days=31)

_OF_WINDOW: BindParameter[uuid.UUID] = bindparam("of_window")
_OF_DAY = Rating.window_id == _OF_WINDOW, Rating.day == bindparam("of_day", type_=Date)
_UNOPENED = (
    Rating.level <= LOW,
    Rating.state == RatingState.COUNTED,
    ~select(LowRating.id).where(LowRating.rating_id == Rating.id).exists(),
)
_LEFT_OUT = Rating.state == RatingState.EXCLUDED, LowRating.state.in_(AT_WORK)
_UNTOLD = (
    LowRating.told_at.is_(None),
    LowRating.raised_to.is_(None),
    LowRating.state.in_(AT_WORK),
)
# most days hold nothing low, and each of a busy counter's seconds asks; built once
_ANYTHING = select(
    or_(
        select(Rating.id).where(*_OF_DAY, *_UNOPENED).exists(),
        select(LowRating.id).join(LowRating.rating).where(*_OF_DAY, *_LEFT_OUT).exists(),
        select(LowRating.id).where(LowRating.window_id == _OF_WINDOW, *_UNTOLD).exists(),
    )
)


def do_rating_day(session: Session, key: str, now: datetime) -> None:
    """Do what a :data:`~surveys.work.RATING_DAY` mark asks of low ratings; may be repeated.

    It runs after the recount, which lets one worker at a time write for a window.
    """
    window_id, day = work.parse(key)
    if not session.scalar(_ANYTHING, {"of_window": window_id, "of_day": day}):
        return
    if day >= day_of(now) - LONGEST_AGO:
        _open(session, window_id, day, now)
    _drop_excluded(session, window_id, day, now)
    _tell(session, window_id, now)


def _open(session: Session, window_id: uuid.UUID, day: date, now: datetime) -> None:
    of_day = Rating.window_id == window_id, Rating.day == day
    found = session.execute(select(Rating.id, Rating.level).where(*of_day, *_UNOPENED))
    for rating_id, level in found.all():
        case = LowRating(
            rating_id=rating_id, window_id=window_id, level=level, opened_at=now, version=1
        )
        session.add(case)
        session.flush()
        marks.bump(session, work.LOW_RATING_WAITS, [str(case.id)], now=now + PATIENCE)
        note(session, case, "open", now)


def _drop_excluded(session: Session, window_id: uuid.UUID, day: date, now: datetime) -> None:
    """End the cases of ratings that two people have left out meanwhile."""
    query = (
        select(LowRating)
        .join(LowRating.rating)
        .where(LowRating.window_id == window_id, Rating.day == day, *_LEFT_OUT)
    )
    for case in session.scalars(query.with_for_update(of=LowRating)):
        state = after(LowRatingState(case.state), Step.DROP)
        assert state is not None  # noqa: S101 -- AT_WORK states can be dropped
        case.state, case.closed_at, case.version = state, now, case.version + 1
        deadlines.cancel(session, subject=SUBJECT, subject_id=case.id, now=now)
        note(session, case, Step.DROP, now)


def _tell(session: Session, window_id: uuid.UUID, now: datetime) -> None:
    query = select(LowRating).where(LowRating.window_id == window_id, *_UNTOLD)
    waiting = session.scalars(query.options(joinedload(LowRating.rating))).all()
    if not waiting:
        return
    ready = _in_full_groups(session, window_id, {case.rating.day for case in waiting})
    for case in waiting:
        if case.rating_id not in ready:
            continue
        case.told_at = now
        call_for(session, case, VERIFY, "low_rating_opened", now)
        note(session, case, "tell", now)


def _in_full_groups(session: Session, window_id: uuid.UUID, days: set[date]) -> set[uuid.UUID]:
    """Return the ratings of ``days`` whose group of five is full."""
    of_window = Rating.window_id == window_id
    count = select(func.count()).select_from(Rating).where(of_window)
    full = (session.scalar(count) or 0) // GROUP * GROUP
    ready: set[uuid.UUID] = set()
    for day in days:
        before = session.scalar(count.where(Rating.day < day)) or 0
        came = select(Rating.id).where(of_window, Rating.day == day)
        ids = session.scalars(came.order_by(Rating.received_at, Rating.id)).all()
        ready.update(ids[: max(0, full - before)])
    return ready
