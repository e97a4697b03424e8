"""Reads plans and tasks. Who does not plan, and is not sent, finds nothing."""

import uuid
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from service.core.access import Action, Actor, Role, within
from service.core.problems import not_found
from service.people.models import Account, Grant
from service.windows import queries as registered
from service.windows.models import OrgUnit, ServiceWindow, WindowState
from surveys import matters
from surveys.visits.models import Visit

from .burden import CARRIES_OUT
from .draw import Place
from .models import Occasion, Plan, PlanState, PlanTask, TaskState

#: plans of one place that come so close together are better made one
CLOSE = timedelta(days=14)
LIVE = (PlanState.DRAFT, PlanState.APPROVED, PlanState.DRAWN)


def visible(actor: Actor, action: Action = Action.READ_PLANS) -> Select[Plan]:
    """Return the plans that ``actor`` may do ``action`` on, the latest period first."""
    mine = within(Plan.scope, actor, action)
    return select(Plan).where(mine).order_by(Plan.starts_on.desc(), Plan.id)


def by_client_key(session: Session, key: uuid.UUID) -> Plan | None:
    """Return the plan that was sent under a key."""
    return session.scalar(select(Plan).where(Plan.client_key == key))


def tasks(plan_id: uuid.UUID) -> Select[PlanTask]:
    """Return a plan's tasks with their windows, by window and then by nothing that tells."""
    return (
        select(PlanTask)
        .join(PlanTask.window)
        .where(PlanTask.plan_id == plan_id)
        .options(contains_eager(PlanTask.window), joinedload(PlanTask.inspector))
        .order_by(ServiceWindow.path, PlanTask.id)
    )


def kept_tasks(actor: Actor) -> Select[PlanTask]:
    """Return the tasks of plans that ``actor`` keeps."""
    kept = within(Plan.scope, actor, Action.PLAN_VISITS)
    return select(PlanTask).join(PlanTask.plan).where(kept)


def declinable(actor: Actor) -> Select[PlanTask]:
    """Return the tasks of ``actor`` himself."""
    return select(PlanTask).where(PlanTask.inspector_id == actor.id)


def own_tasks(actor: Actor, today: date) -> Select[PlanTask]:
    """Return what ``actor`` has to do or had to within the last month, what ends soonest first.

    Nothing here tells that somebody else has the same window.
    """
    query = (
        select(PlanTask)
        .join(PlanTask.window)
        .where(PlanTask.inspector_id == actor.id, PlanTask.last_on >= today - timedelta(days=30))
        .options(contains_eager(PlanTask.window))
        .order_by(PlanTask.last_on, PlanTask.first_on, PlanTask.id)
    )
    return query if actor.may(Action.LOG_VISIT) else query.where(PlanTask.id.is_(None))


def carried_out(session: Session, found: Select[PlanTask]) -> dict[uuid.UUID, Visit]:
    """Return the visit that carried out each task: the first one of its inspector in its band."""
    ids = found.with_only_columns(PlanTask.id).order_by(None)
    pairs = session.execute(
        select(PlanTask.id, Visit)
        .join(Visit, CARRIES_OUT)
        .where(PlanTask.id.in_(ids))
        .order_by(Visit.observed_on.desc(), Visit.received_at.desc(), Visit.id)
    )
    return {task_id: visit for task_id, visit in pairs}  # noqa: C416 -- rows, not pairs


def task_of(session: Session, visit: Visit) -> PlanTask | None:
    """Return the drawn task that a visit carried out, if any."""
    query = (
        select(PlanTask)
        .join(PlanTask.plan)
        .where(
            PlanTask.window_id == visit.window_id,
            PlanTask.inspector_id == visit.inspector_id,
            PlanTask.first_on <= visit.observed_on,
            PlanTask.last_on >= visit.observed_on,
            PlanTask.state != TaskState.WITHDRAWN,
        )
        .options(contains_eager(PlanTask.plan), joinedload(PlanTask.window))
        .order_by(Plan.drawn_at, PlanTask.id)
    )
    return session.scalars(query).first()


def windows(session: Session, plan: Plan) -> list[ServiceWindow]:
    """Return the windows at work that a plan is drawn from, by code."""
    query = select(ServiceWindow).where(
        ServiceWindow.path.startswith(plan.scope, autoescape=True),
        ServiceWindow.state == WindowState.ACTIVE,
    )
    if plan.kinds:
        query = query.where(ServiceWindow.kind.in_(plan.kinds))
    if plan.levels:
        query = query.where(ServiceWindow.level.in_(plan.levels))
    return list(session.scalars(query.order_by(ServiceWindow.code)))


def place(window: ServiceWindow) -> Place:
    """Return a window as the draw knows it. Its city is the second unit of its path."""
    unit = window.path.removesuffix(f"{window.code}/")
    city = [*window.path.split("/"), ""][1]
    return Place(
        window.code,
        window.path,
        unit,
        city if city != window.code else "",
        str(window.kind),
        str(window.level),
    )


def inspectors(actor: Actor) -> Select[Account]:
    """Return the inspectors whom ``actor`` may send, by name."""
    places = or_(
        within(OrgUnit.path, actor, Action.PLAN_VISITS),
        within(ServiceWindow.path, actor, Action.PLAN_VISITS),
    )
    known = (
        select(Grant.account_id)
        .outerjoin(OrgUnit, OrgUnit.id == Grant.org_unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == Grant.window_id)
        .where(Grant.role == Role.INSPECTOR, places)
    )
    chosen = Account.id.in_(known), Account.disabled_at.is_(None)
    return select(Account).where(*chosen).order_by(Account.username)


def similar(session: Session, actor: Actor, plan: Plan) -> list[Plan]:
    """Return other plans that overlap in place and come within 14 days: better made one."""
    nested = or_(
        Plan.scope.startswith(plan.scope, autoescape=True),
        *(Plan.scope == path for path in matters.upward(plan.scope)),
    )
    near = Plan.starts_on <= plan.ends_on + CLOSE, Plan.ends_on >= plan.starts_on - CLOSE
    same = Plan.id != plan.id, Plan.occasion == Occasion.ROUTINE, Plan.state.in_(LIVE)
    if plan.occasion != Occasion.ROUTINE or plan.state not in LIVE:
        return []
    return list(session.scalars(visible(actor).where(nested, *near, *same)))


def scope(session: Session, actor: Actor, code: str) -> OrgUnit | ServiceWindow:
    """Return the unit or window below which ``actor`` plans; raises 404."""
    action = Action.PLAN_VISITS
    unit = registered.visible_unit_by_code(session, actor, code, action)
    hall = registered.visible(actor, action).where(ServiceWindow.code == code)
    found = unit or session.scalar(hall)
    if found is None:
        raise not_found()
    return found
