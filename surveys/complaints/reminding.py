"""Reminds of clearing notes: whoever found a named person blameless is to say so in writing."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from service.core import marks, private
from service.core.access import Action
from service.notices import operations as notices
from service.people import discretion
from surveys import matters, work

from . import contents, queries
from .life import ComplaintState, Finding, Step
from .models import Complaint

#: the next reminder comes after as long, until the note is issued
EVERY = timedelta(days=7)


def ask(session: Session, complaint: Complaint, now: datetime) -> None:
    """Ask for reminders where a complaint has been closed as unfounded."""
    if complaint.state == ComplaintState.CLOSED and complaint.finding == Finding.UNFOUNDED:
        marks.bump(session, work.CLEARING, [str(complaint.id)], now=now)


def remind(session: Session, key: str, now: datetime) -> None:
    """Remind of the note of the complaint whose id is ``key``, and again until it is issued.

    Only where the citizen named somebody of the staff: nothing may stay on a person.
    """
    complaint = matters.find(session, queries.to_clear(), uuid.UUID(key))
    if complaint is None or not _names_somebody(session, complaint):
        return
    concluded = (each for each in complaint.stages if each.step == Step.CONCLUDE)
    (*_, last) = (each.actor_id for each in concluded if each.actor_id)
    told: dict[str, Any] = {
        "kind": "clearing_due",
        "subject": Complaint.__tablename__,
        "subject_id": complaint.id,
        "endpoint": "complaints.case",
        "now": now,
        "values": {"window": complaint.window.full_name, "category": "complaint"},
    }
    if not notices.tell_account(session, account_id=last, **told):  # he has left
        path = complaint.handler_path
        notices.tell(session, action=Action.HANDLE_COMPLAINT, path=path, **told)
    marks.bump(session, work.CLEARING, [key], now=now + EVERY)


def _names_somebody(session: Session, complaint: Complaint) -> bool:
    names = discretion.names_at(session, complaint.window_id)
    found = private.find(contents.words(session, complaint), names)
    return any(each.kind is private.Kind.STAFF_NAME for each in found)
