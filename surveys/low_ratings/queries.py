"""Reads low ratings: the window's own once it is told, all of them for those above."""

import uuid
from datetime import date

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from service.core.access import Action, Actor, within
from service.windows.models import OrgUnit, ServiceWindow
from surveys.deadlines.models import Deadline
from surveys.matters import HEIR, IS_HEIR, below, concerns, works_there
from surveys.ratings.models import Rating

from .life import AT_WORK, UNFINISHED, Decision, LowRatingState
from .models import LowRating, LowRatingAppeal, LowRatingContact

REVEAL = "reveal_low_rating_contact"


def contact_place(rating_id: uuid.UUID) -> str:
    """Return where the contact left with a rating is sealed."""
    return f"low_rating_contact:sealed:{rating_id}"


def _rows() -> Select[LowRating]:
    return (
        select(LowRating)
        .join(LowRating.window)
        .join(ServiceWindow.org_unit)
        .join(LowRating.rating)
        .outerjoin(HEIR, IS_HEIR)
        .options(
            contains_eager(LowRating.window).contains_eager(ServiceWindow.org_unit),
            contains_eager(LowRating.rating),
            joinedload(LowRating.appeal),
            selectinload(LowRating.calls),
        )
    )


def visible(actor: Actor, action: Action = Action.READ_LOW_RATINGS) -> Select[LowRating]:
    """Return the low ratings on which ``actor`` may do ``action``, what is due soonest first.

    A window sees what it was told of; who compares windows sees everything below him.
    """
    told = or_(
        LowRating.told_at.is_not(None), within(ServiceWindow.path, actor, Action.COMPARE_WINDOWS)
    )
    return _urgent_first(_rows().where(below(actor, action), told))


def answerable(actor: Actor) -> Select[LowRating]:
    """Return what ``actor`` answers for: his own window's once it is told, and what has gone up to
    his unit.
    """
    places = actor.paths(Action.ANSWER_LOW_RATING)
    mine = or_(ServiceWindow.path.in_(places), HEIR.path.in_(places))
    told = and_(mine, LowRating.told_at.is_not(None), LowRating.raised_to.is_(None))
    raised = within(LowRating.raised_to, actor, Action.ANSWER_LOW_RATING)
    return _urgent_first(_rows().where(or_(told, raised)))


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
            ~concerns(actor, LowRatingAppeal.decider_path == OrgUnit.path),
        )
    )


def named(actor: Actor) -> Select[LowRating]:
    """Return the low ratings whose citizens left a contact for ``actor`` to call back."""
    contact = select(LowRatingContact.rating_id).where(
        LowRatingContact.rating_id == LowRating.rating_id
    )
    place = within(ServiceWindow.path, actor, Action.CALL_BACK)
    return _urgent_first(_rows().where(contact.exists(), place, ~works_there(actor)))


def undecided(query: Select[LowRating]) -> Select[LowRating]:
    """Keep what still waits for a decision."""
    return query.where(LowRating.state == LowRatingState.APPEALED)


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
