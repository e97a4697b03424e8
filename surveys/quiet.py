"""Small days are held back: where few people came, the day itself could tell who said something."""

import uuid
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from .ratings.models import Rating

#: on a day with fewer ratings than this only the month is told
CROWD = 5
#: a window and a day on which something came in
Place = tuple[uuid.UUID, date]


def received(session: Session, places: Collection[Place]) -> dict[Place, str]:
    """Return when something came in as exactly as may be told: ``2026-11-20``, or ``2026-11``."""
    columns = Rating.window_id, Rating.day
    query = select(*columns).where(tuple_(*columns).in_(set(places))).group_by(*columns)
    crowded = session.execute(query.having(func.count() >= CROWD)) if places else ()
    return {(window_id, day): day.isoformat()[:7] for window_id, day in places} | {
        (window_id, day): day.isoformat() for window_id, day in crowded
    }
