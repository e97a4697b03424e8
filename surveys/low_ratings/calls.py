"""Calling back 回访: a citizen leaves a contact with a low rating, and somebody outside calls.

The rate of call-backs goes by those who left a contact (实名差评回访率, 国办发〔2019〕51号). A try
that reaches nobody is repeated on another day; after three days it ends.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.access import Actor
from service.core.crypto import keys_of
from service.core.problems import N_, Problem, conflict, invalid, not_found
from surveys import matters, receipt, steps
from surveys.ratings import queries as ratings

from . import life, queries
from .life import CallOutcome
from .models import LowRating, LowRatingCall, LowRatingContact

#: how long after the rating a contact may be left
LATEST = timedelta(days=15)


def leave_contact(session: Session, *, typed: str, contact: str, now: datetime) -> None:
    """Keep a contact with the low rating of a receipt, sealed; the last one given stands.

    Raises 404 ``unknown_receipt``, and 422 for a rating that is not low or too long ago.
    """
    keys = keys_of(session)
    rating = ratings.by_receipt(session, receipt.fingerprint(keys, typed))
    if rating is None:
        sentence = N_("没有查到这个回执号，请对照截图再核对一遍。")
        raise Problem(404, "unknown_receipt", sentence)
    if rating.level > life.LOW:
        raise invalid({"receipt": [N_("这份评价没有不满意，不需要回访。")]})
    if clock.day_of(now) > rating.day + LATEST:
        raise invalid({"receipt": [N_("已经过了可以留联系方式的日子。有事请拨打热线。")]})
    sealed = keys.seal(contact, place=queries.contact_place(rating.id))
    known = session.get(LowRatingContact, rating.id, with_for_update=True)
    if known is None:
        session.add(LowRatingContact(rating_id=rating.id, sealed=sealed, given_at=now))
    else:
        known.sealed, known.given_at = sealed, now
    session.flush()


def reveal_contact(
    session: Session, *, actor: Actor, case_id: uuid.UUID, reason: str, now: datetime
) -> str:
    """Open a contact for a written reason, which is kept with who asked and when."""
    case = matters.one(session, queries.named(actor), case_id)
    kept = session.get_one(LowRatingContact, case.rating_id)
    if kept.sealed is None:
        raise not_found()
    audit.record(
        session,
        actor_id=actor.id,
        action=queries.REVEAL,
        subject=LowRating,
        subject_id=case.id,
        now=now,
        reason=reason,
    )
    session.flush()
    return keys_of(session).open(kept.sealed, place=queries.contact_place(case.rating_id))


def record_call(
    session: Session, *, actor: Actor, case_id: uuid.UUID, outcome: CallOutcome, now: datetime
) -> LowRating:
    """Write down a try to reach the citizen.

    Raises 409 ``called_already`` when he was reached or three days of tries are over, and
    ``tried_today`` for a second vain try on one day.
    """
    case = matters.one(session, queries.named(actor), case_id, lock=True)
    if is_done(case.calls):
        raise conflict("called_already", N_("这件差评的回访已经结束。"))
    day = clock.day_of(now)
    if outcome == CallOutcome.NOT_REACHED and any(each.day == day for each in case.calls):
        raise conflict("tried_today", N_("今天已经记过一次没有接通，请改天再打。"))
    call = LowRatingCall(
        low_rating_id=case.id,
        number=len(case.calls) + 1,
        actor_id=actor.id,
        at=now,
        day=day,
        outcome=outcome,
    )
    session.add(call)
    details = {"number": call.number, "outcome": outcome.value}
    steps.record(session, case, "call_back", now, actor=actor, details=details)
    session.flush()
    session.refresh(case, ["calls"])
    return case


def is_reached(calls: Sequence[LowRatingCall]) -> bool:
    """Tell whether the citizen was spoken to."""
    return any(call.outcome == CallOutcome.REACHED for call in calls)


def is_done(calls: Sequence[LowRatingCall]) -> bool:
    """Tell whether calling back is over: reached, or tried in vain on three days."""
    return is_reached(calls) or len({call.day for call in calls}) >= life.TRIES


@dataclass(frozen=True)
class CallRate:
    """How many citizens left a contact, were spoken to, and were tried in vain to the end."""

    named: int
    reached: int
    in_vain: int

    @property
    def share(self) -> float | None:
        """Return the share of those whose call-back is done (0–1); nothing when nobody asked."""
        return (self.reached + self.in_vain) / self.named if self.named else None


def rate(session: Session, named: Select[LowRating]) -> CallRate:
    """Count the call-backs of the cases that ``named`` sees."""
    cases = session.scalars(named.order_by(None)).unique().all()
    reached = sum(is_reached(case.calls) for case in cases)
    done = sum(is_done(case.calls) for case in cases)
    return CallRate(len(cases), reached, done - reached)
