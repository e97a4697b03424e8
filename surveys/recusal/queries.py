"""Reads what keeps people from windows."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from service.core.access import Action, Actor, Role, within
from service.core.problems import N_, invalid, not_found
from service.people.models import Grant
from service.windows.models import OrgUnit, ServiceWindow

from .models import Appointment, Declaration
from .rules import Bonds, Declared, Term, Tie


def own(session: Session, actor: Actor) -> list[Declaration]:
    """Return what ``actor`` has declared and not ended, oldest first."""
    query = _living_ties().where(Declaration.account_id == actor.id)
    return list(session.scalars(query.order_by(Declaration.made_at, Declaration.id)))


def own_one(session: Session, actor: Actor, declaration_id: uuid.UUID) -> Declaration:
    """Return one declaration of ``actor``, ended or not; raises 404."""
    found = session.get(Declaration, declaration_id)
    if found is None or found.account_id != actor.id:
        raise not_found()
    return found


def appointments(actor: Actor) -> Select[Appointment]:
    """Return the appointments below places where ``actor`` plans visits, last to end first."""
    return (
        select(Appointment)
        .where(within(Appointment.area, actor, Action.READ_PLANS))
        .options(joinedload(Appointment.account))
        .order_by(Appointment.until.desc(), Appointment.id)
    )


def place(session: Session, code: str) -> OrgUnit | ServiceWindow:
    """Return the unit or window of a code; raises 422."""
    unit = session.scalar(select(OrgUnit).where(OrgUnit.code == code))
    found = unit or session.scalar(select(ServiceWindow).where(ServiceWindow.code == code))
    if found is None:
        raise invalid({"code": [N_("没有找到这个机构代码或窗口编码。")]})
    return found


def bonds(session: Session, account_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Bonds]:
    """Return all that may keep people from windows."""
    offices, ties, terms = defaultdict(list), defaultdict(list), defaultdict(list)
    for account_id, path in session.execute(_offices().where(Grant.account_id.in_(account_ids))):
        offices[account_id].append(path)
    for each in session.scalars(_living_ties().where(Declaration.account_id.in_(account_ids))):
        ties[each.account_id].append(declared(each))
    letters = select(Appointment).where(Appointment.account_id.in_(account_ids))
    for letter in session.scalars(letters):
        terms[letter.account_id].append(Term(letter.area, letter.since, letter.until))
    return {who: Bonds(offices[who], ties[who], terms[who]) for who in account_ids}


def declared(declaration: Declaration) -> Declared:
    """Return a declaration as the rules read it."""
    tie = declaration.tie
    until = date.fromisoformat(tie["until"]) if tie.get("until") else None
    return Declared(Tie(tie["kind"]), tie["path"], until)


def _offices() -> Any:
    return (
        select(Grant.account_id, func.coalesce(OrgUnit.path, ServiceWindow.path))
        .outerjoin(OrgUnit, OrgUnit.id == Grant.org_unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == Grant.window_id)
        .where(Grant.role != Role.INSPECTOR)
    )


def _living_ties() -> Select[Declaration]:
    return select(Declaration).where(Declaration.ended_at.is_(None))
