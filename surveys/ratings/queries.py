"""Reads ratings: one by its receipt, and the comments that a window may see."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from service.core import private
from service.people.discretion import names_at

from .models import Rating, RatingState

#: a batch of comments holds the words of at least so many citizens' ratings
BATCH = 5
MOST = 200
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Batch:
    """Whole weeks, Monday to Sunday, that are released together."""

    first_day: date
    last_day: date


@dataclass(frozen=True)
class Comment:
    """What somebody wrote. When is told to the batch, where in the window is not told."""

    batch: Batch
    level: int
    text: str


def by_receipt(session: Session, fingerprint: bytes) -> Rating | None:
    """Return the rating of a receipt's fingerprint."""
    return session.scalar(select(Rating).where(Rating.receipt == fingerprint))


def body_hashes(
    connection: Connection, client_keys: Collection[uuid.UUID]
) -> dict[uuid.UUID, bytes]:
    """Return what was sent first under client keys that are in the database."""
    query = select(Rating.client_key, Rating.body_hash).where(Rating.client_key.in_(client_keys))
    return dict(connection.execute(query).all())


def released_comments(session: Session, window_id: uuid.UUID, today: date) -> list[Comment]:
    """Return the latest comments as offices see them, masked, newest batch first, at most 200.

    Weeks that have ended are joined, from the first one on, until a batch holds five ratings; a
    batch is then released whole, in an order that tells nothing. So nobody finds out by the day or
    by the number of visitors who wrote what. Every rating counts towards a batch, but words of
    ratings that are held or excluded are not shown.
    """
    found: list[Comment] = []
    for batch in reversed(released(session, window_id, today)):
        found += original_comments(session, window_id, batch)
        if len(found) >= MOST:
            break
    names = names_at(session, window_id)
    return [replace(each, text=private.mask(each.text, names)) for each in found[:MOST]]


def released(session: Session, window_id: uuid.UUID, today: date) -> list[Batch]:
    """Return the weeks whose words a window may see, oldest first."""
    return list(batches(_days(session, window_id, today)))


def batches(days: Iterable[tuple[date, int]]) -> Iterator[Batch]:
    """Join days, given in order with their numbers of ratings, into batches of whole weeks."""
    weeks: dict[date, int] = {}
    for day, number in days:
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + number
    first, pooled = None, 0
    for monday, number in weeks.items():
        first, pooled = first or monday, pooled + number
        if pooled >= BATCH:
            yield Batch(first, monday + WEEK - timedelta(days=1))
            first, pooled = None, 0


def _days(session: Session, window_id: uuid.UUID, today: date) -> Iterable[tuple[date, int]]:
    """Return the days of weeks that have ended, and how many ratings came in on each."""
    this_monday = today - timedelta(days=today.weekday())
    query = select(Rating.day, func.count()).where(
        Rating.window_id == window_id, Rating.day < this_monday
    )
    return session.execute(query.group_by(Rating.day).order_by(Rating.day)).all()


def original_comments(session: Session, window_id: uuid.UUID, batch: Batch) -> list[Comment]:
    """Return the comments of a released batch word for word, in no telling order."""
    query = (
        select(Rating.level, Rating.comment)
        .where(
            Rating.window_id == window_id,
            Rating.day.between(batch.first_day, batch.last_day),
            Rating.comment.is_not(None),
            Rating.state == RatingState.COUNTED,
        )
        .order_by(Rating.id)  # random, so it tells nothing
    )
    return [Comment(batch, level, text) for level, text in session.execute(query) if text]
