"""Who may be named to put something right."""

import uuid

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from service.core.access import ACCESS, Action, Actor
from service.people.models import Account, Grant
from service.windows.models import OrgUnit, ServiceWindow
from surveys.matters import upward


def able(session: Session, actor: Actor, window: ServiceWindow) -> list[Account]:
    """Return who may be named as owner: who puts right there, at or below the actor's places."""
    places = set(upward(window.path))
    path = func.coalesce(OrgUnit.path, ServiceWindow.path)
    below = or_(
        false(),
        *(
            path.startswith(place, autoescape=True)
            for place in actor.paths(Action.OPEN_RECTIFICATION)
        ),
    )
    query = (
        select(Account)
        .join(Grant, Grant.account_id == Account.id)
        .outerjoin(OrgUnit, OrgUnit.id == Grant.org_unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == Grant.window_id)
        .where(
            Grant.role.in_(ACCESS[Action.RECTIFY]),
            Account.disabled_at.is_(None),
            path.in_(places),
            below,
        )
        .order_by(Account.display_name, Account.id)
        .distinct()
    )
    return list(session.scalars(query))


def is_able(session: Session, actor: Actor, window: ServiceWindow, owner_id: uuid.UUID) -> bool:
    """Tell whether an account is among those that may be named."""
    return any(account.id == owner_id for account in able(session, actor, window))
