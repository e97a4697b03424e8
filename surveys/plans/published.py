"""What everybody may read of plans: a seal for each day that is over, proofs, finished draws."""

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import N_, invalid, not_found
from surveys.visits import queries as visits
from surveys.visits.models import VisitState

from . import queries, rounds, seals
from .models import Plan, PlanState

SHOWN = 31
READ = (Action.LOG_VISIT, Action.READ_VISITS, Action.READ_DISCLOSED_VISITS)


def last_days(session: Session, today: date) -> list[dict[str, Any]]:
    """Return the seals of the last days that are over, the newest first."""
    days = [today - timedelta(days=n) for n in range(1, SHOWN + 1)]
    return [{"day": day, "seal": seals.seal(session, day).hex()} for day in days]


def of_day(session: Session, text: str, today: date) -> dict[str, Any]:
    """Return the seal of a day; raises 404 for what is no day, or not over."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise not_found() from None
    if day >= today:
        raise not_found()
    return {"day": day, "seal": seals.seal(session, day).hex()}


def checked(session: Session, proof: dict[str, Any], today: date) -> dict[str, Any]:
    """Tell whether a proof leads to the seal that its day has here, and what it says."""
    try:
        reached, says = seals.reached(proof["leaf"], proof["steps"]), seals.named(proof["leaf"])
    except ValueError:
        raise invalid({"leaf": [N_("这不是一份检查计划的证明。")]}) from None
    is_over = proof["day"] < today
    return {"holds": is_over and seals.seal(session, proof["day"]).hex() == reached, "says": says}


def draw_of(session: Session, plan_id: uuid.UUID) -> dict[str, Any]:
    """Return the draw of a closed plan; raises 404 for every other one."""
    plan = session.get(Plan, plan_id)
    if plan is None or plan.state != PlanState.CLOSED:
        raise not_found()
    return rounds.public(plan)


def finished(session: Session) -> list[Plan]:
    """Return the closed plans, the latest first."""
    query = select(Plan).where(Plan.state == PlanState.CLOSED)
    return list(session.scalars(query.order_by(Plan.ended_at.desc(), Plan.id)))


def proof_of(session: Session, actor: Actor, visit_id: uuid.UUID) -> dict[str, Any] | None:
    """Return what proves that a disclosed visit was planned; nothing if it was not.

    Raises 404 for a visit that ``actor`` may not read, or that is not disclosed yet.
    """
    visit = visits.get_visible(session, actor, visit_id)
    if visit.state != VisitState.DISCLOSED:
        raise not_found()
    task = queries.task_of(session, visit)
    return seals.proof(session, task.plan, task) if task else None
