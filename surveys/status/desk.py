"""Where a receipt is asked about and acted upon: what the pages and the API do alike."""

import uuid

from flask import url_for
from sqlalchemy.orm import Session

from service.core import clock
from service.core.problems import N_, Problem
from service.web import security
from service.web.security import limiter
from service.web.unit import database, settings
from surveys import receipt
from surveys.complaints import queries as complaints
from surveys.complaints.models import Complaint, ComplaintKind
from surveys.conversations import operations as conversations

from . import card, queries
from .operations import DO, Given
from .queries import Progress

#: a minute: enough for a person who mistypes, hopeless for one who guesses
TRIES = 20


def unknown() -> Problem:
    """Answer to a receipt that is wrong, mistyped or not ours: always the same."""
    sentence = N_("没有查到这个回执号，请对照截图再核对一遍。")
    return Problem(404, "unknown_receipt", sentence)


@limiter.limit(TRIES)
def progress_of(typed: str) -> Progress:
    """Return what a receipt stands for, and keep that the office's words were seen.

    Raises 404 ``unknown_receipt``.
    """
    with database().reading() as session:
        found = queries.look_up(session, typed, clock.today())
    if found is None:
        raise unknown()
    if found.unread and found.complaint_id:
        with database().transaction() as session:
            seen = session.get_one(Complaint, found.complaint_id)
            conversations.seen_by_citizen(session, complaint=seen, now=clock.now())
    return found


@limiter.limit(TRIES)
def case_of(typed: str) -> uuid.UUID:
    """Return the complaint that a receipt stands for; raises 404 ``unknown_receipt``."""
    with database().reading() as session:
        fingerprint = receipt.fingerprint(database().keys, typed)
        found = complaints.by_receipt(session, fingerprint)
    if found is None or found.kind != ComplaintKind.COMPLAINT:
        raise unknown()
    return found.id


@limiter.limit(security.intake_limit)
def do(act: str, complaint_id: uuid.UUID, given: Given) -> Progress:
    """Do one of the citizen's acts and return how it stands after it.

    Raises 409 ``not_now``, ``key_reused``, ``conversation_over`` or ``wait_for_answer``.
    """
    with database().transaction() as session:
        complaint = _whole(session, complaint_id)
        DO[act](session, complaint, given, clock.now())
    return standing(complaint_id)


def standing(complaint_id: uuid.UUID) -> Progress:
    """Return how a case stands for its citizen."""
    with database().reading() as session:
        return queries.of_complaint(session, _whole(session, complaint_id), clock.today())


@limiter.limit(TRIES)
def card_of(typed: str) -> bytes:
    """Draw the card of a receipt (PNG), which leads to where one asks; raises 404."""
    with database().reading() as session:
        found = queries.look_up(session, typed, clock.today())
    if found is None:
        raise unknown()
    home = settings().public_url + url_for("status.lookup")
    return card.draw(receipt.spaced(typed), found.window_name, found.received, home)


def _whole(session: Session, complaint_id: uuid.UUID) -> Complaint:
    complaint = queries.case_of(session, complaint_id)
    if complaint is None:
        raise unknown()
    return complaint
