"""Reads which private things are still kept, and which have been kept for long enough.

The time begins when a case is over, so a case that is reopened begins anew without anybody's doing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from service.config import Retention
from service.core.access import Action, Actor, within
from service.core.audit import AuditEvent
from service.windows.models import ServiceWindow
from surveys.complaints.models import Complaint, ComplaintContact, ComplaintKind
from surveys.low_ratings.models import LowRating, LowRatingContact
from surveys.ratings.models import Rating

#: how far the list looks ahead
AHEAD = timedelta(days=30)
#: acts of erasure that are shown
FEW = 20
ERASE = "erase_private"


class Store(StrEnum):
    """A kind of private data, erased together."""

    CASE_CONTACTS = "case_contacts"
    LOW_RATING_CONTACTS = "low_rating_contacts"
    CASE_WORDS = "case_words"
    RATING_WORDS = "rating_words"


@dataclass(frozen=True)
class Due:
    """How much of a store is kept, how much of it is due now and within thirty days."""

    store: Store
    #: days that it is kept after the case is over
    days: int
    kept: int
    due: int
    soon: int


def days_of(store: Store, terms: Retention) -> int:
    """Return for how many days a store is kept."""
    is_contact = store in {Store.CASE_CONTACTS, Store.LOW_RATING_CONTACTS}
    return terms.contact_days if is_contact else terms.word_days


def overdue(
    session: Session, store: Store, terms: Retention, now: datetime, *, most: int
) -> list[uuid.UUID]:
    """Return up to ``most`` ids of complaints, or of ratings, whose private part is due to go."""
    rows = _ROWS[store].subquery()
    before = now - timedelta(days=days_of(store, terms))
    return list(session.scalars(select(rows.c.id).where(rows.c.since < before).limit(most)))


def due(session: Session, actor: Actor, terms: Retention, now: datetime) -> list[Due]:
    """Return what is due in each store at the windows that ``actor`` watches."""
    return [_due(session, actor, store, days_of(store, terms), now) for store in Store]


def _due(session: Session, actor: Actor, store: Store, days: int, now: datetime) -> Due:
    rows = _ROWS[store].subquery()
    before = now - timedelta(days=days)
    counted = _counted(rows, before).join(ServiceWindow, ServiceWindow.id == rows.c.window_id)
    seen = counted.where(within(ServiceWindow.path, actor, Action.READ_RETENTION))
    return Due(store, days, *session.execute(seen).one())


def _counted(rows: Subquery, before: datetime) -> Select[*tuple[Any, ...]]:
    soon = rows.c.since.between(before, before + AHEAD)
    return select(
        func.count(),
        func.count().filter(rows.c.since < before),
        func.count().filter(soon),
    ).select_from(rows)


def erasures(session: Session) -> list[AuditEvent]:
    """Return the latest acts of erasure, newest first, with their numbers."""
    query = select(AuditEvent).where(AuditEvent.action == ERASE)
    return list(session.scalars(query.order_by(AuditEvent.id.desc()).limit(FEW)))


#: praise and suggestions are over when they have come in
_OVER = case(
    (Complaint.kind == ComplaintKind.COMPLAINT, Complaint.closed_at), else_=Complaint.received_at
)
_CASES = select(Complaint.id, Complaint.window_id, _OVER.label("since"))
_ROWS: dict[Store, Select[*tuple[Any, ...]]] = {
    Store.CASE_CONTACTS: _CASES.join(
        ComplaintContact, ComplaintContact.complaint_id == Complaint.id
    ),
    Store.LOW_RATING_CONTACTS: select(
        Rating.id, Rating.window_id, LowRating.closed_at.label("since")
    )
    .join(LowRating, LowRating.rating_id == Rating.id)
    .join(LowRatingContact, LowRatingContact.rating_id == Rating.id)
    .where(LowRatingContact.sealed.is_not(None)),
    Store.CASE_WORDS: _CASES.where(Complaint.matter.is_not(None)),
    Store.RATING_WORDS: select(
        Rating.id, Rating.window_id, Rating.received_at.label("since")
    ).where(Rating.comment.is_not(None)),
}
