"""The clock for the answer to a request: it runs where a rule pack names it."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.core.clock import day_of
from service.windows.models import ServiceWindow
from surveys.deadlines import operations as deadlines
from surveys.deadlines import packs

from .models import SupportRequest
from .queries import ANSWER

SUBJECT = SupportRequest.__tablename__


def start(session: Session, made: SupportRequest, now: datetime) -> None:
    """Start it for the unit that is asked."""
    window = session.get_one(ServiceWindow, made.window_id)
    if ANSWER in packs.in_force(window.path, day_of(now)):
        deadlines.start(
            session,
            name=ANSWER,
            subject=SUBJECT,
            subject_id=made.id,
            window=window,
            owner_path=made.asked_path,
            now=now,
        )


def meet(session: Session, made: SupportRequest, now: datetime) -> None:
    """Say that the answer is given."""
    deadlines.meet(session, subject=SUBJECT, subject_id=made.id, name=ANSWER, now=now)


def drop(session: Session, made: SupportRequest, now: datetime) -> None:
    """Let it run no longer."""
    deadlines.cancel(session, subject=SUBJECT, subject_id=made.id, now=now)
