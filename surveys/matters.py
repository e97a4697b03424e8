"""Reads matters: complaints, low ratings and rectifications are found in the same way.

What an actor may see is the room's own query; this asks it for one row, knows whose window a matter
concerns, and who has done what about it.
"""

import uuid
from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.core.access import Action, Actor, within
from service.core.audit import AuditEvent
from service.core.db import Base
from service.core.problems import not_found
from service.people.models import Account
from service.windows.models import OrgUnit, ServiceWindow

M = TypeVar("M", bound=Base)
#: the window that a merged one went into: its people go on with what was open
HEIR = aliased(ServiceWindow, name="heir")
IS_HEIR = HEIR.id == ServiceWindow.merged_into_id


def below(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Tell which rows are about a window where ``actor`` may do ``action``, or one it took over.

    The query joins :class:`ServiceWindow` and, outer, :data:`HEIR`.
    """
    return or_(within(ServiceWindow.path, actor, action), within(HEIR.path, actor, action))


def lines(actor: Actor) -> set[str]:
    """Return the places of an actor's roles and all above them: the units he belongs to."""
    return {path for grant in actor.grants for path in upward(grant.path)}


def works_there(actor: Actor) -> ColumnElement[bool]:
    """Tell which rows are about a window that ``actor`` belongs to by any of his roles."""
    mine = lines(actor)
    return or_(ServiceWindow.path.in_(mine), func.coalesce(HEIR.path, "").in_(mine))


def concerns(actor: Actor, is_own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell which rows are about a unit or window that ``actor`` belongs to by any of his roles.

    Whoever sits in the unit concerned does not decide, even when another role would let him.
    ``is_own``: above the root of the tree is nobody, so there the province decides on its own.
    """
    return or_(works_there(actor), and_(OrgUnit.path.in_(lines(actor)), ~is_own))


def upward(path: str) -> Iterator[str]:
    """Yield a place and all above it, the root first."""
    parts = path.rstrip("/").split("/")
    return ("/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1))


def find(
    session: Session, seen: Select[M], matter_id: uuid.UUID, *, lock: bool = False
) -> M | None:
    """Return the matter with this id, if it is among what ``seen`` sees.

    ``lock`` holds the row until the transaction ends and reads it as it is now.
    """
    model = seen.column_descriptions[0]["entity"]
    query = seen.where(model.id == matter_id)
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    return session.scalars(query).unique().one_or_none()


def one(session: Session, seen: Select[M], matter_id: uuid.UUID, *, lock: bool = False) -> M:
    """Do as :func:`find` does, but raise 404 when it is not there."""
    found = find(session, seen, matter_id, lock=lock)
    if found is None:
        raise not_found()
    return found


def history(
    session: Session, subject: str, matter_id: uuid.UUID, action: str | None = None
) -> list[tuple[AuditEvent, str | None]]:
    """Return what was done about a matter and by whom, oldest first: all of it, or one act."""
    query = (
        select(AuditEvent, Account.display_name)
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_type == subject, AuditEvent.subject_id == str(matter_id))
        .order_by(AuditEvent.id)
    )
    if action:
        query = query.where(AuditEvent.action == action)
    return [(event, name) for event, name in session.execute(query)]
