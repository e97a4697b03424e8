"""Who is told of a step: the owner, or those who act next. Never a word of what was written."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core.access import Action
from service.notices import operations as notices
from service.windows.models import OrgUnit

from .models import Rectification

PAGE = "rectifications.case"


def owner(session: Session, made: Rectification, kind: str, now: datetime) -> None:
    """Tell the named owner, or else whoever heads the window."""
    told: dict[str, Any] = {
        "kind": kind,
        "subject": Rectification.__tablename__,
        "subject_id": made.id,
        "endpoint": PAGE,
        "now": now,
        "values": _values(made),
    }
    if made.owner_id:
        notices.tell_account(session, account_id=made.owner_id, **told)
    else:
        notices.tell(session, action=Action.RECTIFY, path=made.window.path, **told)


def checkers(session: Session, made: Rectification, kind: str, now: datetime) -> None:
    """Tell who checks again, or gives more time, at the window's authority."""
    unit = session.get_one(OrgUnit, made.window.org_unit_id)
    notices.tell(
        session,
        kind=kind,
        action=Action.RECHECK_RECTIFICATION,
        path=unit.path,
        outside=made.window.path,
        subject=Rectification.__tablename__,
        subject_id=made.id,
        endpoint=PAGE,
        now=now,
        values=_values(made),
    )


def _values(made: Rectification) -> dict[str, str]:
    return {"window": made.window.full_name, "category": "rectification.fix"}
