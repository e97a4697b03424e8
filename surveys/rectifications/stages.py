"""One step of a rectification as it is kept: its stage, ledger leaf and audit row."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core import audit, clock, ledger
from service.core.access import Actor

from .models import Rectification, RectificationStage, RectificationState

OPENED = "open"


def add(
    session: Session,
    made: Rectification,
    step: str,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    public: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
) -> None:
    """Record a step and the state that the rectification is in from now on.

    ``public`` stands open in the ledger leaf and the audit row, ``private`` and ``note`` only as a
    commitment.
    """
    session.refresh(made, ["stages"])
    number, state = len(made.stages) + 1, RectificationState(made.state)
    told = {"step": step, "stage": state.value, "number": number, **(public or {})}
    _enter(session, made, now, told, {"number": number, "note": note, **(private or {})})
    row = {"rectification_id": made.id, "number": number, "step": step, "state": state}
    session.add(RectificationStage(**row, at=now, actor_id=actor.id, note=note))
    audit.record(
        session,
        actor_id=actor.id,
        action=f"{step}_rectification",
        subject=Rectification,
        subject_id=made.id,
        now=now,
        details=told,
    )
    session.flush()
    session.refresh(made, ["stages"])


def _enter(
    session: Session,
    made: Rectification,
    now: datetime,
    public: dict[str, Any],
    private: dict[str, Any],
) -> None:
    leaf = ledger.leaf(
        "rectification",
        subject_id=made.id,
        window_id=made.window_id,
        day=clock.day_of(now),
        public=public,
        private=private,
        salt=made.salt,  # one salt opens all stages
    )
    made.salt = leaf.salt
    ledger.append(session, leaf)
