"""The first word on a complaint: accepted, declined, sent elsewhere, or one that is known."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import N_, invalid
from service.people import discretion

from . import contents, personal, queries
from .life import Elsewhere, Step
from .models import Complaint
from .moves import Said, advance, held

DUPLICATE = N_("这件事与先前收到的另一件投诉相同，合并办理。")


def accept_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    redacted: str,
    now: datetime,
) -> Complaint:
    """Accept a complaint; ``redacted`` is the handler's own summary, all that the window reads.

    The term for the conclusion begins today. Raises 422 when the summary gives the citizen away.
    """
    complaint = held(session, actor, complaint_id, version, Step.ACCEPT)
    names = discretion.names_at(session, complaint.window_id)
    if wrong := personal.wrong_with(redacted, contents.words(session, complaint), names):
        raise invalid({"redacted": [wrong]})
    complaint.redacted = redacted
    said = Said(private={"redacted": redacted})
    advance(session, complaint, Step.ACCEPT, now, actor=actor, said=said)
    return complaint


def decline_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Complaint:
    """Decline a complaint; the citizen is told ``reason``."""
    complaint = held(session, actor, complaint_id, version, Step.DECLINE, reason=reason)
    advance(session, complaint, Step.DECLINE, now, actor=actor, said=Said(note=reason))
    return complaint


def transfer_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    to: Elsewhere,
    reason: str,
    now: datetime,
) -> Complaint:
    """Send a complaint to whom it belongs; the citizen is told where it went and why."""
    complaint = held(session, actor, complaint_id, version, Step.TRANSFER, reason=reason)
    complaint.transferred_to = to
    said = Said(note=reason, public={"to": to.value})
    advance(session, complaint, Step.TRANSFER, now, actor=actor, said=said)
    return complaint


def merge_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    number: str,
    now: datetime,
) -> Complaint:
    """Put a complaint to another about the same matter, named by its number.

    Raises 422 unless the actor handles that one too, about the same window, and it is no duplicate
    itself.
    """
    complaint = held(session, actor, complaint_id, version, Step.MERGE)
    handled = queries.cases(actor, Action.HANDLE_COMPLAINT).where(
        Complaint.number == number.strip().upper(),
        Complaint.window_id == complaint.window_id,
        Complaint.id != complaint.id,
        Complaint.duplicate_of_id.is_(None),
    )
    other = session.scalars(handled).unique().one_or_none()
    if other is None:
        raise invalid({"number": [N_("没有找到同一窗口的这件投诉，请核对编号。")]})
    complaint.duplicate_of_id = other.id
    said = Said(note=DUPLICATE, public={"duplicate_of": str(other.id)})
    advance(session, complaint, Step.MERGE, now, actor=actor, said=said)
    return complaint
