"""The clearing note (澄清书): an unfounded complaint must not stay on anybody.

It speaks of one matter only, in the office's words, without a word of the citizen's, and can be
checked: its SHA-256 is printed on it. Source: 人社部发〔2019〕13号 十三.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core import audit, clock, ledger
from service.core.access import Action, Actor
from service.core.crypto import keys_of, sha256
from service.core.db import new_id
from service.core.problems import N_, conflict, invalid
from service.notices import operations as notices
from service.people import discretion
from service.windows import queries as windows
from surveys import matters

from . import clearings, contents, personal, queries
from .life import ComplaintState, Finding
from .models import Complaint, ComplaintClearing

COPIED = N_("请用自己的话写，不要照抄群众原话。")


def issue_clearing(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    person: str,
    text: str,
    now: datetime,
) -> ComplaintClearing:
    """Write the note of a closed, unfounded complaint, once; ``person`` may stay empty.

    Raises 409 ``not_cleared`` before it is closed as unfounded, ``cleared_already`` after the
    first note, 422 when ``text`` gives the citizen away.
    """
    handled = queries.cases(actor, Action.HANDLE_COMPLAINT)
    complaint = matters.one(session, handled, complaint_id, lock=True)
    _check(session, complaint, text)
    made = ComplaintClearing(
        id=new_id(),
        complaint_id=complaint.id,
        window_id=complaint.window_id,
        number=f"CQ{complaint.shown_number[2:]}",
        text=text,
        office=queries.handled_by(session, complaint.handler_path),
        issued_on=clock.day_of(now),
        issued_by=actor.id,
        sha256="",
    )
    if person:
        made.person = keys_of(session).seal(person, place=clearings.person_place(made.id))
    made.window = complaint.window
    made.sha256 = sha256(ledger.canonical(clearings.said(made, person)))
    session.add(made)
    _record(session, complaint, made, actor, now)
    return made


def _check(session: Session, complaint: Complaint, text: str) -> None:
    if complaint.state != ComplaintState.CLOSED or complaint.finding != Finding.UNFOUNDED:
        sentence = N_("只有已办结、核实为不属实的投诉才能出具澄清书。")
        raise conflict("not_cleared", sentence)
    if clearings.of(session, complaint.id):
        raise conflict("cleared_already", N_("这件投诉的澄清书已经出具。"))
    said = contents.words(session, complaint)
    names = discretion.names_at(session, complaint.window_id)
    if wrong := personal.wrong_with(text, said, names):
        raise invalid({"text": [wrong]})
    if personal.repeats(text, said):
        raise invalid({"text": [COPIED]})


def _record(
    session: Session, complaint: Complaint, made: ComplaintClearing, actor: Actor, now: datetime
) -> None:
    public: dict[str, Any] = {"number": made.number, "sha256": made.sha256}
    leaf = ledger.leaf(
        "clearing",
        subject_id=complaint.id,
        window_id=complaint.window_id,
        day=made.issued_on,
        public=public,
        private={"text": made.text},
    )
    ledger.append(session, leaf)
    audit.record(
        session,
        actor_id=actor.id,
        action="issue_clearing",
        subject=Complaint,
        subject_id=complaint.id,
        now=now,
        details=public,
    )
    session.flush()
    notices.tell(
        session,
        kind="clearing_issued",
        action=Action.ANSWER_COMPLAINT,
        path=windows.successor(session, complaint.window_id).path,
        subject=ComplaintClearing.__tablename__,
        subject_id=made.id,
        endpoint="clearings.note",
        now=now,
        values={"window": complaint.window.full_name, "category": "complaint"},
    )
