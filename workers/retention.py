"""Erases every night what has been kept for long enough: a mark for each day, so no cron."""

from datetime import datetime, time

from service import config
from service.core import clock, marks
from service.core.clock import SHANGHAI
from service.core.db import Database
from surveys.retention import operations

#: erase what is due; key: the Shanghai day
RETENTION = "retention"
#: when few people write
HOUR = time(2, tzinfo=SHANGHAI)
#: rows of a kind in one transaction: nobody waits long for it
BATCH = 200


def ask(database: Database) -> None:
    """Ask for tonight's erasure, once; whoever drains asks, so it is never forgotten."""
    day = clock.today()
    with database.reading() as session:
        if marks.is_known(session, RETENTION, day.isoformat()):
            return
    with database.transaction(by_worker=True) as session:
        marks.bump(session, RETENTION, [day.isoformat()], now=datetime.combine(day, HOUR))


def erase(database: Database, key: str, now: datetime) -> None:  # noqa: ARG001 -- shape of a job
    """Erase all that is due; what is gone is not found again, so it may be repeated."""
    terms, erased = config.load().retention, 1
    while erased:
        with database.transaction(by_worker=True) as session:
            erased = operations.erase_due(session, terms=terms, now=now, most=BATCH)
