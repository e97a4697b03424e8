"""What the citizen does with a complaint of his own, and what silence does. No account acts here.

Whoever holds the receipt is the citizen: the caller has made sure of that.
"""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from surveys.steps import Said

from . import queries
from .life import ComplaintState, Solved, Step
from .models import Complaint
from .moves import advance, held_for_citizen, reached


def confirm(
    session: Session, *, complaint_id: uuid.UUID, solved: Solved, now: datetime
) -> Complaint:
    """Take the citizen's word whether it is solved; this closes the complaint.

    Raises 404, or 409 ``not_now`` unless the citizen was told the outcome and has not answered.
    """
    complaint = held_for_citizen(session, complaint_id, Step.CONFIRM)
    complaint.solved = solved
    advance(session, complaint, Step.CONFIRM, now, said=Said(public={"solved": solved.value}))
    return complaint


def record_silence(session: Session, complaint_id: uuid.UUID, now: datetime) -> None:
    """Close a complaint whose citizen said nothing in time; silence is kept as silence.

    Does nothing where the citizen was quicker.
    """
    complaint = queries.locked(session, complaint_id)
    if complaint is None or reached(complaint, Step.SILENCE) is None:
        return
    complaint.solved = Solved.SILENT
    said = Said(public={"solved": Solved.SILENT.value})
    advance(session, complaint, Step.SILENCE, now, said=said)


def reopen(session: Session, *, complaint_id: uuid.UUID, now: datetime) -> Complaint:
    """Send it back because it is not solved: first to the handler, then one level up for review.

    What the citizen says with it is kept by the caller. Raises as :func:`confirm`.
    """
    complaint = held_for_citizen(session, complaint_id, Step.REOPEN)
    complaint.solved = Solved.NO
    if reached(complaint, Step.REOPEN) == ComplaintState.REVIEW:
        complaint.decider_path = queries.decider_of(session, complaint.handler_path)
    advance(session, complaint, Step.REOPEN, now)
    complaint.reopened += 1
    return complaint


def ask_review(session: Session, *, complaint_id: uuid.UUID, now: datetime) -> Complaint:
    """Have it reviewed one level up, once. Raises as :func:`confirm`."""
    complaint = held_for_citizen(session, complaint_id, Step.ASK_REVIEW)
    complaint.decider_path = queries.decider_of(session, complaint.handler_path)
    advance(session, complaint, Step.ASK_REVIEW, now)
    return complaint


def withdraw(session: Session, *, complaint_id: uuid.UUID, now: datetime) -> Complaint:
    """Take it back while it is looked into; the office may go on for a written reason."""
    complaint = held_for_citizen(session, complaint_id, Step.WITHDRAW)
    advance(session, complaint, Step.WITHDRAW, now)
    return complaint
