"""What happens to a task besides being done: withdrawn by the office, declined by its inspector."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Actor
from service.core.problems import N_, Problem
from surveys import matters

from . import queries
from .models import PlanTask, TaskState
from .progress import Cause


def withdraw_task(
    session: Session, *, actor: Actor, task_id: uuid.UUID, version: int, note: str, now: datetime
) -> PlanTask:
    """Take a task back with a reason. A visit that a phone made meanwhile is kept, not counted."""
    task = matters.one(session, queries.kept_tasks(actor), task_id, lock=True)
    return _end(session, task, TaskState.WITHDRAWN, version, actor=actor, note=note, now=now)


def decline_task(
    session: Session,
    *,
    actor: Actor,
    task_id: uuid.UUID,
    version: int,
    cause: Cause,
    note: str,
    now: datetime,
) -> PlanTask:
    """Say why a task cannot be done; nobody else is sent instead, for the plan is sealed."""
    task = matters.one(session, queries.declinable(actor), task_id, lock=True)
    said = {"cause": cause, "note": note}
    return _end(session, task, TaskState.DECLINED, version, actor=actor, now=now, **said)


def _end(
    session: Session,
    task: PlanTask,
    state: TaskState,
    version: int,
    *,
    actor: Actor,
    now: datetime,
    note: str,
    cause: str | None = None,
) -> PlanTask:
    """End a task on the version that the actor saw; the same again changes nothing."""
    if task.state == state:
        return task
    if task.version != version or task.state != TaskState.OPEN:
        sentence = N_("在您打开页面之后，这件事已有新的进展。请看最新的情况，再决定是否提交。")
        now_at = {"state": task.state, "version": task.version}
        raise Problem(409, "changed_meanwhile", sentence, fields=now_at)
    task.state, task.cause, task.note = state, cause, note
    task.ended_at, task.version = now, task.version + 1
    audit.record(
        session,
        actor_id=actor.id,
        action="end_task",
        subject=PlanTask,
        subject_id=task.id,
        now=now,
        details={"state": state, "cause": task.cause},
    )
    session.flush()
    return task
