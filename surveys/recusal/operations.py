"""Ties are declared and ended, supervisors appointed, visits refused."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.clock import day_of
from service.core.problems import N_, Problem, invalid, not_found
from service.people import queries as people
from service.windows import queries as windows
from service.windows.models import ServiceWindow

from . import queries
from .labels import REFUSALS
from .models import Appointment, Declaration
from .rules import Tie


def declare_tie(
    session: Session,
    *,
    actor: Actor,
    kind: Tie,
    code: str,
    until: date | None = None,
    now: datetime,
) -> Declaration:
    """Keep a tie of ``actor`` to a unit or window; the same again is the one already kept."""
    place = queries.place(session, code)
    if (kind is Tie.PAST) != (until is not None):
        raise invalid({"until": [N_("原单位要写离开的日期，其他的不写。")]})
    tie = {"kind": kind.value, "code": place.code, "path": place.path}
    tie |= {"until": until.isoformat()} if until else {}
    for known in queries.own(session, actor):
        if known.tie == tie:
            return known
    made = Declaration(account_id=actor.id, tie=tie, made_at=now)
    session.add(made)
    session.flush()
    _record(session, actor, "declare_tie", made, now)
    return made


def end_tie(
    session: Session, *, actor: Actor, declaration_id: uuid.UUID, now: datetime
) -> Declaration:
    """End a tie that no longer is; it stays on record. Again changes nothing."""
    tie = queries.own_one(session, actor, declaration_id)
    if tie.ended_at is None:
        tie.ended_at = now
        _record(session, actor, "end_tie", tie, now)
    return tie


def appoint(
    session: Session,
    *,
    actor: Actor,
    username: str,
    letter: str,
    area: str,
    since: date,
    until: date,
    now: datetime,
) -> Appointment:
    """Appoint an account as invited supervisor: from now on it goes only within term and area."""
    account = people.by_username(session, username)
    found = people.actor(session, account.id) if account else None
    if found is None or not found.may(Action.LOG_VISIT):
        raise invalid({"username": [N_("没有这个检查员账号。")]})
    unit = windows.visible_unit_by_code(session, actor, area, Action.PLAN_VISITS)
    if unit is None:
        raise invalid({"area": [N_("没有找到这个机构代码或窗口编码。")]})
    if until < since:
        raise invalid({"until": [N_("结束日期不能早于开始日期。")]})
    made = Appointment(
        account_id=found.id, letter=letter, area=unit.path, since=since, until=until, made_at=now
    )
    session.add(made)
    session.flush()
    session.refresh(made, ["account"])
    _record(session, actor, "appoint_supervisor", made, now)
    return made


def end_appointment(
    session: Session, *, actor: Actor, appointment_id: uuid.UUID, now: datetime
) -> Appointment:
    """End an appointment at once: yesterday was the last day. Again changes nothing."""
    made = session.get(Appointment, appointment_id)
    if made is None or not actor.may(Action.PLAN_VISITS, made.area):
        raise not_found()
    yesterday = day_of(now) - timedelta(days=1)
    if yesterday < made.until:
        made.until = yesterday
        session.flush()
        _record(session, actor, "end_appointment", made, now)
    return made


def refuse_conflict(session: Session, actor: Actor, window: ServiceWindow, day: date) -> None:
    """Refuse (403 ``conflict_of_interest``) whoever may not check a window, and say by which rule.

    Nobody inspects his own house: where he holds another role, works or worked, or has kin.
    """
    bonds = queries.bonds(session, [actor.id])[actor.id]
    if rule := bonds.against(window.path, day, day):
        raise Problem(403, "conflict_of_interest", REFUSALS[rule])


def _record(session: Session, actor: Actor, action: str, subject: object, now: datetime) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=type(subject),
        subject_id=getattr(subject, "id", ""),
        now=now,
    )
