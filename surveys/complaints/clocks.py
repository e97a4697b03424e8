"""The clock of a complaint follows its state: nobody starts or stops one by hand."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from surveys.deadlines import operations as deadlines
from surveys.deadlines import queries as deadline_queries
from surveys.deadlines.models import Deadline

from . import queries
from .life import CLOCKS, ComplaintState, Step
from .models import Complaint

SUBJECT = Complaint.__tablename__
#: the citizen's own: it says nothing about the office
CONFIRM = CLOCKS[ComplaintState.REPLIED]


def start(session: Session, complaint: Complaint, now: datetime) -> None:
    """Start the clock of the state that a complaint is in, and show its last day."""
    state = ComplaintState(complaint.state)
    name = CLOCKS[state]
    deadline = deadlines.start(
        session,
        name=name,
        subject=SUBJECT,
        subject_id=complaint.id,
        window=complaint.window,
        owner_path=_owner(complaint, state),
        now=now,
    )
    if name != CONFIRM:
        show(complaint, deadline)


def follow(
    session: Session, complaint: Complaint, before: ComplaintState, step: Step, now: datetime
) -> None:
    """Meet, stop, resume or drop what ran before ``step``, and start what runs after it."""
    state = ComplaintState(complaint.state)
    if step in {Step.SUSPEND, Step.RESUME}:
        _halt(session, complaint, step, now)
        return
    if step in {Step.WITHDRAW, Step.SILENCE}:
        deadlines.cancel(session, subject=SUBJECT, subject_id=complaint.id, now=now)
        return
    old, new = CLOCKS.get(before), CLOCKS.get(state)
    if old and old != new:
        met = deadlines.meet(session, subject=SUBJECT, subject_id=complaint.id, name=old, now=now)
        if met and met.overdue_at and old != CONFIRM:
            complaint.is_late = True
    if new and old != new:
        start(session, complaint, now)


def extend(session: Session, complaint: Complaint, now: datetime) -> Deadline:
    """Lengthen the term for the conclusion once; raises 409."""
    name = CLOCKS[ComplaintState(complaint.state)]
    extended = deadlines.extend(
        session, subject=SUBJECT, subject_id=complaint.id, name=name, now=now
    )
    show(complaint, extended)
    return extended


def show_anew(session: Session, complaint_id: uuid.UUID, _: datetime) -> None:
    """Show the last day of what runs now: holidays that were made known have moved it."""
    complaint = queries.locked(session, complaint_id)
    deadline = running(session, [complaint_id]).get(complaint_id)
    if complaint and deadline:
        show(complaint, deadline)


def running(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Deadline]:
    """Return the office's clock of each complaint that has one running or stopped."""
    found = deadline_queries.running(session, SUBJECT, ids)
    return {
        complaint_id: deadline
        for complaint_id, deadlines_of in found.items()
        for deadline in deadlines_of
        if deadline.name != CONFIRM
    }


def show(complaint: Complaint, deadline: Deadline) -> None:
    """Show the last day of a running clock."""
    complaint.due_on, complaint.due_provisional = deadline.due_on, deadline.provisional


def _halt(session: Session, complaint: Complaint, step: Step, now: datetime) -> None:
    act = deadlines.pause if step is Step.SUSPEND else deadlines.resume
    name = CLOCKS[ComplaintState.ACCEPTED]
    halted = act(session, subject=SUBJECT, subject_id=complaint.id, name=name, now=now)
    if halted:
        show(complaint, halted)


def _owner(complaint: Complaint, state: ComplaintState) -> str:
    if state is ComplaintState.REVIEW and complaint.decider_path:
        return complaint.decider_path
    return complaint.handler_path
