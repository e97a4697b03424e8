"""One step of a complaint, whoever takes it: held as he last saw it, recorded, timed and told."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.problems import N_, Problem, not_found
from service.people import discretion

from . import clocks, life, queries, stages, telling
from .life import By, ComplaintState, Step
from .models import Complaint

#: what somebody may not have done himself before he decides on it
OWN_WORK: dict[Step, tuple[Step, ...]] = {
    Step.APPROVE: (Step.VERIFY, Step.CONCLUDE),
    Step.SEND_BACK: (Step.VERIFY, Step.CONCLUDE),
    Step.GRANT_EXTENSION: (Step.ASK_EXTENSION,),
    Step.REFUSE_EXTENSION: (Step.ASK_EXTENSION,),
    Step.DECIDE_REVIEW: (Step.VERIFY, Step.CONCLUDE, Step.APPROVE),
}
ASKED, GRANTED, REFUSED = "asked", "granted", "refused"


@dataclass(frozen=True)
class Said:
    """What goes with a step: ``note`` to the citizen, ``reason`` to those who handle.

    ``public`` stands open in the ledger and the audit, ``private`` only as a commitment.
    """

    note: str = ""
    reason: str | None = None
    public: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)


def seen_for(step: Step, actor: Actor) -> Select[Complaint]:
    """Return the complaints on which ``actor`` is the one to take ``step``."""
    if life.BY[step] is By.WINDOW:
        return queries.summarised(actor, Action.ANSWER_COMPLAINT)
    if life.BY[step] is By.DECIDER:
        return queries.decided(actor, OWN_WORK[step])
    return queries.cases(actor, Action.HANDLE_COMPLAINT)


def can(complaint: Complaint, step: Step) -> bool:
    """Tell whether ``step`` can be taken now, by whoever may."""
    if step is Step.ASK_EXTENSION and complaint.extension:
        return False
    if step in {Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION} and complaint.extension != ASKED:
        return False
    return reached(complaint, step) is not None


def reached(complaint: Complaint, step: Step) -> ComplaintState | None:
    """Return the state that ``step`` leads to from where the complaint stands."""
    resumes_to = ComplaintState(complaint.resumes_to) if complaint.resumes_to else None
    return life.after(
        ComplaintState(complaint.state), step, resumes_to=resumes_to, reopened=complaint.reopened
    )


def held(
    session: Session,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    step: Step,
    **words: str,
) -> Complaint:
    """Lock what the actor may act on, as he last saw it and where the step can be taken.

    Raises 404 for who may not, 409 ``changed_meanwhile`` with what stands there now, and 422 for
    ``words``, by their field, that the citizen or the window will read and that give somebody away.
    """
    complaint = queries.one(session, seen_for(step, actor), complaint_id, lock=True)
    if complaint.version != version or not can(complaint, step):
        sentence = N_(
            "在您打开页面之后，这件投诉已有新的进展。请看最新的办理过程，再决定是否提交。"
        )
        now_at = {"state": complaint.state, "version": complaint.version}
        raise Problem(409, "changed_meanwhile", sentence, fields=now_at)
    discretion.refuse_private(session, complaint.window_id, **words)
    return complaint


def held_for_citizen(session: Session, complaint_id: uuid.UUID, step: Step) -> Complaint:
    """Lock a complaint for its citizen or the clock; raises 404, or 409 ``not_now``."""
    complaint = queries.locked(session, complaint_id)
    if complaint is None:
        raise not_found()
    if not can(complaint, step):
        sentence = N_("这件投诉现在不能这样做，请看最新的办理情况。")
        raise Problem(409, "not_now", sentence, fields={"state": complaint.state})
    return complaint


def advance(
    session: Session,
    complaint: Complaint,
    step: Step,
    now: datetime,
    *,
    actor: Actor | None = None,
    said: Said | None = None,
) -> None:
    """Take a step: state, clock, stage, ledger leaf, audit row, work mark and notices."""
    said = said or Said()
    before, state = ComplaintState(complaint.state), reached(complaint, step)
    assert state is not None  # noqa: S101 -- whoever holds it has made sure
    _keep(complaint, before, state, now)
    clocks.follow(session, complaint, before, step, now)
    complaint.version += 1
    number = len(complaint.stages) + 1
    stages.add(
        session,
        complaint,
        number=number,
        now=now,
        public={"step": step.value, **said.public},
        private={"note": said.note, "reason": said.reason, **said.private},
        actor_id=actor.id if actor else None,
        step=step,
        note=said.note,
        reason=said.reason,
    )
    audit.record(
        session,
        actor_id=actor.id if actor else None,
        action=f"{step}_complaint",
        subject=Complaint,
        subject_id=complaint.id,
        now=now,
        details={"stage": number, "state": state.value, **said.public},
    )
    session.refresh(complaint, ["stages"])
    telling.of(session, complaint, step, now)


def _keep(
    complaint: Complaint, before: ComplaintState, state: ComplaintState, now: datetime
) -> None:
    """Write the new state and remember what it will lead back to."""
    if state in {ComplaintState.SUSPENDED, ComplaintState.WITHDRAWN}:
        complaint.resumes_to = complaint.resumes_to or before
    elif before in {ComplaintState.SUSPENDED, ComplaintState.WITHDRAWN}:
        complaint.resumes_to = None
    complaint.state = state
    complaint.closed_at = now if state in life.ENDS else None
