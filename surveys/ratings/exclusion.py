"""A counted rating is left out: marked, with a ground and two people, and never deleted."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit, clock, ledger, marks
from surveys import work

from .models import Rating, RatingState


def exclude_rating(
    session: Session,
    *,
    rating_id: uuid.UUID,
    ground: str,
    proposed_by: uuid.UUID,
    decided_by: uuid.UUID,
    now: datetime,
) -> None:
    """Mark a rating as excluded for ``ground`` (a code) and have its day counted anew.

    A leaf in the ledger says so for good. Raises ValueError when one person does both.
    """
    if proposed_by == decided_by:
        raise ValueError("two people exclude a rating")
    query = select(Rating).where(Rating.id == rating_id).with_for_update()
    rating = session.scalars(query.execution_options(populate_existing=True)).one()
    if rating.state == RatingState.EXCLUDED:
        return
    made = ledger.leaf(
        "rating_excluded",
        subject_id=rating.id,
        window_id=rating.window_id,
        day=clock.day_of(now),
        public={"ground": ground, "was": str(rating.state)},
        private={"proposed_by": str(proposed_by), "decided_by": str(decided_by)},
    )
    rating.state = RatingState.EXCLUDED
    ledger.append(session, made)
    audit.record(
        session,
        actor_id=decided_by,
        action="exclude_rating",
        subject=Rating,
        subject_id=rating.id,
        now=now,
        details={"ground": ground, "proposed_by": str(proposed_by)},
    )
    marks.bump(session, work.RATING_DAY, [work.key(rating.window_id, rating.day)], now=now)
    session.flush()
