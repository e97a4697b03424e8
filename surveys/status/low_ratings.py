"""What the citizen of a low rating learns of what is done about it."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import clock
from surveys.deadlines import queries as deadlines
from surveys.deadlines.models import Deadline
from surveys.low_ratings import voice
from surveys.low_ratings.life import LowRatingState, Settlement
from surveys.low_ratings.models import LowRating
from surveys.ratings.models import Rating

from .progress import Progress


class Stands(StrEnum):
    """Where it stands, as its citizen is told."""

    WAITING = "waiting"
    CHECKING = "checking"
    CHECKING_ABOVE = "checking_above"
    CHECKED = "checked"
    DOUBTED = "doubted"
    AGAIN = "again"
    FIXED = "fixed"
    EXPLAINED = "explained"
    REGISTERED = "registered"
    PUT_RIGHT = "put_right"


_SETTLED: dict[str | None, Stands] = {
    Settlement.FIXED: Stands.FIXED,
    Settlement.EXPLAINED: Stands.EXPLAINED,
}


def of_rating(session: Session, rating: Rating) -> LowRating | None:
    """Return the case that a rating opened."""
    return session.scalar(select(LowRating).where(LowRating.rating_id == rating.id))


def told(session: Session, case: LowRating, plain: Progress, today: date) -> Progress:
    """Add to a rating's progress what is done about it, unless it does not count any more."""
    if case.state == LowRatingState.EXCLUDED:
        return plain
    right = voice.put_right(session, case)
    stands = _stands(case, is_right=bool(right and right.closed_at))
    term = right.term if right and not right.closed_at else _clock(session, case)
    is_settled = case.state == LowRatingState.CLOSED
    return replace(
        plain,
        stands=stands,
        due_on=term.due_on if term else None,
        due_provisional=bool(term and term.provisional),
        is_late=bool(term and term.due_on < today),
        reply=case.answer if is_settled else None,
        solved=case.solved,
        may=("confirm",) if voice.may_say(session, case, clock.now()) else (),
        case_id=case.id,
    )


def _clock(session: Session, case: LowRating) -> Deadline | None:
    running = deadlines.running(session, LowRating.__tablename__, [case.id])
    return next((each for each in running.get(case.id, []) if not each.paused_at), None)


def _stands(case: LowRating, *, is_right: bool) -> Stands:
    match case.state:
        case LowRatingState.OPEN if case.raised_to:
            return Stands.CHECKING_ABOVE
        case LowRatingState.OPEN:
            return Stands.CHECKING if case.told_at else Stands.WAITING
        case LowRatingState.VERIFIED:
            return Stands.AGAIN if case.reopened_at else Stands.CHECKED
        case LowRatingState.APPEALED:
            return Stands.DOUBTED
    registered = Stands.PUT_RIGHT if is_right else Stands.REGISTERED
    return _SETTLED.get(case.settlement, registered)
