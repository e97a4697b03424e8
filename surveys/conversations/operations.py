"""What is said about a case: the citizen writes, the office writes, either side has read it.

Each message leaves a ledger leaf; what staff do leaves an audit row too.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.core import audit, clock, ledger
from service.core.access import Action, Actor
from service.core.crypto import keys_of, sha256
from service.core.db import new_id
from service.core.ledger import canonical
from service.core.problems import N_, conflict, key_reused
from service.notices import operations as notices
from service.people import discretion
from surveys import matters
from surveys.complaints import life, routing
from surveys.complaints import queries as complaints
from surveys.complaints.models import Complaint

from . import queries
from .models import Message, MessagePhoto, Speaker

#: where a notice about a message leads
THREAD = "conversations.thread"
#: messages of a citizen to which nobody has said a word; then it is the office's turn
MOST_UNANSWERED = 10


@dataclass(frozen=True)
class Said:
    """One message before it is stored. ``photos`` are names of cleaned pictures."""

    client_key: uuid.UUID
    text: str
    photos: tuple[str, ...] = ()

    def hash(self, complaint_id: uuid.UUID, speaker: Speaker) -> bytes:
        """Return SHA-256 of what was said to whom, to tell a repeat from a contradiction."""
        said = [str(complaint_id), speaker, self.text, list(self.photos)]
        return bytes.fromhex(sha256(canonical(said)))


def write_to_office(
    session: Session, *, complaint: Complaint, said: Said, now: datetime
) -> Message:
    """Take a message of the citizen, who is known by his receipt only, and tell the handler.

    The same message again is the one already stored. Raises 409 ``key_reused``,
    ``conversation_over`` or ``wait_for_answer``.
    """
    if known := _known(session, complaint, said, Speaker.CITIZEN):
        return known
    _check_open(complaint)
    if _unanswered(session, complaint) >= MOST_UNANSWERED:
        sentence = N_("您已经留言多次，请等办理人员回复后再写。")
        raise conflict("wait_for_answer", sentence)
    message = _store(session, complaint, said, Speaker.CITIZEN, now)
    owner = routing.owner_of(complaint.window.path)
    notices.tell(
        session,
        kind="citizen_wrote",
        action=Action.HANDLE_COMPLAINT,
        path=complaint.handler_path,
        subject=Complaint.__tablename__,
        subject_id=complaint.id,
        endpoint=THREAD,
        now=now,
        values={"window": complaint.window.full_name},
        outside=None if owner == complaint.handler_path else owner,
    )
    return message


def write_to_citizen(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, said: Said, now: datetime
) -> Message:
    """Write to the citizen for the office that handles the case; what he wrote counts as read.

    Raises 404 for everybody who does not handle it, 422 for private things, 409 as
    :func:`write_to_office` does.
    """
    seen = complaints.cases(actor, Action.HANDLE_COMPLAINT)
    complaint = matters.one(session, seen, complaint_id, lock=True)
    if known := _known(session, complaint, said, Speaker.OFFICE):
        return known
    _check_open(complaint)
    discretion.refuse_private(session, complaint.window_id, text=said.text)
    message = _store(session, complaint, said, Speaker.OFFICE, now, actor=actor)
    _read(session, complaint, Speaker.CITIZEN, now)
    _audit(session, actor, "write_to_citizen", complaint, message.number, now=now)
    session.flush()
    return message


def mark_read(
    session: Session, *, actor: Actor, complaint_id: uuid.UUID, up_to: int, now: datetime
) -> None:
    """Say that the handler has read the citizen's messages up to the number ``up_to``."""
    seen = complaints.cases(actor, Action.HANDLE_COMPLAINT)
    complaint = matters.one(session, seen, complaint_id)
    if _read(session, complaint, Speaker.CITIZEN, now, up_to):
        _audit(session, actor, "read_messages", complaint, up_to, now=now)
        session.flush()


def seen_by_citizen(session: Session, *, complaint: Complaint, now: datetime) -> int:
    """Say that the citizen has looked at what the office wrote; return how many were new."""
    return _read(session, complaint, Speaker.OFFICE, now)


def _check_open(complaint: Complaint) -> None:
    if complaint.state not in life.OPEN:
        sentence = N_("这件投诉已经结束，不能再留言。有新的情况，请扫窗口的码另写一份。")
        raise conflict("conversation_over", sentence)


def _known(session: Session, complaint: Complaint, said: Said, speaker: Speaker) -> Message | None:
    known = queries.by_client_key(session, said.client_key)
    if known and known.body_hash != said.hash(complaint.id, speaker):
        raise key_reused()
    return known


def _unanswered(session: Session, complaint: Complaint) -> int:
    ours = select(func.coalesce(func.max(Message.number), 0)).where(
        Message.complaint_id == complaint.id, Message.speaker == Speaker.OFFICE
    )
    query = select(func.count()).where(
        Message.complaint_id == complaint.id, Message.number > ours.scalar_subquery()
    )
    return session.scalars(query).one()


def _store(
    session: Session,
    complaint: Complaint,
    said: Said,
    speaker: Speaker,
    now: datetime,
    *,
    actor: Actor | None = None,
) -> Message:
    """Seal a message and its leaf; two at the same moment get two numbers or one refusal."""
    session.refresh(complaint, with_for_update=True)
    last = select(func.max(Message.number)).where(Message.complaint_id == complaint.id)
    made, number = new_id(), (session.scalar(last) or 0) + 1
    message = Message(
        id=made,
        complaint_id=complaint.id,
        number=number,
        speaker=speaker,
        sealed=keys_of(session).seal(said.text, place=queries.place(made)),
        at=now,
        actor_id=actor.id if actor else None,
        client_key=said.client_key,
        body_hash=said.hash(complaint.id, speaker),
    )
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:  # the same form arrived at the same moment through another process
        if known := _known(session, complaint, said, speaker):
            return known
        raise
    session.add_all(
        MessagePhoto(message_id=made, number=n, sha256=name)
        for n, name in enumerate(said.photos, start=1)
    )
    _append_leaf(session, complaint, message, said)
    session.flush()
    return message


def _append_leaf(session: Session, complaint: Complaint, message: Message, said: Said) -> None:
    leaf = ledger.leaf(
        "message",
        subject_id=complaint.id,
        window_id=complaint.window_id,
        day=clock.day_of(message.at),
        public={"number": message.number},
        private={"speaker": message.speaker, "text": said.text, "photos": list(said.photos)},
        salt=complaint.salt,  # one salt opens the whole case, and goes with the words
    )
    complaint.salt = leaf.salt
    ledger.append(session, leaf)


def _read(
    session: Session,
    complaint: Complaint,
    speaker: Speaker,
    now: datetime,
    up_to: int | None = None,
) -> int:
    """Mark what ``speaker`` wrote as read by the other side; return how many were new."""
    query = update(Message).where(
        Message.complaint_id == complaint.id,
        Message.speaker == speaker,
        Message.read_at.is_(None),
    )
    if up_to is not None:
        query = query.where(Message.number <= up_to)
    return len(session.scalars(query.values(read_at=now).returning(Message.id)).all())


def _audit(
    session: Session, actor: Actor, action: str, complaint: Complaint, number: int, *, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=Complaint,
        subject_id=complaint.id,
        now=now,
        details={"message": number},
    )
