"""The window's leaves of the period, and ratings counted by level from raw rows beside them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.core.ledger import LedgerLeaf, canonical
from surveys.ratings.models import Rating, RatingState
from surveys.visits.models import Visit, VisitState

LEVELS = range(1, 6)


@dataclass(frozen=True)
class Evidence:
    """Leaves as (hash, body), in order; a body is withheld (None) until its visit is disclosed."""

    leaves: Sequence[tuple[str, str | None]]
    #: by what became of them, ratings of the levels 1 to 5
    received: tuple[int, ...]
    held: tuple[int, ...]
    excluded: tuple[int, ...]

    def levels(self) -> dict[str, list[int]]:
        """Return the counts as figures.json holds them."""
        return {
            "received": list(self.received),
            "held": list(self.held),
            "excluded": list(self.excluded),
        }

    def file(self) -> bytes:
        """Return leaves.json: one leaf a line, so that people can read it too."""
        rows = [canonical({"hash": digest, "body": body}) for digest, body in self.leaves]
        return b"[\n" + b",\n".join(rows) + b"\n]\n"


def read(session: Session, window_id: uuid.UUID, first: date, last: date) -> Evidence:
    """Read the leaves of a window from ``first`` to ``last``, both days counted."""
    hidden = set(
        session.scalars(
            select(Visit.id).where(
                Visit.window_id == window_id, Visit.state != VisitState.DISCLOSED
            )
        )
    )
    rows = session.execute(
        select(LedgerLeaf.day, LedgerLeaf.hash, LedgerLeaf.body, LedgerLeaf.subject_id).where(
            LedgerLeaf.window_id == window_id, LedgerLeaf.day.between(first, last)
        )
    )
    # by day and hash: the order of arrival within a day would tell who came when
    ordered = sorted(
        (day, digest.hex(), None if of in hidden else body) for day, digest, body, of in rows
    )
    counts = _counts(session, window_id, first, last)
    return Evidence(
        leaves=[(digest, body) for _, digest, body in ordered],
        received=_by_level(counts, *RatingState),
        held=_by_level(counts, RatingState.HELD),
        excluded=_by_level(counts, RatingState.EXCLUDED),
    )


Counts = dict[tuple[int, str], int]


def _counts(session: Session, window_id: uuid.UUID, first: date, last: date) -> Counts:
    rows = session.execute(
        select(Rating.level, Rating.state, func.count())
        .where(Rating.window_id == window_id, Rating.day.between(first, last))
        .group_by(Rating.level, Rating.state)
    )
    return {(level, state): number for level, state, number in rows}


def _by_level(counts: Counts, *states: RatingState) -> tuple[int, ...]:
    return tuple(sum(counts.get((level, state), 0) for state in states) for level in LEVELS)
