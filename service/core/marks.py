"""Work marks: the queue of record. A writer bumps ``seq``; a worker catches ``done`` up with it.

At least once and idempotent: a mark says only *that* something must be recomputed from raw rows,
so a lost bell, a killed worker or a run repeated costs time and never truth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Index,
    String,
    and_,
    bindparam,
    case,
    column,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import clock
from .db import Base

PARKED_AFTER = 8
LONGEST_REST = timedelta(minutes=10)


class Mark(Base):
    """One thing to recompute. It is due while ``seq > done`` and it is not parked."""

    __tablename__ = "mark"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    #: counts the writes that asked for this work
    seq: Mapped[int]
    #: the last ``seq`` whose work is finished
    done: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    #: class name of the last failure, never its text (that may hold private words)
    error: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (
        Index(
            "ix_mark_due",
            "next_at",
            sqlite_where=column("seq") > column("done"),
            postgresql_where=column("seq") > column("done"),
        ),
    )


@dataclass(frozen=True)
class Claim:
    """A mark that a worker holds: finish it with the ``seq`` remembered here."""

    kind: str
    key: str
    seq: int


def bump(session: Session | Connection, kind: str, keys: Iterable[str], *, now: datetime) -> None:
    """Ask for the work of ``kind`` on each key, in the caller's transaction.

    Keys are written in order, so two writers can never wait for each other in a circle.
    """
    rows = [{"kind": kind, "key": key, "now": now} for key in sorted(set(keys))]
    if rows:
        connection = session.connection() if isinstance(session, Session) else session
        connection.execute(_BUMP[connection.dialect.name], rows)


def _bump_statement(insert: Any) -> Any:
    statement = insert(Mark).values(
        kind=bindparam("kind"),
        key=bindparam("key"),
        seq=1,
        done=0,
        tries=0,
        next_at=bindparam("now"),
    )
    fresh = {"seq": Mark.seq + 1, "next_at": statement.excluded.next_at, "tries": 0, "error": None}
    return statement.on_conflict_do_update(index_elements=["kind", "key"], set_=fresh)


_BUMP = {
    "sqlite": _bump_statement(sqlite.insert),
    "postgresql": _bump_statement(postgresql.insert),
}


def claim(
    session: Session, kinds: Sequence[str], *, now: datetime, lease: timedelta, limit: int
) -> list[Claim]:
    """Take up to ``limit`` due marks, oldest first, and hold them for ``lease``."""
    due = and_(
        Mark.kind.in_(kinds),
        Mark.seq > Mark.done,
        Mark.next_at <= now,
        Mark.tries < PARKED_AFTER,
        or_(Mark.lease_until.is_(None), Mark.lease_until <= now),
    )
    chosen = (
        select(Mark.kind, Mark.key, Mark.seq)
        .where(due)
        .order_by(Mark.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claims = [Claim(*row) for row in session.execute(chosen)]
    if claims:
        session.execute(
            update(Mark)
            .where(tuple_(Mark.kind, Mark.key).in_([(c.kind, c.key) for c in claims]))
            .values(lease_until=now + lease)
        )
    return claims


def still_due(session: Session, claimed: Claim) -> bool:
    """Lock the mark and tell whether nobody else has finished it meanwhile."""
    done = session.scalar(
        select(Mark.done)
        .where(Mark.kind == claimed.kind, Mark.key == claimed.key)
        .with_for_update()
    )
    return done is not None and done < claimed.seq


def finish(session: Session, claimed: Claim) -> None:
    """Record that the work asked for up to ``claimed.seq`` is done."""
    session.execute(
        update(Mark)
        .where(Mark.kind == claimed.kind, Mark.key == claimed.key, Mark.done < claimed.seq)
        .values(done=claimed.seq, lease_until=None, tries=0, error=None)
    )


def fail(session: Session, claimed: Claim, error: BaseException, *, now: datetime) -> None:
    """Let the mark rest before the next try; the eighth failure parks it, visible, not dropped."""
    tries = Mark.tries + 1
    rest = case(
        *((Mark.tries == n, now + min(timedelta(seconds=2**n), LONGEST_REST)) for n in range(12)),
        else_=now + LONGEST_REST,
    )
    session.execute(
        update(Mark)
        .where(Mark.kind == claimed.kind, Mark.key == claimed.key)
        .values(tries=tries, next_at=rest, lease_until=None, error=type(error).__name__)
    )


def waiting(session: Session) -> int:
    """Return how many marks have work to be done now or again, planned and parked ones left out."""
    asked = or_(Mark.next_at <= clock.now(), Mark.tries > 0)
    query = select(func.count()).where(Mark.seq > Mark.done, Mark.tries < PARKED_AFTER, asked)
    return session.scalar(query) or 0


def parked(session: Session) -> list[Mark]:
    """Return the marks that need a person."""
    query = select(Mark).where(Mark.seq > Mark.done, Mark.tries >= PARKED_AFTER)
    return list(session.scalars(query.order_by(Mark.kind, Mark.key)))


def unfinished(session: Session, kind: str, prefix: str) -> list[str]:
    """Return the keys of ``kind`` beginning with ``prefix`` whose work is not done, in order."""
    query = select(Mark.key).where(
        Mark.kind == kind, Mark.key.startswith(prefix, autoescape=True), Mark.seq > Mark.done
    )
    return list(session.scalars(query.order_by(Mark.key)))


def oldest_due(session: Session) -> datetime | None:
    """Return since when the oldest unfinished mark has been waiting."""
    query = select(func.min(Mark.next_at)).where(Mark.seq > Mark.done, Mark.tries < PARKED_AFTER)
    return session.scalar(query)


def is_known(session: Session, kind: str, key: str) -> bool:
    """Tell whether the work was ever asked for."""
    return session.get(Mark, (kind, key)) is not None


def is_waiting(session: Session, kind: str, *, now: datetime) -> bool:
    """Tell, without locking anything, whether a mark of ``kind`` may be due."""
    query = select(Mark.key).where(
        Mark.kind == kind, Mark.seq > Mark.done, Mark.tries < PARKED_AFTER, Mark.next_at <= now
    )
    return session.execute(query.limit(1)).first() is not None
