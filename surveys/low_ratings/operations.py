"""What a window does about a low rating: it verifies, and puts right, registers or explains."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import N_, invalid
from service.notices import operations as notices
from service.windows import queries as windows
from service.windows.models import ServiceWindow
from surveys import steps
from surveys.deadlines import operations as deadlines
from surveys.rectifications import operations as rectifications
from surveys.rectifications.models import Source
from surveys.steps import Said

from . import life, queries
from .life import LowRatingState, Settlement, Step
from .models import LowRating

SUBJECT = LowRating.__tablename__
VERIFY, FIX = "low_rating.verify", "low_rating.fix"


def verify_low_rating(
    session: Session, *, actor: Actor, case_id: uuid.UUID, version: int, found: str, now: datetime
) -> LowRating:
    """Say what verification found; the term for putting it right begins."""
    seen = queries.answerable(actor)
    case = held(session, seen, case_id, version, Step.VERIFY, found=found)
    case.found, case.verified_at = found, now
    deadlines.meet(session, subject=SUBJECT, subject_id=case.id, name=VERIFY, now=now)
    start_clock(session, case, FIX, now)
    advance(session, case, Step.VERIFY, actor=actor, now=now)
    return case


def settle_low_rating(
    session: Session,
    *,
    actor: Actor,
    case_id: uuid.UUID,
    version: int,
    settlement: Settlement,
    answer: str,
    now: datetime,
    due_days: int | None = None,
) -> LowRating:
    """Close a verified case: put right at once, registered to be put right, or explained.

    What is registered becomes a rectification, due in ``due_days`` working days (or those of the
    rule pack), and is followed there. Raises 422 for days without a registration, and for
    registering what the window has not been told.
    """
    case = held(session, queries.answerable(actor), case_id, version, Step.SETTLE, answer=answer)
    _check(case, settlement, due_days)
    if settlement == Settlement.REGISTERED:
        rectifications.open_rectification(
            session,
            source=Source.LOW_RATING,
            source_id=case.id,
            window=acting_window(session, case),
            issue=answer,
            systemic=False,
            actor=actor,
            now=now,
            due_days=due_days,
            issue_key=next(iter(case.rating.reasons), ""),
        )
    case.settlement, case.answer, case.closed_at = settlement, answer, now
    deadlines.meet(session, subject=SUBJECT, subject_id=case.id, name=FIX, now=now)
    advance(
        session, case, Step.SETTLE, actor=actor, now=now, details={"settlement": settlement.value}
    )
    return case


def _check(case: LowRating, settlement: Settlement, due_days: int | None) -> None:
    is_registered = settlement == Settlement.REGISTERED
    if due_days is not None and not is_registered:
        raise invalid({"due_days": [N_("只有登记整改才填期限。")]})
    if is_registered and not case.told_at:
        raise invalid({"settlement": [N_("还没有告知窗口，不能交给窗口整改。")]})


def held(
    session: Session,
    seen: Select[LowRating],
    case_id: uuid.UUID,
    version: int,
    step: Step,
    **words: str,
) -> LowRating:
    """Lock a case for ``step``; see :func:`surveys.steps.held`."""
    return steps.held(session, seen, case_id, version, partial(_next, step=step), **words)


def advance(
    session: Session,
    case: LowRating,
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Take a step and write it down."""
    state = _next(case, step)
    assert state is not None  # noqa: S101 -- held() has made sure
    steps.take(session, case, step, state, now, actor=actor, said=Said(public=details or {}))


def acting_window(session: Session, case: LowRating) -> ServiceWindow:
    """Return the window that acts: the rated one, or the one that it was merged into."""
    return windows.successor(session, case.window_id)


def start_clock(session: Session, case: LowRating, name: str, now: datetime) -> ServiceWindow:
    """Start a clock for whoever answers: the window, or the unit that took the case over."""
    window = acting_window(session, case)
    deadlines.start(
        session,
        name=name,
        subject=SUBJECT,
        subject_id=case.id,
        window=window,
        owner_path=case.raised_to or window.path,
        now=now,
    )
    return window


def call_for(session: Session, case: LowRating, name: str, kind: str, now: datetime) -> None:
    """Start a clock and send whoever answers a notice of ``kind``."""
    window = start_clock(session, case, name, now)
    notices.tell(
        session,
        kind=kind,
        action=Action.ANSWER_LOW_RATING,
        path=case.raised_to or window.path,
        subject=SUBJECT,
        subject_id=case.id,
        endpoint="low_ratings.case",
        now=now,
        values={"window": window.full_name, "category": "low_rating"},
        outside=window.path if case.raised_to else None,
    )


def note(session: Session, case: LowRating, step: str, now: datetime) -> None:
    """Write down what the program did, or a citizen."""
    steps.record(session, case, step, now, details={"level": case.level})


def _next(case: LowRating, step: Step) -> LowRatingState | None:
    return life.after(
        LowRatingState(case.state),
        step,
        verified=case.verified_at is not None,
        appealed=case.appeal is not None,
    )
