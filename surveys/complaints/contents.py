"""Reads what one complaint holds: sealed words and facts, photos, who opened the contact."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import private
from service.core.crypto import keys_of
from service.core.problems import not_found
from service.core.storage import blobs_of
from service.people import discretion

from .models import Complaint, ComplaintContact, ComplaintKind, ComplaintPhoto

REVEAL = "reveal_contact"


def matter_place(complaint_id: uuid.UUID) -> str:
    """Return where the words of a complaint are sealed."""
    return f"complaint:matter:{complaint_id}"


def contact_place(complaint_id: uuid.UUID) -> str:
    """Return where the contact of a complaint is sealed."""
    return f"complaint:contact:{complaint_id}"


def facts_place(complaint_id: uuid.UUID) -> str:
    """Return where the established facts of a complaint are sealed."""
    return f"complaint:facts:{complaint_id}"


def words(session: Session, complaint: Complaint) -> str:
    """Open what the citizen wrote; empty once it was erased."""
    if complaint.matter is None:
        return ""
    return keys_of(session).open(complaint.matter, place=matter_place(complaint.id))


def shown(session: Session, complaint: Complaint) -> str:
    """Return what the citizen wrote as offices read it: numbers and names of staff masked.

    Praise keeps the names: whom it is for is why it was written.
    """
    text = words(session, complaint)
    if complaint.kind != ComplaintKind.COMPLAINT:
        return private.mask(text)
    return discretion.masked(session, text, complaint.window_id)


def facts(session: Session, complaint: Complaint) -> str:
    """Open what verification established; empty before."""
    if complaint.facts is None:
        return ""
    return keys_of(session).open(complaint.facts, place=facts_place(complaint.id))


def shown_facts(session: Session, complaint: Complaint) -> str:
    """Return the facts as offices read them: numbers and names of staff masked."""
    return discretion.masked(session, facts(session, complaint), complaint.window_id)


def has_contact(session: Session, complaint: Complaint) -> bool:
    """Tell whether there is a sealed contact."""
    return session.get(ComplaintContact, complaint.id) is not None


def photo(session: Session, complaint: Complaint, number: int) -> bytes:
    """Return a photo as JPEG; raises 404, also once it was erased."""
    name = session.scalar(
        select(ComplaintPhoto.sha256).where(
            ComplaintPhoto.complaint_id == complaint.id, ComplaintPhoto.number == number
        )
    )
    if name is None:
        raise not_found()
    try:
        return blobs_of(session).get(name)
    except FileNotFoundError as error:
        raise not_found() from error
