"""Reads clearing notes: who may, what they say, and whether they still say it."""

import uuid
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager

from service.core import ledger
from service.core.access import Action, Actor
from service.core.crypto import keys_of, sha256
from service.core.problems import not_found
from surveys.matters import HEIR, IS_HEIR, below

from . import queries
from .models import Complaint, ComplaintClearing


def person_place(clearing_id: uuid.UUID) -> str:
    """Return where the cleared person's name is sealed."""
    return f"complaint_clearing:person:{clearing_id}"


def visible(actor: Actor) -> Select[ComplaintClearing]:
    """Return the notes for ``actor``'s windows and of the cases he reads, newest first.

    A note about a grave matter is shown to the window too: the office gives it out for that.
    """
    read = queries.cases(actor).order_by(None).with_only_columns(Complaint.id)
    mine = below(actor, Action.READ_COMPLAINT_MATTER)
    return (
        select(ComplaintClearing)
        .join(ComplaintClearing.window)
        .outerjoin(HEIR, IS_HEIR)
        .options(contains_eager(ComplaintClearing.window))
        .where(or_(mine, ComplaintClearing.complaint_id.in_(read)))
        .order_by(ComplaintClearing.issued_on.desc(), ComplaintClearing.id)
    )


def one(session: Session, actor: Actor, clearing_id: uuid.UUID) -> ComplaintClearing:
    """Return a note; raises 404."""
    query = visible(actor).where(ComplaintClearing.id == clearing_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise not_found()
    return found


def of(session: Session, complaint_id: uuid.UUID) -> ComplaintClearing | None:
    """Return the note of a complaint, if there is one."""
    query = select(ComplaintClearing).where(ComplaintClearing.complaint_id == complaint_id)
    return session.scalar(query)


def person(session: Session, clearing: ComplaintClearing) -> str:
    """Open the name of whom the note clears; empty when it is the window as a whole."""
    if clearing.person is None:
        return ""
    return keys_of(session).open(clearing.person, place=person_place(clearing.id))


def said(clearing: ComplaintClearing, person: str) -> dict[str, Any]:
    """Return everything that the note says: what its SHA-256 is made of, as canonical JSON."""
    return {
        "number": clearing.number,
        "window": str(clearing.window_id),
        "person": person,
        "text": clearing.text,
        "office": clearing.office,
        "issued_on": clearing.issued_on.isoformat(),
    }


def is_intact(clearing: ComplaintClearing, person: str) -> bool:
    """Tell whether the note still says what it said when it was issued."""
    return sha256(ledger.canonical(said(clearing, person))) == clearing.sha256


def told(session: Session, clearing: ComplaintClearing) -> dict[str, Any]:
    """Return a note as its reader sees it, and whether it is still what was issued."""
    named = person(session, clearing)
    return {
        "id": clearing.id,
        "number": clearing.number,
        "complaint_id": clearing.complaint_id,
        "window_name": clearing.window.full_name,
        "person": named,
        "text": clearing.text,
        "office": clearing.office,
        "issued_on": clearing.issued_on,
        "sha256": clearing.sha256,
        "is_intact": is_intact(clearing, named),
    }
