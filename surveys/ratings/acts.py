"""Service acts: the queue system vouches for one, and it is rated once (一事一评).

The token is signed and nothing of it is stored before the rating comes. Of the act's own number
only an HMAC goes into it, so neither the address nor the database tells whose act it was.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qr import tickets
from service.core import clock
from service.core.crypto import Keyring
from service.core.problems import N_, Problem

from . import supplement
from .models import Rating
from .reception import Place


@dataclass(frozen=True)
class Act:
    """A service act that may be rated: its HMAC and its Shanghai day."""

    reference: uuid.UUID
    day: date


def issue(keys: Keyring, place: Place, number: str, now: datetime) -> str:
    """Write the token of an act, known to the window by ``number``, at a counter."""
    named = keys.mac("acts", f"{place.scan.window_id}:{number}")
    reference = uuid.UUID(bytes=named[:16])
    return tickets.issue(keys, place.scan.code, now, reference, tickets.ACT)


def read(keys: Keyring, place: Place, token: str, now: datetime) -> Act:
    """Read a token at the place that it was made for; raises 422 ``bad_act`` or ``act_over``."""
    longest = timedelta(days=supplement.LONGEST)
    try:
        ticket = tickets.read(keys, token, now, longest, tickets.ACT)
    except Problem as problem:
        raise _bad() from problem
    if ticket.code != place.scan.code:
        raise _bad()
    act = Act(ticket.client_key, clock.day_of(ticket.issued_at))
    if act.day not in supplement.days(place.scan.path, clock.day_of(now), place.calendar):
        raise Problem(422, "act_over", N_("这次服务的评价期已经过了。您仍可以评价另一次服务。"))
    return act


def _bad() -> Problem:
    return Problem(422, "bad_act", N_("办件凭据不完整或不属于这个柜台，请重新扫码，或者直接评价。"))


def is_rated(session: Session, act: Act) -> bool:
    """Tell whether an act was rated before."""
    return session.scalar(select(Rating.id).where(Rating.act == act.reference)) is not None
