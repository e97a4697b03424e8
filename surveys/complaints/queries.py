"""Reads complaints: whole for those who handle and watch, as a summary for the window and above."""

import uuid
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from service.core.access import Action, Actor, Role, within
from service.people import queries as people
from service.windows.models import OrgUnit, ServiceWindow
from surveys import matters
from surveys.matters import HEIR, IS_HEIR, below, concerns

from . import life
from .contents import words
from .models import Complaint, ComplaintClearing, ComplaintKind, ComplaintStage

__all__ = ["words"]


#: closed as unfounded, and its clearing note is still to be issued
_TO_CLEAR = (
    Complaint.state == life.ComplaintState.CLOSED,
    Complaint.finding == life.Finding.UNFOUNDED,
    ~exists().where(ComplaintClearing.complaint_id == Complaint.id),
)


def _rows(*kinds: ComplaintKind) -> Select[Complaint]:
    """Return rows with their window, its owner and their stages."""
    return (
        select(Complaint)
        .join(Complaint.window)
        .join(ServiceWindow.org_unit)
        .outerjoin(HEIR, IS_HEIR)
        .options(
            contains_eager(Complaint.window).contains_eager(ServiceWindow.org_unit),
            selectinload(Complaint.stages),
            selectinload(Complaint.form_version),
        )
        .where(Complaint.kind.in_(kinds))
    )


def _urgent_first(query: Select[Complaint], *waiting: life.ComplaintState) -> Select[Complaint]:
    """Order by due day: first those in the states that wait for the reader, last what is over."""
    rank = case(
        (Complaint.state.in_(waiting), 0),
        (Complaint.state.in_(life.DUE), 1),
        (Complaint.state.in_(life.OPEN), 2),
        else_=3,
    )
    return query.order_by(rank, Complaint.due_on, Complaint.received_at.desc(), Complaint.id)


def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Tell which rows are about a unit or window that ``actor`` belongs to."""
    return concerns(actor, Complaint.handler_path == OrgUnit.path)


def cases(actor: Actor, action: Action = Action.READ_COMPLAINT_CASE) -> Select[Complaint]:
    """Return the complaints that ``actor`` may read whole, what is due soonest first."""
    place = within(Complaint.handler_path, actor, action)
    return _urgent_first(_rows(ComplaintKind.COMPLAINT).where(place, ~_concerns(actor)))


def decided(actor: Actor, own_work: Collection[life.Step]) -> Select[Complaint]:
    """Return the complaints on which ``actor`` may decide, having done none of ``own_work``."""
    mine = exists().where(
        ComplaintStage.complaint_id == Complaint.id,
        ComplaintStage.actor_id == actor.id,
        ComplaintStage.step.in_(own_work),
    )
    place = within(Complaint.decider_path, actor, Action.APPROVE_COMPLAINT)
    return _rows(ComplaintKind.COMPLAINT).where(place, ~mine, ~_concerns(actor))


def decider_of(session: Session, path: str) -> str:
    """Return where a second person decides on what ``path`` handles.

    That is the nearest place above with somebody who may; else ``path`` itself.
    """
    return people.nearest_above(session, path, Action.APPROVE_COMPLAINT) or path


def locked(session: Session, complaint_id: uuid.UUID) -> Complaint | None:
    """Hold a complaint for its citizen or the clock, as it is now."""
    return matters.find(session, _rows(ComplaintKind.COMPLAINT), complaint_id, lock=True)


def summarised(actor: Actor, action: Action = Action.READ_COMPLAINT_MATTER) -> Select[Complaint]:
    """Return the accepted complaints of which ``actor`` may read the handler's summary.

    Grave ones are told to nobody in the window, its owner or the county: here only to a city
    above the owner.
    """
    cities = [grant.path for grant in actor.grants if grant.role == Role.CITY_REVIEWER]
    above = [
        and_(OrgUnit.path.startswith(path, autoescape=True), OrgUnit.path != path)
        for path in cities
    ]
    query = _rows(ComplaintKind.COMPLAINT).where(
        Complaint.redacted.is_not(None),
        below(actor, action),
        or_(~Complaint.is_grave, false(), *above),
    )
    return _urgent_first(query, life.ComplaintState.ACCEPTED)


def praises(actor: Actor, action: Action = Action.READ_COMPLAINT_MATTER) -> Select[Complaint]:
    """Return praise and suggestions for the windows of ``actor``'s ``action``, newest first."""
    place = below(actor, action)
    kinds = ComplaintKind.PRAISE, ComplaintKind.SUGGESTION
    return _rows(*kinds).where(place).order_by(Complaint.day.desc(), Complaint.id)


def narrowed(
    query: Select[Complaint],
    *,
    state: str | None = None,
    overdue_on: date | None = None,
    to_clear: bool = False,
    category: str = "",
    text: str = "",
    first: date | None = None,
    last: date | None = None,
) -> Select[Complaint]:
    """Keep what fits all that is asked: a state, late on a day, a category, days of receipt.

    ``to_clear`` keeps what was closed as unfounded and still has no clearing note.

    ``text`` is a number or a part of a window's name or code: never looked for in sealed words.
    """
    if state:
        query = query.where(Complaint.state == state)
    if overdue_on:
        query = query.where(Complaint.state.in_(life.DUE), Complaint.due_on < overdue_on)
    if to_clear:
        query = query.where(*_TO_CLEAR)
    if category:
        query = query.where(Complaint.category == category)
    for word in text.split():
        columns = Complaint.number, ServiceWindow.full_name, ServiceWindow.code
        query = query.where(or_(*(each.icontains(word, autoescape=True) for each in columns)))
    if first:
        query = query.where(Complaint.day >= first)
    if last:
        query = query.where(Complaint.day <= last)
    return query


def to_clear() -> Select[Complaint]:
    """Return everything whose clearing note is still to be issued, for the worker."""
    return _rows(ComplaintKind.COMPLAINT).where(*_TO_CLEAR)


def clearings_due(session: Session, actor: Actor) -> int:
    """Return how many clearing notes ``actor`` still has to issue."""
    handled = cases(actor, Action.HANDLE_COMPLAINT).order_by(None).where(*_TO_CLEAR)
    count = select(func.count()).select_from(handled.with_only_columns(Complaint.id).subquery())
    return session.scalar(count) or 0


def tally(session: Session, query: Select[Complaint], today: date) -> dict[str, int]:
    """Return how many open ones there are by state, and how many are ``overdue``."""
    rows = query.order_by(None).subquery()
    is_late = func.count().filter(rows.c.due_on < today, rows.c.state.in_(life.DUE))
    counted = select(rows.c.state, func.count(), is_late).where(rows.c.state.in_(life.OPEN))
    found = session.execute(counted.group_by(rows.c.state)).all()
    return {state: n for state, n, _ in found} | {"overdue": sum(late for _, _, late in found)}


def by_client_key(session: Session, client_key: uuid.UUID) -> Complaint | None:
    """Return what was handed in with a client key."""
    return session.scalar(select(Complaint).where(Complaint.client_key == client_key))


def by_receipt(session: Session, fingerprint: bytes) -> Complaint | None:
    """Return the complaint or praise with this receipt, for its citizen."""
    query = select(Complaint).where(Complaint.receipt == fingerprint)
    options = (
        selectinload(Complaint.stages),
        selectinload(Complaint.window),
        selectinload(Complaint.form_version),
    )
    return session.scalar(query.options(*options))


def handled_by(session: Session, path: str) -> str:
    """Return the full name of the authority at ``path``."""
    return session.scalar(select(OrgUnit.full_name).where(OrgUnit.path == path)) or ""
