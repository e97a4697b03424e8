"""One step of a complaint as it is kept: its stage, its ledger leaf, the mark for the figures."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core import clock, ledger, marks
from surveys import work

from .life import ComplaintState, Step
from .models import Complaint, ComplaintStage


def add(
    session: Session,
    complaint: Complaint,
    *,
    number: int,
    now: datetime,
    public: dict[str, Any],
    private: dict[str, Any],
    actor_id: uuid.UUID | None = None,
    step: Step | None = None,
    note: str = "",
    reason: str | None = None,
) -> None:
    """Record the state that a complaint is in from now on.

    ``public`` stands open in the ledger leaf, ``private`` only as a commitment; ``note`` is shown
    to the citizen, ``reason`` never.
    """
    state, day = ComplaintState(complaint.state), clock.day_of(now)
    leaf = ledger.leaf(
        "complaint",
        subject_id=complaint.id,
        window_id=complaint.window_id,
        day=day,
        public={"stage": state.value, "number": number, **public},
        private={"number": number, **private},
        salt=complaint.salt,  # one salt opens all stages, and goes with the words
    )
    complaint.salt = leaf.salt
    ledger.append(session, leaf)
    row = {"complaint_id": complaint.id, "number": number, "state": state}
    told = {"actor_id": actor_id, "step": step, "note": note, "reason": reason}
    session.add(ComplaintStage(**row, **told, at=now))
    month = work.month_key(complaint.window_id, complaint.day)
    marks.bump(session, work.CASE_MONTH, [month], now=now)
    session.flush()
