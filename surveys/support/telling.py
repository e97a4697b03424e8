"""Who is told of a step: the unit that is asked, or the window. Never a word that was written."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core.access import Action
from service.notices import operations as notices
from service.windows.models import ServiceWindow

from .models import SupportRequest

PAGE = "support.case"


def asked_unit(session: Session, made: SupportRequest, kind: str, now: datetime) -> None:
    """Tell whoever answers at the unit that is asked."""
    place = made.asked_path
    _tell(session, made, now, kind=kind, action=Action.ANSWER_SUPPORT, path=place)


def window(session: Session, made: SupportRequest, kind: str, now: datetime) -> None:
    """Tell whoever heads the window."""
    place = session.get_one(ServiceWindow, made.window_id).path
    _tell(session, made, now, kind=kind, action=Action.ASK_SUPPORT, path=place)


def _tell(session: Session, made: SupportRequest, now: datetime, **told: Any) -> None:
    notices.tell(
        session,
        subject=SupportRequest.__tablename__,
        subject_id=made.id,
        endpoint=PAGE,
        now=now,
        values={
            "window": session.get_one(ServiceWindow, made.window_id).full_name,
            "category": "support",
        },
        **told,
    )
