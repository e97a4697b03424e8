"""Reads deadlines."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from service.core.access import Action, Actor, within
from service.core.problems import not_found

from .models import Deadline
from .packs import OF_CITIZENS
from .subjects import COMPLAINTS

_LIVE = Deadline.met_at.is_(None), Deadline.cancelled_at.is_(None)


def live(subject: str, subject_ids: Iterable[uuid.UUID]) -> Select[Deadline]:
    """Return the query of what is neither met nor cancelled, soonest first."""
    return (
        select(Deadline)
        .where(
            Deadline.subject == subject,
            Deadline.subject_id.in_(subject_ids),
            *_LIVE,
        )
        .order_by(Deadline.due_at, Deadline.id)
    )


def running(
    session: Session, subject: str, subject_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[Deadline]]:
    """Return the live deadlines of many matters, soonest first, by the matter's id."""
    found: dict[uuid.UUID, list[Deadline]] = {}
    for deadline in session.scalars(live(subject, subject_ids)):
        found.setdefault(deadline.subject_id, []).append(deadline)
    return found


def running_ids(session: Session) -> list[uuid.UUID]:
    """Return the ids of all that runs: not paused, not run out."""
    runs = Deadline.paused_at.is_(None), Deadline.overdue_at.is_(None)
    return list(session.scalars(select(Deadline.id).where(*_LIVE, *runs)))


def visible(actor: Actor) -> Select[Deadline]:
    """Return the deadlines of staff that ``actor`` may read of, soonest first, paused ones last.

    Those of complaints are for whoever may read the cases handled there.
    """
    of_complaints = Deadline.name.startswith(COMPLAINTS, autoescape=True)
    cases = within(Deadline.owner_path, actor, Action.READ_COMPLAINT_CASE)
    others = within(Deadline.owner_path, actor, Action.READ_DEADLINES)
    return (
        select(Deadline)
        .join(Deadline.window)
        .options(contains_eager(Deadline.window))
        .where(
            Deadline.name.not_in(OF_CITIZENS),
            or_(and_(of_complaints, cases), and_(~of_complaints, others)),
        )
        .order_by(Deadline.paused_at.is_not(None), Deadline.due_at, Deadline.id)
    )


def due(
    actor: Actor, *, name: str | None = None, overdue_at: datetime | None = None
) -> Select[Deadline]:
    """Return what is still due at the actor's places: all, of one clock, or run out by a moment."""
    query = visible(actor).where(*_LIVE)
    if name:
        query = query.where(Deadline.name == name)
    if overdue_at:
        query = query.where(Deadline.paused_at.is_(None), Deadline.due_at <= overdue_at)
    return query


def get_visible(session: Session, actor: Actor, deadline_id: uuid.UUID) -> Deadline:
    """Return one deadline; raises ``not_found`` when it is missing or not for this actor."""
    found = session.scalar(visible(actor).where(Deadline.id == deadline_id))
    if found is None:
        raise not_found()
    return found
