"""Reads conversations: the messages of a case, what waits to be read, the photos."""

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from service.core.access import Action, Actor
from service.core.crypto import keys_of
from service.core.problems import not_found
from service.core.storage import blobs_of
from service.people import discretion
from surveys.complaints import queries as complaints
from surveys.complaints.models import Complaint

from .models import Message, MessagePhoto, Speaker


def place(message_id: uuid.UUID) -> str:
    """Return where the words of a message are sealed."""
    return f"complaint_message:sealed:{message_id}"


def of_case(session: Session, complaint_id: uuid.UUID) -> list[Message]:
    """Return the messages about a complaint, oldest first, with their photos."""
    query = select(Message).where(Message.complaint_id == complaint_id)
    return list(
        session.scalars(query.options(selectinload(Message.photos)).order_by(Message.number))
    )


def words(session: Session, message: Message) -> str:
    """Open what a message says; empty once it was erased."""
    if message.sealed is None:
        return ""
    return keys_of(session).open(message.sealed, place=place(message.id))


def shown(session: Session, complaint: Complaint, message: Message) -> str:
    """Return what a message says as offices read it: the citizen's own words masked."""
    text = words(session, message)
    if message.speaker == Speaker.OFFICE:
        return text
    return discretion.masked(session, text, complaint.window_id)


def by_client_key(session: Session, client_key: uuid.UUID) -> Message | None:
    """Return what was written with a client key."""
    return session.scalar(select(Message).where(Message.client_key == client_key))


def unread(session: Session, complaint_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many messages of the citizen wait to be read, by complaint; none are left out."""
    query = (
        select(Message.complaint_id, func.count())
        .where(
            Message.complaint_id.in_(list(complaint_ids)),
            Message.speaker == Speaker.CITIZEN,
            Message.read_at.is_(None),
        )
        .group_by(Message.complaint_id)
    )
    return dict(session.execute(query).all())


def waiting(actor: Actor) -> Select[Complaint]:
    """Return the cases that ``actor`` handles in which the citizen's last word is unread."""
    unread_of = (
        select(Message.id)
        .where(
            Message.complaint_id == Complaint.id,
            Message.speaker == Speaker.CITIZEN,
            Message.read_at.is_(None),
        )
        .exists()
    )
    return complaints.cases(actor, Action.HANDLE_COMPLAINT).where(unread_of)


def photo(session: Session, complaint_id: uuid.UUID, number: int, which: int) -> bytes:
    """Return a photo of a message as JPEG; raises 404, also once it was erased.

    ``number`` is the message's, ``which`` the photo's, both from 1. Ask first whether the case may
    be read.
    """
    name = session.scalar(
        select(MessagePhoto.sha256)
        .join(Message, Message.id == MessagePhoto.message_id)
        .where(
            Message.complaint_id == complaint_id,
            Message.number == number,
            MessagePhoto.number == which,
        )
    )
    if name is None:
        raise not_found()
    try:
        return blobs_of(session).get(name)
    except FileNotFoundError as error:
        raise not_found() from error
