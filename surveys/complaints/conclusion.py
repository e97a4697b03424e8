"""The outcome of a complaint: drawn up, approved by a second person, told, reviewed once."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core.access import Actor

from . import queries
from .life import Finding, RootCause, Step
from .models import Complaint
from .moves import Said, advance, held


def conclude_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    root_cause: RootCause,
    measures: str,
    outcome: str,
    now: datetime,
) -> Complaint:
    """Draw up the outcome for approval: where it came from, what is done, words for the citizen.

    Nobody outside learns of it before it is approved and told.
    """
    told = {"measures": measures, "outcome": outcome}
    complaint = held(session, actor, complaint_id, version, Step.CONCLUDE, **told)
    complaint.root_cause, complaint.measures, complaint.outcome = root_cause, measures, outcome
    complaint.decider_path = queries.decider_of(session, complaint.handler_path)
    said = Said(private={"cause": root_cause.value, **told})
    advance(session, complaint, Step.CONCLUDE, now, actor=actor, said=said)
    return complaint


def approve_conclusion(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, version: int, now: datetime
) -> Complaint:
    """Approve what somebody else concluded; the term for telling the citizen begins today."""
    complaint = held(session, actor, complaint_id, version, Step.APPROVE)
    advance(session, complaint, Step.APPROVE, now, actor=actor)
    return complaint


def send_back_conclusion(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Complaint:
    """Return a conclusion to its handler, with the reason; the term runs on."""
    complaint = held(session, actor, complaint_id, version, Step.SEND_BACK)
    advance(session, complaint, Step.SEND_BACK, now, actor=actor, said=Said(reason=reason))
    return complaint


def tell_citizen(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, version: int, now: datetime
) -> Complaint:
    """Tell the citizen the approved outcome; from now on the citizen has the word."""
    complaint = held(session, actor, complaint_id, version, Step.TELL)
    complaint.told_at = now
    said = Said(note=complaint.outcome or "", public={"finding": complaint.finding})
    advance(session, complaint, Step.TELL, now, actor=actor, said=said)
    return complaint


def decide_review(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    finding: Finding,
    note: str,
    now: datetime,
) -> Complaint:
    """Decide for good what the citizen asked to have reviewed; ``note`` is told to the citizen."""
    complaint = held(session, actor, complaint_id, version, Step.DECIDE_REVIEW, note=note)
    public = {"finding": finding.value, "finding_before": complaint.finding}
    complaint.finding, complaint.told_at = finding, now
    said = Said(note=note, public=public)
    advance(session, complaint, Step.DECIDE_REVIEW, now, actor=actor, said=said)
    return complaint
