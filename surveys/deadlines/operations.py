"""What happens to deadlines: they start, stand still, go on, are extended, met or dropped.

Locks are taken in one order everywhere: the matter, the work mark, the deadline.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core import audit, marks
from service.core.clock import day_of
from service.core.problems import N_, conflict
from service.core.workdays import WorkCalendar
from service.windows.models import ServiceWindow
from surveys import work

from . import packs, queries, terms
from .models import Deadline


def start(
    session: Session,
    *,
    name: str,
    subject: str,
    subject_id: uuid.UUID,
    window: ServiceWindow,
    owner_path: str,
    now: datetime,
    at_most: int | None = None,
) -> Deadline:
    """Start the clock ``name`` by the rule pack for the window, or give back the one that runs.

    ``at_most``: so many working days, where they end sooner than the pack says.
    """
    for deadline in _held(session, subject, subject_id, name):
        return deadline
    pack, calendar = packs.in_force(window.path, day_of(now))[name], WorkCalendar.load(session)
    unit, amount = _sooner(pack.clocks[name], at_most, now, calendar)
    deadline = Deadline(
        subject=subject,
        subject_id=subject_id,
        name=name,
        window_id=window.id,
        owner_path=owner_path,
        **_copied(pack, name),
        unit=unit,
        amount=amount,
        started_at=now,
        run_from=now,
        run_for=terms.run_of(unit, amount),
    )
    recount(deadline, calendar)
    session.add(deadline)
    session.flush()
    marks.bump(session, work.DEADLINE, [str(deadline.id)], now=deadline.warn_at)
    return deadline


def _copied(pack: packs.Pack, name: str) -> dict[str, Any]:
    clock = pack.clocks[name]
    return {
        "pack": pack.key,
        "pack_since": pack.since,
        "extension": clock.extension,
        "warn_share": clock.warn_at,
    }


def _sooner(
    clock: packs.Clock, at_most: int | None, now: datetime, calendar: WorkCalendar
) -> tuple[terms.Unit, int]:
    """Return the unit and amount of a term: as the pack has it, or the shorter one asked for."""
    if at_most:
        asked = terms.end_of(terms.Unit.WORKING_DAYS, now, at_most, calendar)
        if (
            asked.at
            < terms.end_of(clock.unit, now, terms.run_of(clock.unit, clock.amount), calendar).at
        ):
            return terms.Unit.WORKING_DAYS, at_most
    return clock.unit, clock.amount


def meet(
    session: Session, *, subject: str, subject_id: uuid.UUID, name: str, now: datetime
) -> Deadline | None:
    """Record that what was due is done, on time or late; nothing where no such clock runs."""
    for deadline in _held(session, subject, subject_id, name):
        if is_over(deadline, now):
            deadline.overdue_at = deadline.overdue_at or deadline.due_at
        deadline.met_at = now
        session.flush()
        return deadline
    return None


def cancel(
    session: Session, *, subject: str, subject_id: uuid.UUID, now: datetime, name: str | None = None
) -> None:
    """Drop one clock of a matter, or all of them: nothing is due any more."""
    for deadline in _held(session, subject, subject_id, name):
        deadline.cancelled_at = now
    session.flush()


def pause(
    session: Session, *, subject: str, subject_id: uuid.UUID, name: str, now: datetime
) -> Deadline | None:
    """Stop a clock and keep what is left of it; one that has run out stays as it is."""
    for deadline in _held(session, subject, subject_id, name):
        if deadline.paused_at is None and not is_over(deadline, now):
            calendar = WorkCalendar.load(session)
            deadline.run_for = terms.left_of(
                deadline.unit, deadline.run_from, deadline.run_for, now, calendar
            )
            deadline.paused_at = now
            session.flush()
        return deadline
    return None


def resume(
    session: Session, *, subject: str, subject_id: uuid.UUID, name: str, now: datetime
) -> Deadline | None:
    """Let a stopped clock run on. Whoever had nothing left still has the next day."""
    for deadline in _marked(session, subject, subject_id, name, now):
        if deadline.paused_at:
            if day_of(deadline.paused_at) < day_of(now):
                deadline.run_for = max(deadline.run_for, 1)
            deadline.paused_at, deadline.run_from = None, now
            recount(deadline, WorkCalendar.load(session))
            session.flush()
        return deadline
    return None


def extend(
    session: Session, *, subject: str, subject_id: uuid.UUID, name: str, now: datetime
) -> Deadline:
    """Lengthen a term by what its pack allows: once, and before it has run out.

    Raises 409 ``extended_already``, ``deadline_over`` or ``no_deadline``.
    """
    for deadline in _marked(session, subject, subject_id, name, now):
        if deadline.extended_at:
            raise conflict("extended_already", N_("期限只能延长一次，这一期限已经延长过了。"))
        if is_over(deadline, now):
            raise conflict("deadline_over", N_("期限已过，不能再延长。"))
        deadline.run_for += terms.run_of(deadline.unit, deadline.extension)
        deadline.extended_at = now
        if deadline.paused_at is None:
            recount(deadline, WorkCalendar.load(session))
        session.flush()
        audit.record(
            session,
            actor_id=None,
            action="extend_deadline",
            subject=subject,
            subject_id=subject_id,
            now=now,
            details={"name": name, "by": deadline.extension, "due_on": deadline.due_on.isoformat()},
        )
        return deadline
    raise conflict("no_deadline", N_("这一事项现在没有在计的期限。"))


def recount(deadline: Deadline, calendar: WorkCalendar) -> None:
    """Count the end of a running term again from its row, by the holidays known now."""
    run = deadline.unit, deadline.run_from, deadline.run_for
    end, before = terms.end_of(*run, calendar), deadline.due_at
    if before and end.at > before:
        deadline.warned_at = None  # the warning was about another day
    deadline.due_at, deadline.due_on, deadline.provisional = end.at, end.on, end.provisional
    deadline.warn_at = terms.warning_of(*run, deadline.warn_share, calendar)


def is_over(deadline: Deadline, now: datetime) -> bool:
    """Tell whether the term has run out, whether or not the worker has said so yet."""
    return deadline.overdue_at is not None or (
        deadline.paused_at is None and now >= deadline.due_at
    )


def _held(
    session: Session, subject: str, subject_id: uuid.UUID, name: str | None
) -> Sequence[Deadline]:
    query = queries.live(subject, [subject_id]).with_for_update()
    if name is not None:
        query = query.where(Deadline.name == name)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _marked(
    session: Session, subject: str, subject_id: uuid.UUID, name: str, now: datetime
) -> Sequence[Deadline]:
    """Hold a live deadline whose moments change: the worker is asked to look at it again."""
    ids = session.scalars(
        queries.live(subject, [subject_id])
        .where(Deadline.name == name)
        .with_only_columns(Deadline.id)
    )
    marks.bump(session, work.DEADLINE, [str(found) for found in ids], now=now)
    return _held(session, subject, subject_id, name)
