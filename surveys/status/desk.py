"""Where a receipt is asked about and acted upon: what the pages and the API do alike."""

import uuid

from flask import url_for

from service.core import clock
from service.core.problems import N_, Problem
from service.web import security
from service.web.security import limiter
from service.web.unit import database, settings
from surveys import receipt
from surveys.complaints.models import Complaint
from surveys.conversations import operations as conversations
from surveys.low_ratings import voice

from . import card, queries
from .operations import DO, Given
from .progress import Progress

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
    if found.unread and found.case_id:
        with database().transaction() as session:
            seen = session.get_one(Complaint, found.case_id)
            conversations.seen_by_citizen(session, complaint=seen, now=clock.now())
    return found


@limiter.limit(TRIES)
def case_of(typed: str) -> uuid.UUID:
    """Return the complaint, or the case of a low rating, that a receipt stands for.

    Raises 404 ``unknown_receipt``.
    """
    with database().reading() as session:
        found = queries.case_by_receipt(session, typed)
    if found is None:
        raise unknown()
    return found


@limiter.limit(security.intake_limit)
def do(act: str, case_id: uuid.UUID, given: Given) -> Progress:
    """Do one of the citizen's acts and return how it stands after it.

    Raises 409 ``not_now``, ``key_reused``, ``conversation_over`` or ``wait_for_answer``.
    """
    with database().transaction() as session:
        if complaint := queries.case_of(session, case_id):
            DO[act](session, complaint, given, clock.now())
        elif act == "confirm" and given.solved:
            voice.say_solved(session, case_id=case_id, solved=given.solved, now=clock.now())
        else:
            raise unknown()
    return standing(case_id)


def standing(case_id: uuid.UUID) -> Progress:
    """Return how a case stands for its citizen."""
    with database().reading() as session:
        found = queries.standing(session, case_id, clock.today())
    if found is None:
        raise unknown()
    return found


@limiter.limit(TRIES)
def card_of(typed: str) -> bytes:
    """Draw the card of a receipt (PNG), which leads to where one asks; raises 404."""
    with database().reading() as session:
        found = queries.look_up(session, typed, clock.today())
    if found is None:
        raise unknown()
    home = settings().public_url + url_for("status.lookup")
    return card.draw(receipt.spaced(typed), found.window_name, found.received, home)
