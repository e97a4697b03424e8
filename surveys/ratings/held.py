"""Held ratings: one person proposes to count or to leave them out, a second one decides.

Nothing is deleted, whatever is decided, and neither of the two can be of the rated window.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, contains_eager

from service.core import audit, marks
from service.core.access import Action, Actor, within
from service.core.problems import N_, Problem, conflict, not_found
from service.windows.models import ServiceWindow
from surveys import work

from .models import Rating, RatingRuling, RatingState, Ruling, Signal

MAY = Action.DECIDE_HELD_RATINGS
STATE_OF = {Ruling.COUNT: RatingState.COUNTED, Ruling.EXCLUDE: RatingState.EXCLUDED}
OTHERS = N_("需要另一个人来决定，提出的人不能自己同意。")
DECIDED = N_("已经有人决定过了，请刷新后再看。")
PROPOSED = N_("已经有人提出处理意见，等第二个人决定。")
MOST = 100


@dataclass(frozen=True)
class Heap:
    """The held ratings of one window, day and signal."""

    window: ServiceWindow
    day: date
    signal: Signal
    ratings: int
    #: counts of levels 1 to 5
    levels: tuple[int, ...]
    first_at: datetime
    last_at: datetime
    #: what the first person proposed, if anybody did
    ruling: RatingRuling | None


def heaps(session: Session, actor: Actor) -> list[Heap]:
    """Return what is held where ``actor`` may decide, oldest first, at most 100."""
    keys = Rating.window_id, Rating.day, Rating.signal
    levels = [func.count().filter(Rating.level == n) for n in range(1, 6)]
    query = (
        select(ServiceWindow, *keys[1:], func.count(), *levels)
        .add_columns(func.min(Rating.received_at), func.max(Rating.received_at))
        .join(Rating, Rating.window_id == ServiceWindow.id)
        .where(within(ServiceWindow.path, actor, MAY), Rating.state == RatingState.HELD)
        .group_by(ServiceWindow.id, *keys)
        .order_by(Rating.day, ServiceWindow.path, Rating.signal)
        .limit(MOST)
    )
    proposed = {(row.window_id, row.day, row.signal): row for row in session.scalars(_open(actor))}
    found = []
    for window, day, signal, n, *counted in session.execute(query):
        ruling = proposed.get((window.id, day, signal))
        *spread, first, last = counted
        found.append(Heap(window, day, signal, n, tuple(spread), first, last, ruling))
    return found


def _open(actor: Actor) -> Select[RatingRuling]:
    return (
        select(RatingRuling)
        .join(RatingRuling.window)
        .options(contains_eager(RatingRuling.window))
        .where(within(ServiceWindow.path, actor, MAY), RatingRuling.decided_at.is_(None))
    )


def propose(
    session: Session,
    *,
    window_id: uuid.UUID,
    day: date,
    signal: Signal,
    ruling: Ruling,
    reason: str,
    actor: Actor,
    now: datetime,
) -> RatingRuling:
    """Propose what becomes of what is held by now; raises 404, or 409 when somebody did already."""
    window = session.scalar(
        select(ServiceWindow)
        .where(ServiceWindow.id == window_id, within(ServiceWindow.path, actor, MAY))
        .with_for_update(key_share=True)
    )
    held = _count(session, window_id, day, signal, now) if window else 0
    if not held:
        raise not_found()
    same = RatingRuling.window_id == window_id, RatingRuling.day == day
    if session.scalar(_open(actor).where(*same, RatingRuling.signal == signal)):
        raise conflict("proposed_already", PROPOSED)
    made = RatingRuling(
        window_id=window_id,
        day=day,
        signal=signal,
        ruling=ruling,
        reason=reason,
        ratings=held,
        proposed_by=actor.id,
        proposed_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, made, "propose_ruling", actor=actor, now=now, reason=reason)
    return made


def decide(
    session: Session, *, ruling_id: uuid.UUID, agreed: bool, actor: Actor, now: datetime
) -> RatingRuling:
    """Agree or not, as the second person; raises 403 ``second_person``, 409 ``decided_already``.

    Without agreement the ratings stay held and may be proposed for anew.
    """
    query = (
        select(RatingRuling)
        .join(RatingRuling.window)
        .where(RatingRuling.id == ruling_id, within(ServiceWindow.path, actor, MAY))
    )
    found = session.scalar(query.with_for_update(of=RatingRuling))
    if found is None:
        raise not_found()
    if found.decided_at:
        raise conflict("decided_already", DECIDED)
    if found.proposed_by == actor.id:
        raise Problem(403, "second_person", OTHERS)
    found.decided_by, found.decided_at, found.agreed = actor.id, now, agreed
    if agreed:
        _carry_out(session, found, now)
    session.flush()
    _record(session, found, "decide_ruling", actor=actor, now=now)
    return found


def _carry_out(session: Session, ruling: RatingRuling, now: datetime) -> None:
    covered = _covered(ruling.window_id, ruling.day, ruling.signal, ruling.proposed_at)
    session.execute(update(Rating).where(*covered).values(state=STATE_OF[Ruling(ruling.ruling)]))
    marks.bump(session, work.RATING_DAY, [work.key(ruling.window_id, ruling.day)], now=now)


def _covered(
    window_id: uuid.UUID, day: date, signal: Signal, until: datetime
) -> Sequence[ColumnElement[bool]]:
    return (
        Rating.window_id == window_id,
        Rating.day == day,
        Rating.signal == signal,
        Rating.state == RatingState.HELD,
        Rating.received_at <= until,
    )


def _count(session: Session, window_id: uuid.UUID, day: date, signal: Signal, now: datetime) -> int:
    covered = _covered(window_id, day, signal, now)
    return session.scalar(select(func.count()).select_from(Rating).where(*covered)) or 0


def _record(
    session: Session,
    ruling: RatingRuling,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> None:
    details: dict[str, Any] = {
        "window": str(ruling.window_id),
        "day": ruling.day.isoformat(),
        "signal": ruling.signal,
        "ruling": ruling.ruling,
        "ratings": ruling.ratings,
        "agreed": ruling.agreed,
    }
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=RatingRuling,
        subject_id=ruling.id,
        now=now,
        reason=reason,
        details=details,
    )
