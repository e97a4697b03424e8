"""What pages and the API of plans do alike: one plan with its coverage, the look recorded."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.access import Action, Actor, within
from service.web.unit import SAFE_METHODS, database
from service.windows.models import ServiceWindow
from surveys.rollups.agreement import Agreement

from . import burden, leaks, pairs, progress, queries
from .models import Plan
from .progress import Line, Outcome


def looked(actor: Actor, plan: Plan | None = None) -> None:
    """Record that somebody looked at a plan or at the list, in a transaction of its own.

    Whoever is shown the page again because a form was refused has looked before.
    """
    if request.method not in SAFE_METHODS:
        return
    with database().transaction(by_worker=True) as writing:
        audit.record(
            writing,
            actor_id=actor.id,
            action="view_plan",
            subject=Plan,
            subject_id=plan.id if plan else "all",
            now=clock.now(),
        )


def lines(session: Session, plan: Plan) -> list[Line]:
    """Return a plan's tasks with what they came to."""
    return progress.lines(session, queries.tasks(plan.id), clock.today())


def counts(found: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the coverage by city, all together last."""
    rows = progress.coverage(found)
    together = sum(rows.values(), Counter())
    named = [*rows.items(), ("all", together)]
    return [
        {"city": city, "planned": tally.total(), **{each.value: tally[each] for each in Outcome}}
        for city, tally in named
    ]


def case(session: Session, plan: Plan, found: list[Line]) -> dict[str, Any]:
    """Return a plan with its coverage and alarm."""
    record = plan.record or {}
    plain = {name: getattr(plan, name) for name in Plan.__table__.columns.keys()}  # noqa: SIM118
    visits = [line.visit for line in found if line.visit is not None]
    tables = leaks.around(session, visits)
    return {
        **plain,
        "coverage": counts(found),
        "alarm": leaks.alarm(table for _, table in tables),
        "tables": tables,
        "resting": record.get("resting", {}),
        "short": record.get("short", {}),
    }


def agreement(found: dict[pairs.Key, Agreement]) -> list[dict[str, Any]]:
    """Return agreement item by item, the least first."""
    rows = [
        {
            "form_key": form_key,
            "item": item,
            "in_doubt": pairs.is_doubtful(each),
            **{name: getattr(each, name) for name in ("n", "same", "value", "low", "high")},
        }
        for (form_key, item), each in found.items()
    ]
    return sorted(rows, key=lambda row: (row["value"] is None, row["value"], row["form_key"]))


def year_of(session: Session, actor: Actor, year: int) -> list[dict[str, Any]]:
    """Return how often each window is checked in a year, the most often first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    loads = burden.loads(session, first, last, today=clock.today())
    mine = within(ServiceWindow.path, actor, Action.READ_PLANS)
    rows = []
    for window in session.scalars(select(ServiceWindow).where(mine).order_by(ServiceWindow.code)):
        load = loads.get(window.id, burden.Load())
        days = [day for day in load.days if day.year == year]
        planned = sum(end.year == year for _, end in load.bands)
        if days or planned:
            last_on = max(days, default=None)
            rows.append(
                {"window": window, "visits": len(days), "planned": planned, "last_on": last_on}
            )
    return sorted(rows, key=lambda row: (-row["visits"] - row["planned"], row["window"].code))
