"""A plan is drawn: with the value that the public now knows, tasks are fixed and sealed at once."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.core import merkle
from service.core.access import Actor
from service.core.clock import day_of
from service.core.crypto import keys_of
from service.core.db import new_id
from service.core.problems import N_, conflict

from . import draw, operations, queries, rounds, seals, staff
from .burden import loads
from .draw import Place, Sent, Taken
from .models import Occasion, Plan, PlanState, PlanTask


def draw_plan(
    session: Session,
    *,
    actor: Actor,
    plan_id: uuid.UUID,
    version: int,
    public_value: str,
    now: datetime,
) -> Plan:
    """Draw, after the public value appeared and before the first day of the plan."""
    plan = operations.held(session, actor, plan_id, version, PlanState.APPROVED)
    today = day_of(now)
    if not plan.public_on <= today <= plan.starts_on:
        raise conflict("not_the_time", N_("公开值公布以后、检查开始以前才能抽签。"))
    ids = {window.code: window.id for window in queries.windows(session, plan)}
    plan.public_value = public_value
    taken, sent = _drawn(session, plan, ids, today)
    tasks = _tasks(plan, taken, sent, ids)
    session.add_all(tasks)
    codes = [code for code, _ in sent.pairs]
    leaves = seals.tree(keys_of(session), plan, list(zip(tasks, codes, strict=True)))
    plan.root, plan.drawn_at = merkle.root(leaves), now
    return operations.moved(session, actor, plan, PlanState.DRAWN, now)


def _drawn(
    session: Session, plan: Plan, ids: dict[str, uuid.UUID], today: date
) -> tuple[list[Taken], Sent]:
    """Draw, and keep all that it was made of, so that it can be repeated."""
    said = (plan.record or {})["places"]
    places = [Place(**each) for each in said]
    people = staff.of(session, plan, places, today)
    seeded = draw.seed(bytes.fromhex(plan.secret), plan.public_value or "")
    taken = draw.select(seeded, places, rounds.rules_of(plan))
    resting = _resting(session, plan, taken, ids, today)
    going = [each for each in taken if each.code not in resting]
    sent = draw.send(seeded, going, places, people)
    plan.record = {
        "places": said,
        "people": [asdict(person) for person in people],
        "resting": resting,
        "taken": rounds.listed(taken),
        "short": sent.short,
        "pairs": [list(pair) for pair in sent.pairs],
    }
    return taken, sent


def _resting(
    session: Session,
    plan: Plan,
    taken: Sequence[Taken],
    ids: dict[str, uuid.UUID],
    today: date,
) -> dict[str, str]:
    """Return the drawn windows that are left alone: closed meanwhile, or checked often enough."""
    found = {each.code: "closed" for each in taken if each.code not in ids}
    if plan.occasion == Occasion.COMPLAINT:
        return found
    load = loads(session, plan.starts_on, plan.ends_on, today=today)
    for each in taken:
        of_window = load.get(ids[each.code]) if each.code in ids else None
        if of_window and (why := of_window.objection(each.first, each.last, each.eyes)):
            found[each.code] = why
    return found


def _tasks(
    plan: Plan, taken: Sequence[Taken], sent: Sent, ids: dict[str, uuid.UUID]
) -> list[PlanTask]:
    between = {each.code: (each.first, each.last) for each in taken}
    return [
        PlanTask(
            id=new_id(),
            plan_id=plan.id,
            window_id=ids[code],
            inspector_id=uuid.UUID(tag),
            first_on=between[code][0],
            last_on=between[code][1],
            salt=secrets.token_bytes(operations.SALT),
        )
        for code, tag in sent.pairs
    ]
