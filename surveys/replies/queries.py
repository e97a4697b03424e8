"""Reads reply templates: one's own, those of the places above, those that a window may use."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.windows.models import OrgUnit, ServiceWindow

from .models import ReplyTemplate, ReplyUse


def _at(paths: Iterable[str]) -> Select[ReplyTemplate]:
    """Return what is kept at places, the nearest place first."""
    return (
        select(ReplyTemplate)
        .where(ReplyTemplate.path.in_(sorted(paths)), ReplyTemplate.retired_at.is_(None))
        .order_by(func.length(ReplyTemplate.path).desc(), ReplyTemplate.use, ReplyTemplate.title)
    )


def _upward(path: str) -> set[str]:
    parts = path.rstrip("/").split("/")
    return {"/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1)}


def visible(actor: Actor) -> Select[ReplyTemplate]:
    """Return what is kept at the actor's places and above them."""
    places = actor.paths(Action.EDIT_REPLIES)
    return _at({path for place in places for path in _upward(place)})


def editable(actor: Actor) -> Select[ReplyTemplate]:
    """Return what is kept at the actor's own places: only there may he change it."""
    return _at(actor.paths(Action.EDIT_REPLIES))


def usable(window_path: str, use: ReplyUse) -> Select[ReplyTemplate]:
    """Return what a window may answer with, its own first, then that of the places above."""
    return _at(_upward(window_path)).where(ReplyTemplate.use == use)


def namesake(session: Session, path: str, use: ReplyUse, title: str) -> ReplyTemplate | None:
    """Return what is kept at a place under the same title."""
    return session.scalar(_at([path]).where(ReplyTemplate.use == use, ReplyTemplate.title == title))


def places(session: Session, paths: Collection[str]) -> dict[str, str]:
    """Return the names of units and windows by path, in the order of the tree."""
    units = select(OrgUnit.path, OrgUnit.full_name).where(OrgUnit.path.in_(paths))
    windows = select(ServiceWindow.path, ServiceWindow.full_name).where(
        ServiceWindow.path.in_(paths)
    )
    return dict(sorted((path, name) for path, name in session.execute(units.union_all(windows))))
