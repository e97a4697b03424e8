"""One step of a complaint, whoever takes it: held as he last saw it, recorded, timed and told."""

import uuid
from datetime import datetime
from functools import partial

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core import marks
from service.core.access import Action, Actor
from service.core.problems import N_, Problem, not_found
from surveys import steps, work
from surveys.steps import Said

from . import clocks, life, queries, reminding, telling
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
    """Lock a complaint for ``step``; see :func:`surveys.steps.held`."""
    seen = seen_for(step, actor)
    return steps.held(session, seen, complaint_id, version, partial(can, step=step), **words)


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
    complaint.state = state
    clocks.follow(session, complaint, before, step, now)
    steps.take(session, complaint, step, state, now, actor=actor, said=said)
    count_anew(session, complaint, now)
    telling.of(session, complaint, step, now)
    reminding.ask(session, complaint, now)


def count_anew(session: Session, complaint: Complaint, now: datetime) -> None:
    """Ask for the figures of the complaint's month to be counted again."""
    month = work.month_key(complaint.window_id, complaint.day)
    marks.bump(session, work.CASE_MONTH, [month], now=now)


def _keep(
    complaint: Complaint, before: ComplaintState, state: ComplaintState, now: datetime
) -> None:
    """Write the new state and remember what it will lead back to."""
    if state in {ComplaintState.SUSPENDED, ComplaintState.WITHDRAWN}:
        complaint.resumes_to = complaint.resumes_to or before
    elif before in {ComplaintState.SUSPENDED, ComplaintState.WITHDRAWN}:
        complaint.resumes_to = None
    complaint.closed_at = now if state in life.ENDS else None
