"""Appeals 申诉: the window says that a rating should not count, a second person decides.

Whoever decides sits one level above the window's owner, did not file it and does not belong to the
window. While it is undecided the window's clock stands still. An appeal that is upheld excludes
the rating from the figures; the rating itself stays for good.
"""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import marks
from service.core.access import Action, Actor
from service.notices import operations as notices
from service.windows.models import ServiceWindow
from surveys import work
from surveys.complaints.routing import handler_of, owner_of
from surveys.deadlines import operations as deadlines
from surveys.ratings.exclusion import exclude_rating

from . import queries
from .life import Decision, Ground, Step
from .models import LowRating, LowRatingAppeal
from .operations import FIX, SUBJECT, VERIFY, acting_window, advance, held

CLOCK = "appeal.decide"


def file_appeal(
    session: Session,
    *,
    actor: Actor,
    case_id: uuid.UUID,
    version: int,
    ground: Ground,
    statement: str,
    now: datetime,
) -> LowRating:
    """Appeal against a low rating of the actor's window: once, and before the case is closed."""
    seen = queries.answerable(actor).where(LowRating.raised_to.is_(None))
    case = held(session, seen, case_id, version, Step.APPEAL, statement=statement)
    window = acting_window(session, case)
    decider = handler_of(window.path, is_grave=False)
    appeal = LowRatingAppeal(
        low_rating_id=case.id,
        ground=ground,
        statement=statement,
        filed_by=actor.id,
        filed_at=now,
        decider_path=decider,
    )
    advance(session, case, Step.APPEAL, actor=actor, now=now, details={"ground": ground.value})
    session.add(appeal)
    _stop_clocks(session, case, now)
    _ask_decider(session, case, window, decider, now)
    _count_anew(session, case, now)
    session.refresh(case, ["appeal"])
    return case


def decide_appeal(
    session: Session,
    *,
    actor: Actor,
    case_id: uuid.UUID,
    version: int,
    decision: Decision,
    reason: str,
    now: datetime,
) -> LowRating:
    """Decide an appeal with a reason; upheld, the rating no longer counts."""
    step = Step.UPHOLD if decision == Decision.UPHELD else Step.REJECT
    case = held(session, queries.appealed(actor), case_id, version, step, reason=reason)
    appeal = case.appeal
    assert appeal is not None  # noqa: S101 -- appealed() sees nothing else
    appeal.decision, appeal.reason = decision, reason
    appeal.decided_by, appeal.decided_at = actor.id, now
    deadlines.meet(session, subject=SUBJECT, subject_id=case.id, name=CLOCK, now=now)
    if decision == Decision.UPHELD:
        _leave_out(session, case, appeal, actor, now)
    else:
        for name in (VERIFY, FIX):
            deadlines.resume(session, subject=SUBJECT, subject_id=case.id, name=name, now=now)
    advance(session, case, step, actor=actor, now=now, details={"ground": str(appeal.ground)})
    notices.tell_account(
        session,
        account_id=appeal.filed_by,
        kind="appeal_decided",
        subject=SUBJECT,
        subject_id=case.id,
        endpoint="low_ratings.case",
        now=now,
        values={"window": acting_window(session, case).full_name},
    )
    _count_anew(session, case, now)
    return case


def _leave_out(
    session: Session, case: LowRating, appeal: LowRatingAppeal, actor: Actor, now: datetime
) -> None:
    case.closed_at = now
    deadlines.cancel(session, subject=SUBJECT, subject_id=case.id, now=now)
    exclude_rating(
        session,
        rating_id=case.rating_id,
        ground=appeal.ground,
        proposed_by=appeal.filed_by,
        decided_by=actor.id,
        now=now,
    )


def _ask_decider(
    session: Session, case: LowRating, window: ServiceWindow, decider: str, now: datetime
) -> None:
    owner = owner_of(window.path)
    deadlines.start(
        session,
        name=CLOCK,
        subject=SUBJECT,
        subject_id=case.id,
        window=window,
        owner_path=decider,
        now=now,
    )
    notices.tell(
        session,
        kind="appeal_filed",
        action=Action.DECIDE_APPEAL,
        path=decider,
        subject=SUBJECT,
        subject_id=case.id,
        endpoint="low_ratings.case",
        now=now,
        values={"window": window.full_name},
        outside=window.path if owner == decider else owner,
    )


def _stop_clocks(session: Session, case: LowRating, now: datetime) -> None:
    for name in (VERIFY, FIX):
        deadlines.pause(session, subject=SUBJECT, subject_id=case.id, name=name, now=now)


def _count_anew(session: Session, case: LowRating, now: datetime) -> None:
    month = work.month_key(case.window_id, case.rating.day)
    marks.bump(session, work.CASE_MONTH, [month], now=now)
    session.flush()
