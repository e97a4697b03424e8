"""Which work belongs to which mark: one screen. Rooms know what, this page knows when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.awards import queries as awards
from service.core import workdays
from service.core.db import Database
from service.notices import delivery
from service.notices import queries as notice_queries
from surveys import work
from surveys.complaints import reminding
from surveys.low_ratings import opening, raising
from surveys.rollups import operations as rollups

from . import deadlines, evidence, notices, retention

Quick = Callable[[Session, str, datetime], None]
Slow = Callable[[Database, str, datetime], None]


@dataclass(frozen=True)
class Job:
    """What to do with a mark's key.

    ``quick`` runs inside the drain's transaction, together with others of its kind. ``slow``
    opens its own short transactions, because no writer may wait while a PDF is set.
    """

    quick: Quick | None = None
    slow: Slow | None = None
    lease: timedelta = timedelta(seconds=60)


def _rating_day(session: Session, key: str, now: datetime) -> None:
    """Recount a day, then look for low ratings: one mark for each rating is all the intake pays."""
    rollups.do_rating_day(session, key, now)
    opening.do_rating_day(session, key, now)


JOBS: dict[str, Job] = {
    work.RATING_DAY: Job(quick=_rating_day),
    work.LOW_RATING_WAITS: Job(quick=raising.look),
    work.CASE_MONTH: Job(quick=rollups.do_case_month),
    workdays.WORKDAYS: Job(quick=deadlines.recount),
    work.DEADLINE: Job(quick=deadlines.look),
    work.DEADLINE_AFTER: Job(quick=deadlines.follow),
    work.CLEARING: Job(quick=reminding.remind),
    notice_queries.NOTICE_SPREAD: Job(quick=delivery.spread),
    notice_queries.NOTICE_DELIVERY: Job(slow=notices.deliver),
    retention.RETENTION: Job(slow=retention.erase, lease=timedelta(minutes=15)),
    awards.PACK: Job(slow=evidence.build, lease=timedelta(minutes=15)),
}
