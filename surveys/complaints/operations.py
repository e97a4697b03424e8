"""How a complaint or praise comes in, and how its contact is opened.

What happens in between stands in ``acts``, ``clearing`` and, for the citizen, ``voice``. Each act
leaves a stage, a ledger leaf, an audit row and a work mark.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qr.queries import Scan
from service.core import audit
from service.core.access import Action, Actor
from service.core.crypto import keys_of
from service.core.problems import key_reused, not_found
from surveys import matters, receipt, steps
from surveys.forms import queries as forms
from surveys.steps import Said

from . import clocks, contents, filing, moves, queries, telling
from .filing import Statement
from .models import Complaint, ComplaintContact, ComplaintKind

FORM = "complaint"


@dataclass(frozen=True)
class Filed:
    """What the citizen takes home. ``due_on`` is the last day for the word on acceptance."""

    receipt: str
    due_on: date
    due_provisional: bool
    window_name: str
    day: date


def file_complaint(
    session: Session, *, scan: Scan, client_key: uuid.UUID, statement: Statement, now: datetime
) -> Filed:
    """Take in a complaint or praise; the same form again gives the same receipt.

    Raises 422 for a category or day that cannot be, 409 ``key_reused`` when the client key came
    before with other words.
    """
    if known := queries.by_client_key(session, client_key):
        return _again(session, known, statement)
    version = forms.current(session, FORM)
    filing.check(statement, version, now)
    keys = keys_of(session)
    made = filing.row(
        keys, scan=scan, version=version, client_key=client_key, statement=statement, now=now
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same form arrived at the same moment through another process
        known = queries.by_client_key(session, client_key)
        if known is None:
            raise
        return _again(session, known, statement)
    session.add_all(filing.companions(keys, made, statement))
    if made.kind == ComplaintKind.COMPLAINT:
        made.number = filing.number_of(session, made.window, made.day)
        clocks.start(session, made, now)
        telling.of(session, made, None, now)
    public = {"kind": made.kind, "category": made.category, "occurred_on": _iso(made.occurred_on)}
    private = {"matter": statement.text, "photos": list(statement.photos)}
    steps.enter(session, made, None, now, said=Said(public=public, private=private))
    moves.count_anew(session, made, now)
    return _filed(session, made)


def _again(session: Session, known: Complaint, statement: Statement) -> Filed:
    if known.body_hash != statement.hash():
        raise key_reused()
    return _filed(session, known)


def _filed(session: Session, complaint: Complaint) -> Filed:
    made = receipt.make(keys_of(session), complaint.client_key)
    return Filed(
        made,
        complaint.due_on,
        complaint.due_provisional,
        complaint.window.full_name,
        complaint.day,
    )


def reveal_contact(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, reason: str, now: datetime
) -> str:
    """Open the complainant's contact for a written reason, which is kept with who asked and when.

    Raises 404 for the unit complained of, for everybody without the right, and for an anonymous
    complaint.
    """
    complaint = matters.one(session, queries.cases(actor, Action.REVEAL_CONTACT), complaint_id)
    contact = session.get(ComplaintContact, complaint.id)
    if contact is None:
        raise not_found()
    audit.record(
        session,
        actor_id=actor.id,
        action=contents.REVEAL,
        subject=Complaint,
        subject_id=complaint.id,
        now=now,
        reason=reason,
    )
    session.flush()
    return keys_of(session).open(contact.sealed, place=contents.contact_place(complaint.id))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
