"""A step in the life of a matter: who holds it as he last saw it, and how it is written down.

A matter is a complaint, a low rating or a rectification. Each room's ``life`` says which step leads
where; this says what every step has in common.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core import audit, clock, ledger
from service.core.access import Actor
from service.core.problems import N_, Problem
from service.people import discretion

from . import matters
from .matters import M


@dataclass(frozen=True)
class Said:
    """What goes with a step: ``note`` to the other side, ``reason`` to those who handle it.

    ``public`` stands open in the ledger and the audit, ``private`` only as a commitment.
    """

    note: str = ""
    reason: str | None = None
    public: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)


def held(
    session: Session,
    seen: Select[M],
    matter_id: uuid.UUID,
    version: int,
    can: Callable[[M], object],
    **words: str,
) -> M:
    """Lock what an actor may act on, as he last saw it and where his step can be taken.

    Raises 404 outside what he sees, 409 ``changed_meanwhile`` with what stands there now, and 422
    for ``words``, by their field, that others will read and that give somebody away.
    """
    matter: Any = matters.one(session, seen, matter_id, lock=True)
    if matter.version != version or not can(matter):
        sentence = N_("在您打开页面之后，这件事已有新的进展。请看最新的情况，再决定是否提交。")
        now_at = {"state": matter.state, "version": matter.version}
        raise Problem(409, "changed_meanwhile", sentence, fields=now_at)
    if words:
        discretion.refuse_private(session, matter.window_id, **words)
    found: M = matter
    return found


def take(
    session: Session,
    matter: Any,
    step: StrEnum,
    state: StrEnum,
    now: datetime,
    *,
    actor: Actor | None,
    said: Said,
) -> None:
    """Bring a matter into the state that ``step`` leads to, and write it down."""
    matter.state = state
    matter.version += 1
    details = {"state": state.value, **said.public}
    if hasattr(type(matter), "stages"):
        details["stage"] = enter(session, matter, step, now, actor=actor, said=said)
    record(session, matter, step, now, actor=actor, details=details)
    session.flush()


def enter(
    session: Session,
    matter: Any,
    step: str | None,
    now: datetime,
    *,
    actor: Actor | None = None,
    said: Said,
) -> int:
    """Add the stage that a matter has come to, and its ledger leaf.

    Returns the number of the stage, from 1.
    """
    session.refresh(matter, ["stages"])
    number, table = len(matter.stages) + 1, matter.__tablename__
    row = {"number": number, "step": step, "state": matter.state, "note": said.note}
    told = {"number": number, "stage": matter.state, **({"step": step} if step else {})}
    words = {"note": said.note, "reason": said.reason}
    sealed = {"number": number, **{name: text for name, text in words.items() if text}}
    leaf = ledger.leaf(
        table,
        subject_id=matter.id,
        window_id=matter.window_id,
        day=clock.day_of(now),
        public={**told, **said.public},
        private={**sealed, **said.private},
        salt=matter.salt,  # one salt opens all stages, and goes with the words
    )
    matter.salt = leaf.salt
    ledger.append(session, leaf)
    if said.reason is not None:
        row["reason"] = said.reason
    stage = type(matter).stages.property.entity.class_
    of = {f"{table}_id": matter.id, "at": now, "actor_id": actor.id if actor else None}
    session.add(stage(**of, **row))
    session.flush()
    session.refresh(matter, ["stages"])
    return number


def record(
    session: Session,
    matter: Any,
    step: str,
    now: datetime,
    *,
    actor: Actor | None = None,
    reason: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write the audit row of an act on a matter."""
    table = matter.__tablename__
    audit.record(
        session,
        actor_id=actor.id if actor else None,
        action=f"{step}_{table}",
        subject=table,
        subject_id=matter.id,
        now=now,
        reason=reason,
        details=details,
    )
