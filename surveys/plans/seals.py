"""What is published of plans before and after: one seal a day, and the proof of a single task.

Every day has a seal, whether or not something was approved or drawn: it is the root over what that
day commits to, filled up with hashes that nobody can tell from commitments. So the list of seals
tells nothing, and each task can be proved against it once its visit is disclosed.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import ledger, merkle
from service.core.clock import day_bounds, day_of
from service.core.crypto import Keyring, keys_of
from service.core.problems import N_, Problem

from .models import Plan, PlanTask

#: leaves of every plan's tree, so that the length of a proof does not tell how many tasks there are
TASKS = 8192
#: leaves of a day's tree
OF_A_DAY = 16


def leaf(plan: Plan, task: PlanTask, code: str) -> bytes:
    """Return the canonical text of a task; who goes is committed to and never opened in public."""
    who = ledger.commit_to({"inspector": str(task.inspector_id)}, task.salt)
    return ledger.canonical(
        {
            "v": ledger.VERSION,
            "alg": ledger.ALGORITHM,
            "kind": "visit_task",
            "plan": plan.commitment.hex() if plan.commitment else "",
            "window": code,
            "from": task.first_on.isoformat(),
            "until": task.last_on.isoformat(),
            "inspector": who,
        }
    )


def tree(keys: Keyring, plan: Plan, tasks: Sequence[tuple[PlanTask, str]]) -> list[bytes]:
    """Return the leaves of a plan's tree; ``tasks`` are with the codes of their windows."""
    if len(tasks) > TASKS:
        raise Problem(
            422,
            "plan_too_large",
            N_("一个计划最多 %(most)s 个任务，请分成几个计划。"),
            most=TASKS,
        )
    real = [ledger.leaf_hash(leaf(plan, task, code)) for task, code in tasks]
    fill = range(TASKS - len(real))
    return real + [keys.mac("plan-filling", f"{plan.id}:{number}") for number in fill]


def of_day(session: Session, day: date) -> list[bytes]:
    """Return the leaves of a day's seal."""
    bounds = day_bounds(day)
    approved = Plan.approved_at >= bounds[0], Plan.approved_at < bounds[1]
    drawn = Plan.drawn_at >= bounds[0], Plan.drawn_at < bounds[1]
    real = [
        *session.scalars(select(Plan.commitment).where(*approved)),
        *session.scalars(select(Plan.root).where(*drawn)),
    ]
    size = OF_A_DAY
    while size < len(real):
        size *= 2
    keys, fill = keys_of(session), range(size - len(real))
    found = [each for each in real if each is not None]
    return found + [keys.mac("plan-seal", f"{day}:{number}") for number in fill]


def seal(session: Session, day: date) -> bytes:
    """Return the seal of a day (32 bytes)."""
    return merkle.root(of_day(session, day))


def proof(session: Session, plan: Plan, task: PlanTask) -> dict[str, Any]:
    """Return what proves that a task was fixed when its plan was drawn."""
    query = select(PlanTask).where(PlanTask.plan_id == plan.id)
    tasks = [(each, each.window.code) for each in session.scalars(query)]
    text = leaf(plan, task, task.window.code)
    day = day_of(plan.drawn_at) if plan.drawn_at else day_of(plan.drafted_at)
    below = merkle.proof(tree(keys_of(session), plan, tasks), ledger.leaf_hash(text))
    above = merkle.proof(of_day(session, day), plan.root or b"")
    return {
        "leaf": text.decode(),
        "steps": [f"{side} {neighbour.hex()}" for side, neighbour in (*below, *above)],
        "day": day,
        "seal": seal(session, day).hex(),
    }


def reached(text: str, steps: Sequence[str]) -> str:
    """Return the seal (hexadecimal) to which a proof leads; ValueError if it is none. Pure."""
    pairs = [step.split(" ") for step in steps]
    if any(len(pair) != 2 or pair[0] not in {"left", "right"} for pair in pairs):  # noqa: PLR2004
        raise ValueError("a step is left or right, and a hash")
    neighbours = [(side, bytes.fromhex(neighbour)) for side, neighbour in pairs]
    return merkle.climb(ledger.leaf_hash(text.encode()), neighbours).hex()


def named(text: str) -> dict[str, Any]:
    """Return what a leaf says; ValueError if it is no task's."""
    said = json.loads(text)
    if not isinstance(said, dict) or said.get("kind") != "visit_task":
        raise ValueError("not a task")
    return said
