"""What happens to a plan: drafted, approved by a second person, drawn, closed or cancelled."""

import secrets
import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.clock import day_of
from service.core.problems import N_, Problem, conflict, invalid, key_reused
from service.windows.models import ServiceWindow
from surveys import matters

from . import pairs, progress, queries, rounds
from .models import Occasion, Plan, PlanState, PlanTask, TaskState

SALT = 32


def draft_plan(
    session: Session,
    *,
    actor: Actor,
    client_key: uuid.UUID,
    scope: str,
    now: datetime,
    **given: Any,
) -> Plan:
    """Write a plan down; the same again is the one already there. Nothing is drawn yet.

    ``given`` is what :class:`surveys.plans.schemas.PlanDraftSchema` holds. Raises 404 for a place
    where ``actor`` does not plan, 422 for people who are no inspectors there, 409 ``key_reused``.
    """
    place = queries.scope(session, actor, scope)
    if given["occasion"] == Occasion.COMPLAINT and not isinstance(place, ServiceWindow):
        raise invalid({"scope": [N_("投诉核查只查投诉涉及的那个窗口，请填窗口编码。")]})
    given["scope"] = place.path
    known_staff = {str(each.id) for each in session.scalars(queries.inspectors(actor))}
    given["inspectors"] = sorted({str(each) for each in given["inspectors"]})
    if not known_staff.issuperset(given["inspectors"]):
        raise invalid({"inspectors": [N_("请从给出的选项中选择。")]})
    if known := queries.by_client_key(session, client_key):
        if any(getattr(known, name) != value for name, value in given.items()):
            raise key_reused()
        return known
    made = Plan(
        client_key=client_key,
        **given,
        secret=secrets.token_hex(SALT),
        drafted_by=actor.id,
        drafted_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, actor, "draft_plan", made, now)
    return made


def approve_plan(
    session: Session, *, actor: Actor, plan_id: uuid.UUID, version: int, now: datetime
) -> Plan:
    """Approve, as somebody else than the drafter; from now on the draw's secret is committed to.

    The windows stand as they are now. Raises 403 ``own_plan``, 409 or 422.
    """
    plan = held(session, actor, plan_id, version, PlanState.DRAFT)
    if plan.drafted_by == actor.id:
        raise Problem(403, "own_plan", N_("自己起草的计划，由另一个人批准。"))
    if plan.public_on <= day_of(now):
        raise conflict("value_known", N_("公开值公布的日期已经到了，不能再用来抽签。"))
    places = [queries.place(window) for window in queries.windows(session, plan)]
    if not places:
        raise conflict("no_windows", N_("这个范围内没有符合条件的窗口。"))
    plan.record = {"places": [asdict(place) for place in places]}
    secret, rules = bytes.fromhex(plan.secret), rounds.rules_of(plan)
    said = rounds.commitment(secret, rules, places, plan.public_source, plan.public_on)
    plan.commitment, plan.approved_by, plan.approved_at = bytes.fromhex(said), actor.id, now
    return moved(session, actor, plan, PlanState.APPROVED, now)


def merge_plan(
    session: Session,
    *,
    actor: Actor,
    plan_id: uuid.UUID,
    version: int,
    into_id: uuid.UUID,
    now: datetime,
) -> Plan:
    """Put a draft into another one: both people, kinds, levels and periods; this one ends."""
    plan = held(session, actor, plan_id, version, PlanState.DRAFT)
    into = matters.one(session, queries.visible(actor, Action.PLAN_VISITS), into_id, lock=True)
    if into not in queries.similar(session, actor, plan) or into.state != PlanState.DRAFT:
        raise conflict("not_alike", N_("这两个计划不能合并，请刷新后再看。"))
    if plan.scope not in matters.upward(into.scope) and into.scope not in matters.upward(
        plan.scope
    ):
        raise conflict("not_alike", N_("这两个计划不能合并，请刷新后再看。"))
    into.scope = min(plan.scope, into.scope, key=len)
    for name in ("kinds", "levels"):
        both = getattr(plan, name) and getattr(into, name)
        together = sorted({*getattr(plan, name), *getattr(into, name)})
        setattr(into, name, together if both else [])
    into.inspectors = sorted({*plan.inspectors, *into.inspectors})
    into.starts_on, into.ends_on = (
        min(plan.starts_on, into.starts_on),
        max(plan.ends_on, into.ends_on),
    )
    moved(session, actor, plan, PlanState.CANCELLED, now, into=str(into.id))
    return moved(session, actor, into, PlanState.DRAFT, now, merged=str(plan.id))


def cancel_plan(
    session: Session, *, actor: Actor, plan_id: uuid.UUID, version: int, reason: str, now: datetime
) -> Plan:
    """Give a plan up with a reason; its open tasks are withdrawn. The commitments stay public."""
    plan = held(session, actor, plan_id, version, *queries.LIVE)
    todo = PlanTask.plan_id == plan.id, PlanTask.state == TaskState.OPEN
    for task in session.scalars(select(PlanTask).where(*todo)):
        task.state, task.ended_at, task.version = TaskState.WITHDRAWN, now, task.version + 1
    plan.ended_at = now
    return moved(session, actor, plan, PlanState.CANCELLED, now, reason=reason)


def close_plan(
    session: Session, *, actor: Actor, plan_id: uuid.UUID, version: int, now: datetime
) -> Plan:
    """End a plan when nothing of it is secret any more: then its draw is open to everybody.

    Agreement between the pairs is counted anew. Raises 409 while a task is open or a visit is not
    disclosed.
    """
    plan = held(session, actor, plan_id, version, PlanState.DRAWN)
    lines = progress.lines(session, queries.tasks(plan.id), day_of(now))
    if any(line.is_secret for line in lines) or day_of(now) <= plan.ends_on:
        raise conflict("still_secret", N_("还有任务没有完成，或检查没有公布，不能结束。"))
    plan.ended_at = now
    moved(session, actor, plan, PlanState.CLOSED, now)
    pairs.judge(session, now)
    return plan


def held(
    session: Session, actor: Actor, plan_id: uuid.UUID, version: int, *states: PlanState
) -> Plan:
    mine = queries.visible(actor, Action.PLAN_VISITS)
    plan = matters.one(session, mine, plan_id, lock=True)
    if plan.version != version or plan.state not in states:
        sentence = N_("在您打开页面之后，这件事已有新的进展。请看最新的情况，再决定是否提交。")
        now_at = {"state": plan.state, "version": plan.version}
        raise Problem(409, "changed_meanwhile", sentence, fields=now_at)
    return plan


def moved(
    session: Session, actor: Actor, plan: Plan, state: PlanState, now: datetime, **more: str
) -> Plan:
    plan.state = state
    plan.version += 1
    reason = more.pop("reason", None)
    _record(session, actor, "move_plan", plan, now, reason=reason, details={"state": state, **more})
    return plan


def _record(
    session: Session, actor: Actor, action: str, plan: Plan, now: datetime, **more: Any
) -> None:
    audit.record(
        session, actor_id=actor.id, action=action, subject=Plan, subject_id=plan.id, now=now, **more
    )
    session.flush()
