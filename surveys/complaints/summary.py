"""What the window and those above it learn of a complaint: never a word of the citizen's own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from service.core import clock
from surveys import quiet

from . import sheet
from .models import Complaint, ComplaintState, Finding
from .sheet import Words


@dataclass(frozen=True)
class Step:
    """One step: the day on which a complaint came into a state."""

    state: ComplaintState
    on: date
    #: what was done, by its word in ``life.Step``
    step: str | None


@dataclass(frozen=True)
class Summary:
    """A complaint as the handler tells it."""

    id: uuid.UUID
    number: str
    window_id: uuid.UUID
    window_name: str
    category: Words
    state: ComplaintState
    #: ``2026-11-20``, or only ``2026-11`` when few people were there that day
    received: str
    due_on: date
    due_provisional: bool
    redacted: str
    reply: str | None
    finding: Finding | None
    #: what happened since the acceptance
    steps: tuple[Step, ...]
    version: int


def of(session: Session, complaints: Sequence[Complaint]) -> list[Summary]:
    """Return the summaries of accepted complaints, in their order."""
    when = received(session, complaints)
    return [_summary(each, when[each.id]) for each in complaints]


def received(session: Session, complaints: Sequence[Complaint]) -> dict[uuid.UUID, str]:
    """Return when each arrived, as exactly as a window may know it."""
    when = quiet.received(session, [(each.window_id, each.day) for each in complaints])
    return {each.id: when[each.window_id, each.day] for each in complaints}


def _summary(complaint: Complaint, when: str) -> Summary:
    stages = complaint.stages[1:]  # the first is the citizen's own
    return Summary(
        id=complaint.id,
        number=complaint.shown_number,
        window_id=complaint.window_id,
        window_name=complaint.window.full_name,
        category=sheet.category(complaint.form_version.body, complaint.category) or {},
        state=ComplaintState(complaint.state),
        received=when,
        due_on=complaint.due_on,
        due_provisional=complaint.due_provisional,
        redacted=complaint.redacted or "",
        reply=complaint.reply,
        finding=complaint.told_finding,
        steps=tuple(
            Step(ComplaintState(each.state), clock.day_of(each.at), each.step) for each in stages
        ),
        version=complaint.version,
    )
