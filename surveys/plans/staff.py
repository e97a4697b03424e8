"""Whom a plan may send where: the input of the draw, made of roles, ties and earlier visits."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Action
from service.people import queries as people
from service.windows.models import ServiceWindow
from surveys.recusal import queries as recusal
from surveys.recusal.rules import Bonds
from surveys.visits.models import Visit

from .draw import Person, Place
from .models import Plan, PlanTask, TaskState

LOCKOUT = "lockout"


def of(session: Session, plan: Plan, places: Sequence[Place], today: date) -> list[Person]:
    """Return the people of a plan who are still inspectors, with what keeps each from where."""
    ids = [uuid.UUID(each) for each in plan.inspectors]
    bonds, recent = recusal.bonds(session, ids), _recent(session, plan, today)
    found = []
    for account_id in ids:
        actor = people.actor(session, account_id)
        if actor and (areas := actor.paths(Action.LOG_VISIT)):
            barred = _barred(bonds[account_id], plan, places)
            barred |= dict.fromkeys(recent[account_id] - barred.keys(), LOCKOUT)
            homes = sorted(bonds[account_id].homes)
            found.append(Person(str(account_id), list(areas), homes, barred))
    return found


def _barred(bonds: Bonds, plan: Plan, places: Sequence[Place]) -> dict[str, str]:
    if bonds == Bonds():
        return {}
    rules = ((p.code, bonds.against(p.path, plan.starts_on, plan.ends_on)) for p in places)
    return {code: rule.value for code, rule in rules if rule}


def _recent(session: Session, plan: Plan, today: date) -> dict[uuid.UUID, set[str]]:
    """Return by person the windows visited lately, or still to be visited for another plan."""
    since = plan.starts_on - timedelta(days=plan.lockout_days)
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    seen = select(Visit.inspector_id, ServiceWindow.code).join(Visit.window)
    todo = select(PlanTask.inspector_id, ServiceWindow.code).join(PlanTask.window)
    live = PlanTask.state == TaskState.OPEN, PlanTask.last_on >= today
    for query in (seen.where(Visit.observed_on > since), todo.where(*live)):
        for account_id, code in session.execute(query):
            found[account_id].add(code)
    return found
