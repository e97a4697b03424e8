"""What a window does about a low rating: it verifies, and puts right, registers or explains."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.problems import N_, invalid
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
    window = acting_window(session, case)
    deadlines.start(
        session,
        name=FIX,
        subject=SUBJECT,
        subject_id=case.id,
        window=window,
        owner_path=window.path,
        now=now,
    )
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
    rule pack), and is followed there. Raises 422 for days without a registration.
    """
    if due_days is not None and settlement != Settlement.REGISTERED:
        raise invalid({"due_days": [N_("只有登记整改才填期限。")]})
    case = held(session, queries.answerable(actor), case_id, version, Step.SETTLE, answer=answer)
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


def _next(case: LowRating, step: Step) -> LowRatingState | None:
    return life.after(
        LowRatingState(case.state),
        step,
        verified=case.verified_at is not None,
        appealed=case.appeal is not None,
    )
