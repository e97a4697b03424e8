"""Reads deadlines."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from service.core.access import Action, Actor, within
from service.core.problems import not_found
from service.windows import queries as windows
from service.windows.models import Level, OrgUnit, ServiceWindow

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
    actor: Actor,
    *,
    name: str | None = None,
    subject: str | None = None,
    overdue_at: datetime | None = None,
    city: OrgUnit | None = None,
    kind: str | None = None,
    level: str | None = None,
) -> Select[Deadline]:
    """Return what is still due at the actor's places: all, of one clock or one sort of matter,
    run out by a moment, at the windows of a city, kind or level.
    """
    query = visible(actor).where(*_LIVE, *windows.narrowing(city, kind, level))
    if name:
        query = query.where(Deadline.name == name)
    if subject:
        query = query.where(Deadline.subject == subject)
    if overdue_at:
        query = query.where(Deadline.paused_at.is_(None), Deadline.due_at <= overdue_at)
    return query


def tally(session: Session, query: Select[Deadline]) -> dict[tuple[str, str], int]:
    """Return how many there are by city and sort of matter (table).

    The city is its code; empty for the province's own windows.
    """
    city = aliased(OrgUnit)
    is_above = city.level == Level.CITY, ServiceWindow.path.startswith(city.path)
    code = func.coalesce(city.code, "")
    counted = (
        query.order_by(None)
        .outerjoin(city, and_(*is_above))
        .with_only_columns(code, Deadline.subject, func.count())
        .group_by(code, Deadline.subject)
    )
    return {(place, subject): n for place, subject, n in session.execute(counted)}


def get_visible(session: Session, actor: Actor, deadline_id: uuid.UUID) -> Deadline:
    """Return one deadline; raises ``not_found`` when it is missing or not for this actor."""
    found = session.scalar(visible(actor).where(Deadline.id == deadline_id))
    if found is None:
        raise not_found()
    return found
