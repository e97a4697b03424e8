"""Gathers everything that is known of a window in a period."""

import uuid
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qr.models import CodeState, QrCode
from service.windows.models import Counter, ServiceWindow
from surveys.rollups import definitions

from . import complaints, ratings, rectifications, visits
from .facts import Codes, Facts, Window


def gather(session: Session, window_id: uuid.UUID, first_day: date, last_day: date) -> Facts:
    """Return the facts of a window from ``first_day`` to ``last_day``, both counted.

    Nothing in here asks for the time or the order of rows: the same state of the database gives
    the same bytes. Figures come from the folded months, so the work that waits must be done
    before. Raises LookupError (NoResultFound) for an unknown window.
    """
    window = session.get_one(ServiceWindow, window_id)
    return Facts(
        window=Window(window.code, window.full_name, window.kind, window.level),
        first_day=first_day,
        last_day=last_day,
        ratings=ratings.gather(session, window_id, first_day, last_day),
        complaints=complaints.gather(session, window_id, first_day, last_day),
        visits=visits.gather(session, window, first_day, last_day),
        rectifications=rectifications.gather(session, window_id, first_day, last_day),
        codes=_codes(session, window_id),
        definitions=definitions.current(),
    )


def _codes(session: Session, window_id: uuid.UUID) -> Codes:
    in_use = Counter.window_id == window_id, Counter.closed_on.is_(None)
    posted = select(QrCode.counter_id).where(
        QrCode.window_id == window_id, QrCode.state == CodeState.POSTED
    )
    count = select(func.count(), func.count().filter(Counter.id.in_(posted))).where(*in_use)
    return Codes(*session.execute(count.select_from(Counter)).one())
