"""The term of a rectification, kept by the deadlines under the name ``rectification.fix``."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core import marks
from service.core.workdays import WorkCalendar
from service.windows.models import ServiceWindow
from surveys import work
from surveys.deadlines import operations as deadlines
from surveys.deadlines.models import Unit
from surveys.deadlines.terms import end_of

from .models import Rectification

CLOCK = "rectification.fix"


def start(
    session: Session,
    made: Rectification,
    window: ServiceWindow,
    now: datetime,
    due_days: int | None,
) -> None:
    """Start the clock; ``due_days`` working days where that ends sooner than the rule pack."""
    term = deadlines.start(
        session,
        name=CLOCK,
        subject=Rectification.__tablename__,
        subject_id=made.id,
        window=window,
        owner_path=window.path,
        now=now,
    )
    calendar = WorkCalendar.load(session)
    if due_days and end_of(Unit.WORKING_DAYS, now, due_days, calendar).at < term.due_at:
        term.unit, term.amount, term.run_for = Unit.WORKING_DAYS, due_days, due_days
        deadlines.recount(term, calendar)
        marks.bump(session, work.DEADLINE, [str(term.id)], now=now)
    session.flush()


def pause(session: Session, made: Rectification, now: datetime) -> None:
    """Stand still: somebody else has to check."""
    deadlines.pause(session, **_of(made), now=now)


def resume(session: Session, made: Rectification, now: datetime) -> None:
    """Run on: it was given back."""
    deadlines.resume(session, **_of(made), now=now)


def meet(session: Session, made: Rectification, now: datetime) -> None:
    """Record that it is put right; in time where it was handed in in time."""
    deadlines.meet(session, **_of(made), now=now)


def extend(session: Session, made: Rectification, now: datetime) -> None:
    """Lengthen it once; raises 409 as :func:`surveys.deadlines.operations.extend` does."""
    deadlines.extend(session, **_of(made), now=now)


def cancel(session: Session, made: Rectification, now: datetime) -> None:
    """Drop it."""
    deadlines.cancel(session, subject=Rectification.__tablename__, subject_id=made.id, now=now)


def _of(made: Rectification) -> dict[str, Any]:
    return {"subject": Rectification.__tablename__, "subject_id": made.id, "name": CLOCK}
