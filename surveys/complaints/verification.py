"""While it is looked into: the window states its side, the office verifies, or has to wait."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.crypto import keys_of

from . import clocks, contents, queries
from .life import Finding, Severity, Step
from .models import Complaint
from .moves import ASKED, GRANTED, REFUSED, Said, advance, held


def answer_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reply: str,
    now: datetime,
) -> Complaint:
    """State the window's side; the citizen and the handler read ``reply``.

    Raises 422 when it holds a number or names somebody of the staff.
    """
    complaint = held(session, actor, complaint_id, version, Step.ANSWER, reply=reply)
    complaint.reply = reply
    said = Said(private={"reply": reply})
    advance(session, complaint, Step.ANSWER, now, actor=actor, said=said)
    return complaint


def verify_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    finding: Finding,
    severity: Severity,
    facts: str,
    now: datetime,
) -> Complaint:
    """Record what was found. ``facts`` are sealed; the finding is told only once it is approved."""
    complaint = held(session, actor, complaint_id, version, Step.VERIFY)
    complaint.finding, complaint.severity = finding, severity
    place = contents.facts_place(complaint.id)
    complaint.facts = keys_of(session).seal(facts, place=place)
    private = {"finding": finding.value, "severity": severity.value, "facts": facts}
    advance(session, complaint, Step.VERIFY, now, actor=actor, said=Said(private=private))
    return complaint


def suspend_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Complaint:
    """Stop the clock while something is waited for; the citizen is told ``reason``."""
    complaint = held(session, actor, complaint_id, version, Step.SUSPEND, reason=reason)
    advance(session, complaint, Step.SUSPEND, now, actor=actor, said=Said(note=reason))
    return complaint


def resume_complaint(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, version: int, now: datetime
) -> Complaint:
    """Go on where it was suspended, with the days that were left."""
    complaint = held(session, actor, complaint_id, version, Step.RESUME)
    advance(session, complaint, Step.RESUME, now, actor=actor)
    return complaint


def carry_on_complaint(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Complaint:
    """Go on with a complaint that was withdrawn; its term begins anew. ``reason`` is kept."""
    complaint = held(session, actor, complaint_id, version, Step.CARRY_ON)
    advance(session, complaint, Step.CARRY_ON, now, actor=actor, said=Said(reason=reason))
    return complaint


def ask_extension(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Complaint:
    """Ask, once, for more time; one level up decides."""
    complaint = held(session, actor, complaint_id, version, Step.ASK_EXTENSION)
    complaint.extension = ASKED
    complaint.decider_path = queries.decider_of(session, complaint.handler_path)
    advance(session, complaint, Step.ASK_EXTENSION, now, actor=actor, said=Said(reason=reason))
    return complaint


def grant_extension(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, version: int, now: datetime
) -> Complaint:
    """Give the handler more time. Raises 409 once the term is over."""
    complaint = held(session, actor, complaint_id, version, Step.GRANT_EXTENSION)
    clocks.extend(session, complaint, now)
    complaint.extension = GRANTED
    said = Said(public={"due_on": complaint.due_on.isoformat()})
    advance(session, complaint, Step.GRANT_EXTENSION, now, actor=actor, said=said)
    return complaint


def refuse_extension(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Complaint:
    """Leave the term as it is; the handler is told ``reason``."""
    complaint = held(session, actor, complaint_id, version, Step.REFUSE_EXTENSION)
    complaint.extension = REFUSED
    advance(session, complaint, Step.REFUSE_EXTENSION, now, actor=actor, said=Said(reason=reason))
    return complaint
