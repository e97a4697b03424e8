"""Reads requests for support: the window's own, all below a unit, and what waits for its answer."""

import uuid

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from service.core.access import Action, Actor, within
from service.windows.models import ServiceWindow
from surveys.deadlines.models import Deadline

from .life import OPEN, SupportState
from .models import SupportRequest

#: the clock for the answer, where a rule pack names it
ANSWER = "support.answer"


def _rows() -> Select[SupportRequest]:
    """Return rows with their window: what waits for an answer, then what was promised, by day."""
    due = (
        select(Deadline.due_at)
        .where(
            Deadline.subject == SupportRequest.__tablename__,
            Deadline.subject_id == SupportRequest.id,
            Deadline.met_at.is_(None),
            Deadline.cancelled_at.is_(None),
        )
        .scalar_subquery()
    )
    rank = case(
        (SupportRequest.state == SupportState.ASKED, 0),
        (SupportRequest.state == SupportState.AGREED, 1),
        else_=2,
    )
    return (
        select(SupportRequest)
        .join(SupportRequest.window)
        .options(contains_eager(SupportRequest.window), selectinload(SupportRequest.stages))
        .order_by(
            *(rank, due.is_(None), due, SupportRequest.promised_on),
            *(SupportRequest.asked_at.desc(), SupportRequest.id),
        )
    )


def visible(actor: Actor) -> Select[SupportRequest]:
    """Return the requests of the windows that ``actor`` heads or that lie below him."""
    return _rows().where(within(ServiceWindow.path, actor, Action.READ_SUPPORT))


def own(actor: Actor) -> Select[SupportRequest]:
    """Return the requests of the windows that ``actor`` asks for."""
    return _rows().where(within(ServiceWindow.path, actor, Action.ASK_SUPPORT))


def answerable(actor: Actor) -> Select[SupportRequest]:
    """Return the requests that ``actor`` may answer: asked of his unit, or of one below it."""
    return _rows().where(within(SupportRequest.asked_path, actor, Action.ANSWER_SUPPORT))


def narrowed(
    query: Select[SupportRequest],
    *,
    state: str | None = None,
    kind: str | None = None,
    window_id: uuid.UUID | None = None,
) -> Select[SupportRequest]:
    """Keep one state, kind or window."""
    if state:
        query = query.where(SupportRequest.state == state)
    if kind:
        query = query.where(SupportRequest.kind == kind)
    return query.where(SupportRequest.window_id == window_id) if window_id else query


def open_ones(query: Select[SupportRequest]) -> Select[SupportRequest]:
    """Keep what somebody still has to do something about."""
    return query.where(SupportRequest.state.in_(OPEN))


def tally(session: Session, query: Select[SupportRequest]) -> dict[str, int]:
    """Return how many there are by state."""
    rows = query.order_by(None).with_only_columns(SupportRequest.state).subquery()
    return dict(session.execute(select(rows.c.state, func.count()).group_by(rows.c.state)).all())


def by_client_key(session: Session, client_key: uuid.UUID) -> SupportRequest | None:
    """Return what was asked with a client key."""
    return session.scalar(select(SupportRequest).where(SupportRequest.client_key == client_key))
