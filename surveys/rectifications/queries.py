"""Reads rectifications: whose they are, who may check them again, and what came before."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from service.core.access import Action, Actor, Role, within
from service.core.problems import not_found
from service.core.storage import blobs_of
from service.people import queries as people
from service.windows.models import OrgUnit, ServiceWindow
from surveys.deadlines.models import Deadline
from surveys.matters import HEIR, IS_HEIR, below

from . import life
from .models import Rectification, RectificationPhoto, RectificationState, Source


def _rows() -> Select[Rectification]:
    """Return rows with window, owner and term: what waits for the window first, by its clock."""
    at_work = Rectification.state.in_(life.AT_WORK)
    rank = case((at_work, 0), (Rectification.state == RectificationState.SUBMITTED, 1), else_=2)
    return (
        select(Rectification)
        .join(Rectification.window)
        .join(ServiceWindow.org_unit)
        .outerjoin(HEIR, IS_HEIR)
        .outerjoin(Rectification.term)
        .options(
            contains_eager(Rectification.window).contains_eager(ServiceWindow.org_unit),
            contains_eager(Rectification.term),
            selectinload(Rectification.owner),
        )
        .order_by(rank, Deadline.due_at, Rectification.opened_at.desc(), Rectification.id)
    )


def visible(actor: Actor) -> Select[Rectification]:
    """Return what ``actor`` may read: what he has to do, and what lies below him."""
    place = below(actor, Action.READ_RECTIFICATIONS)
    return _rows().where(or_(place, Rectification.owner_id == actor.id))


def due(actor: Actor, window_id: uuid.UUID) -> Select[Rectification]:
    """Return what a window, or one that went into it, still has to put right, soonest first."""
    here = or_(ServiceWindow.id == window_id, HEIR.id == window_id)
    return visible(actor).where(here, Rectification.state.in_(life.AT_WORK))


def own(actor: Actor) -> Select[Rectification]:
    """Return what ``actor`` has to put right: as named owner, or as head of the window."""
    return _rows().where(_is_own(actor))


def checkable(actor: Actor) -> Select[Rectification]:
    """Return what ``actor`` may check again or give more time for.

    He sits at the window's authority or above it, and never judges his own work.
    """
    place = within(OrgUnit.path, actor, Action.RECHECK_RECTIFICATION)
    return _rows().where(place, _is_others(actor))


def _is_own(actor: Actor) -> ColumnElement[bool]:
    return or_(
        Rectification.owner_id == actor.id,
        and_(Rectification.owner_id.is_(None), _heads(actor)),
    )


def _heads(actor: Actor) -> ColumnElement[bool]:
    paths = [grant.path for grant in actor.grants if grant.role == Role.HEAD]
    heads = [
        func.coalesce(path.startswith(place, autoescape=True), false())
        for path in (ServiceWindow.path, HEIR.path)
        for place in paths
    ]
    return or_(false(), *heads)


def _is_others(actor: Actor) -> ColumnElement[bool]:
    handed_in = func.coalesce(Rectification.submitted_by == actor.id, false())
    owned = func.coalesce(Rectification.owner_id == actor.id, false())
    return and_(~handed_in, ~owned, ~_heads(actor))


def narrowed(
    query: Select[Rectification],
    now: datetime,
    *,
    state: str | None = None,
    source: str | None = None,
    window_id: uuid.UUID | None = None,
    overdue: bool = False,
) -> Select[Rectification]:
    """Keep one state, source or window, or what is late at ``now`` and waits for the window."""
    if state:
        query = query.where(Rectification.state == state)
    if source:
        query = query.where(Rectification.source == source)
    if window_id:
        query = query.where(Rectification.window_id == window_id)
    return query.where(is_late(now)) if overdue else query


def is_late(now: datetime) -> ColumnElement[bool]:
    """Tell whether the window still has to hand it in and its term is over."""
    return and_(Rectification.state.in_(life.AT_WORK), Deadline.due_at <= now)


def tally(session: Session, query: Select[Rectification], now: datetime) -> dict[str, int]:
    """Return how many there are by state, and how many are ``overdue`` or ``recur``."""
    counted = (
        query.order_by(None)
        .with_only_columns(
            Rectification.state,
            func.count(),
            func.count().filter(is_late(now)),
            func.count().filter(Rectification.recurs_id.is_not(None)),
        )
        .group_by(Rectification.state)
    )
    found = session.execute(counted).all()
    late, recurring = sum(row[2] for row in found), sum(row[3] for row in found)
    return {row[0]: row[1] for row in found} | {"overdue": late, "recur": recurring}


def windows_of(session: Session, query: Select[Rectification]) -> list[tuple[uuid.UUID, str]]:
    """Return the windows that a query speaks of, by name."""
    columns = ServiceWindow.id, ServiceWindow.full_name
    named = query.order_by(None).with_only_columns(*columns).distinct()
    rows = session.execute(named.order_by(ServiceWindow.full_name, ServiceWindow.id))
    return [(window_id, name) for window_id, name in rows]


def unfinished_of(
    session: Session, source: Source, source_id: uuid.UUID, issue_key: str
) -> Rectification | None:
    """Return what a source already asks to put right, as long as it is not ended."""
    return session.scalar(
        select(Rectification).where(
            Rectification.source == source,
            Rectification.source_id == source_id,
            Rectification.issue_key == issue_key,
            Rectification.state.in_(life.OPEN),
        )
    )


def of_source(actor: Actor, source: Source, source_id: uuid.UUID) -> Select[Rectification]:
    """Return what ``actor`` may read of all that a source asks to put right."""
    return visible(actor).where(
        Rectification.source == source, Rectification.source_id == source_id
    )


def asked_by(source: Source, source_id: uuid.UUID) -> Select[Rectification]:
    """Return all that a source asks to put right, newest first, whoever may read it."""
    return (
        select(Rectification)
        .where(Rectification.source == source, Rectification.source_id == source_id)
        .order_by(Rectification.opened_at.desc(), Rectification.id)
    )


def ended_before(
    window_id: uuid.UUID, source: Source, issue_key: str, moment: datetime
) -> Select[Rectification]:
    """Return what was put right of an issue within 12 months before a moment, newest first."""
    return (
        select(Rectification)
        .where(
            Rectification.window_id == window_id,
            Rectification.source == source,
            Rectification.issue_key == issue_key,
            Rectification.issue_key != "",
            Rectification.state == RectificationState.CLOSED,
            Rectification.closed_at.between(life.recurs_since(moment), moment),
        )
        .order_by(Rectification.closed_at.desc(), Rectification.id)
    )


def earlier(session: Session, made: Rectification) -> list[Rectification]:
    """Return the ended ones that make this one a recurrence, newest first."""
    if made.recurs_id is None:
        return []
    issue = made.window_id, Source(made.source), made.issue_key
    return list(session.scalars(ended_before(*issue, made.opened_at)))


def hold(session: Session, window_id: uuid.UUID) -> None:
    """Let one opening at a time go on for a window, so that nothing is opened twice."""
    one_window = select(ServiceWindow.id).where(ServiceWindow.id == window_id)
    session.execute(one_window.with_for_update(key_share=True))


def names(session: Session, made: Rectification) -> dict[uuid.UUID, str]:
    """Return the names of those who took its steps, by account."""
    return people.names(session, {stage.actor_id for stage in made.stages})


def photo(session: Session, made: Rectification, number: int) -> bytes:
    """Return a photo as JPEG; raises 404."""
    name = session.scalar(
        select(RectificationPhoto.sha256).where(
            RectificationPhoto.rectification_id == made.id, RectificationPhoto.number == number
        )
    )
    if name is None:
        raise not_found()
    return blobs_of(session).get(name)
