"""Erases what has been kept for long enough. The ledger keeps its leaves, and they stay valid."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.config import Retention
from service.core import audit, clock
from service.core.storage import blobs_of
from surveys.complaints.models import Complaint, ComplaintContact, ComplaintPhoto
from surveys.conversations.models import Message, MessagePhoto
from surveys.low_ratings.models import LowRatingContact
from surveys.ratings.models import Rating
from surveys.rectifications.models import RectificationPhoto

from . import queries
from .queries import Store

Ids = Collection[uuid.UUID]
#: the hash of what was sent could be guessed from short words, so it goes with them
NOTHING = bytes(32)


def erase_due(session: Session, *, terms: Retention, now: datetime, most: int) -> int:
    """Erase up to ``most`` rows of each store that are due; return how many there were.

    One audit row says how many of which. Nothing is due, nothing is written.
    """
    erased: dict[str, int] = {}
    for store in Store:
        if ids := queries.overdue(session, store, terms, now, most=most):
            _ERASE[store](session, ids)
            erased[store.value] = len(ids)
    if erased:
        audit.record(
            session,
            actor_id=None,
            action=queries.ERASE,
            subject="retention",
            subject_id=clock.day_of(now),
            now=now,
            details=dict(erased),
        )
        session.flush()
    return sum(erased.values())


def _case_contacts(session: Session, ids: Ids) -> None:
    session.execute(delete(ComplaintContact).where(ComplaintContact.complaint_id.in_(ids)))


def _low_rating_contacts(session: Session, ids: Ids) -> None:
    query = update(LowRatingContact).where(LowRatingContact.rating_id.in_(ids))
    session.execute(query.values(sealed=None))


def _case_words(session: Session, ids: Ids) -> None:
    """Erase words, photos and the salt that would open the leaves of cases."""
    _photos(session, ids)
    said = update(Message).where(Message.complaint_id.in_(ids))
    session.execute(said.values(sealed=None, body_hash=NOTHING))
    cases = update(Complaint).where(Complaint.id.in_(ids))
    session.execute(cases.values(matter=None, facts=None, salt=None, body_hash=NOTHING))


def _rating_words(session: Session, ids: Ids) -> None:
    query = update(Rating).where(Rating.id.in_(ids))
    session.execute(query.values(comment=None, salt=None, body_hash=NOTHING))


def _photos(session: Session, ids: Ids) -> None:
    """Erase the photos of cases, but for a picture that somebody else sent as well.

    Files go before the rows are committed: were it the other way round, a crash would leave
    pictures that nothing leads to.
    """
    messages = select(Message.id).where(Message.complaint_id.in_(ids))
    gone = [
        *session.scalars(
            delete(ComplaintPhoto)
            .where(ComplaintPhoto.complaint_id.in_(ids))
            .returning(ComplaintPhoto.sha256)
        ),
        *session.scalars(
            delete(MessagePhoto)
            .where(MessagePhoto.message_id.in_(messages))
            .returning(MessagePhoto.sha256)
        ),
    ]
    kept = {
        name
        for column in (ComplaintPhoto.sha256, MessagePhoto.sha256, RectificationPhoto.sha256)
        for name in session.scalars(select(column).where(column.in_(gone)))
    }
    for name in {*gone} - kept:
        blobs_of(session).delete(name)


_ERASE: dict[Store, Callable[[Session, Ids], None]] = {
    Store.CASE_CONTACTS: _case_contacts,
    Store.LOW_RATING_CONTACTS: _low_rating_contacts,
    Store.CASE_WORDS: _case_words,
    Store.RATING_WORDS: _rating_words,
}
