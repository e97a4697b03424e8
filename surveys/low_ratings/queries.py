"""Reads low ratings: the window's own once it is told, all of them for those above."""

import uuid
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from service.core.access import Action, Actor, within
from service.core.audit import AuditEvent
from service.core.problems import not_found
from service.people.models import Account
from service.windows.models import OrgUnit, ServiceWindow
from surveys.deadlines.models import Deadline
from surveys.ratings.models import Rating

from .life import AT_WORK, UNFINISHED, Decision, LowRatingState
from .models import LowRating, LowRatingAppeal, LowRatingContact

REVEAL = "reveal_low_rating_contact"
#: the window that a merged one went into: its people go on with what was open
HEIR = aliased(ServiceWindow, name="heir")


def contact_place(rating_id: uuid.UUID) -> str:
    """Return where the contact left with a rating is sealed."""
    return f"low_rating_contact:sealed:{rating_id}"


def _rows() -> Select[LowRating]:
    return (
        select(LowRating)
        .join(LowRating.window)
        .join(ServiceWindow.org_unit)
        .join(LowRating.rating)
        .outerjoin(HEIR, HEIR.id == ServiceWindow.merged_into_id)
        .options(
            contains_eager(LowRating.window).contains_eager(ServiceWindow.org_unit),
            contains_eager(LowRating.rating),
            joinedload(LowRating.appeal),
            selectinload(LowRating.calls),
        )
    )


def _below(actor: Actor, action: Action) -> ColumnElement[bool]:
    return or_(within(ServiceWindow.path, actor, action), within(HEIR.path, actor, action))


def visible(actor: Actor, action: Action = Action.READ_LOW_RATINGS) -> Select[LowRating]:
    """Return the low ratings on which ``actor`` may do ``action``, what is due soonest first.

    A window sees what it was told of; who compares windows sees everything below him.
    """
    told = or_(
        LowRating.told_at.is_not(None), within(ServiceWindow.path, actor, Action.COMPARE_WINDOWS)
    )
    return _urgent_first(_rows().where(_below(actor, action), told))


def answerable(actor: Actor) -> Select[LowRating]:
    """Return what ``actor`` answers for: his own window's, once it is told."""
    mine = _below(actor, Action.ANSWER_LOW_RATING)
    return _urgent_first(_rows().where(mine, LowRating.told_at.is_not(None)))


def appealed(actor: Actor) -> Select[LowRating]:
    """Return the appeals that ``actor`` decides, the undecided first, what is due soonest on top.

    Nobody decides who filed, who heads the window, or who sits with its owner; above the root of
    the tree is nobody, so there the province decides on its own windows.
    """
    query = _rows().join(LowRatingAppeal, LowRatingAppeal.low_rating_id == LowRating.id)
    return _urgent_first(
        query.where(
            within(LowRatingAppeal.decider_path, actor, Action.DECIDE_APPEAL),
            LowRatingAppeal.filed_by != actor.id,
            ~_belongs(actor, LowRatingAppeal.decider_path == OrgUnit.path),
        )
    )


def named(actor: Actor) -> Select[LowRating]:
    """Return the low ratings whose citizens left a contact for ``actor`` to call back."""
    contact = select(LowRatingContact.rating_id).where(
        LowRatingContact.rating_id == LowRating.rating_id
    )
    place = within(ServiceWindow.path, actor, Action.CALL_BACK)
    heads = _lines(actor)
    outside = and_(
        ServiceWindow.path.not_in(heads), or_(HEIR.path.is_(None), HEIR.path.not_in(heads))
    )
    return _urgent_first(_rows().where(contact.exists(), place, outside))


def undecided(query: Select[LowRating]) -> Select[LowRating]:
    """Keep what still waits for a decision."""
    return query.where(LowRating.state == LowRatingState.APPEALED)


def _belongs(actor: Actor, is_own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell which rows are about a window or owner that ``actor`` belongs to by any role."""
    return or_(_works_there(actor), and_(OrgUnit.path.in_(_lines(actor)), ~is_own))


def _works_there(actor: Actor) -> ColumnElement[bool]:
    lines = _lines(actor)
    return or_(ServiceWindow.path.in_(lines), func.coalesce(HEIR.path, "").in_(lines))


def _lines(actor: Actor) -> set[str]:
    """Return the places of an actor's roles and all above them."""
    return {path for grant in actor.grants for path in _up(grant.path)}


def _up(path: str) -> Iterator[str]:
    parts = path.rstrip("/").split("/")
    return ("/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1))


def _urgent_first(query: Select[LowRating]) -> Select[LowRating]:
    """Order by the clock: first what waits for the window, then appeals, last what is over."""
    due = (
        select(func.min(Deadline.due_at))
        .where(
            Deadline.subject == LowRating.__tablename__,
            Deadline.subject_id == LowRating.id,
            Deadline.met_at.is_(None),
            Deadline.cancelled_at.is_(None),
        )
        .scalar_subquery()
    )
    rank = case((LowRating.state.in_(AT_WORK), 0), (LowRating.state.in_(UNFINISHED), 1), else_=2)
    return query.order_by(rank, due.is_(None), due, LowRating.opened_at.desc(), LowRating.id)


def find(
    session: Session, query: Select[LowRating], case_id: uuid.UUID, *, lock: bool = False
) -> LowRating | None:
    """Return the case with this id if ``query`` sees it; ``lock`` holds it and reads it anew."""
    query = query.where(LowRating.id == case_id)
    if lock:
        query = query.with_for_update(of=LowRating).execution_options(populate_existing=True)
    return session.scalars(query).unique().one_or_none()


def one(
    session: Session, query: Select[LowRating], case_id: uuid.UUID, *, lock: bool = False
) -> LowRating:
    """Do as :func:`find` does, but raise 404 when it is not there."""
    found = find(session, query, case_id, lock=lock)
    if found is None:
        raise not_found()
    return found


def tally(session: Session, query: Select[LowRating]) -> dict[str, int]:
    """Return how many there are by state."""
    rows = query.order_by(None).with_only_columns(LowRating.state).subquery()
    return dict(session.execute(select(rows.c.state, func.count()).group_by(rows.c.state)).all())


def narrowed(query: Select[LowRating], state: str | None) -> Select[LowRating]:
    """Keep one state."""
    return query.where(LowRating.state == state) if state else query


def appeals_between(
    session: Session, window_id: uuid.UUID, first: date, last: date
) -> tuple[int, int]:
    """Return how many ratings of these days a window appealed against, and how many were upheld."""
    query = (
        select(func.count(), func.count().filter(LowRatingAppeal.decision == Decision.UPHELD))
        .select_from(LowRatingAppeal)
        .join(LowRating, LowRating.id == LowRatingAppeal.low_rating_id)
        .join(Rating, Rating.id == LowRating.rating_id)
        .where(LowRating.window_id == window_id, Rating.day.between(first, last))
    )
    filed, upheld = session.execute(query).one()
    return filed, upheld


def crowd(session: Session, window_id: uuid.UUID, day: date) -> int:
    """Return how many ratings a window had on a day, whatever became of them."""
    query = select(func.count()).select_from(Rating)
    return session.scalar(query.where(Rating.window_id == window_id, Rating.day == day)) or 0


def names(session: Session, ids: set[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the names of accounts."""
    query = select(Account.id, Account.display_name).where(Account.id.in_(ids - {None}))
    return dict(session.execute(query).all())


def reveals(session: Session, case_id: uuid.UUID) -> list[tuple[AuditEvent, str]]:
    """Return who opened the contact, when and why, newest first."""
    query = (
        select(AuditEvent, Account.display_name)
        .join(Account, Account.id == AuditEvent.actor_id)
        .where(
            AuditEvent.action == REVEAL,
            AuditEvent.subject_type == LowRating.__tablename__,
            AuditEvent.subject_id == str(case_id),
        )
        .order_by(AuditEvent.id.desc())
    )
    return [(event, name) for event, name in session.execute(query)]


def acts(session: Session, case_id: uuid.UUID) -> list[tuple[AuditEvent, str | None]]:
    """Return what happened to a case and who did it, oldest first."""
    query = (
        select(AuditEvent, Account.display_name)
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .where(
            AuditEvent.subject_type == LowRating.__tablename__,
            AuditEvent.subject_id == str(case_id),
        )
        .order_by(AuditEvent.id)
    )
    return [(event, name) for event, name in session.execute(query)]
