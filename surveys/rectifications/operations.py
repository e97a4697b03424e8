"""What happens to a rectification: opened, planned, handed in, checked again, extended.

Each act leaves a stage, a ledger leaf and an audit row. The clock runs while the
window has to do something, and stands still while somebody checks.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import clock
from service.core.access import Actor
from service.core.problems import N_, invalid
from service.people import discretion
from service.windows import queries as windows
from service.windows.models import ServiceWindow

from . import moves, queries, stages, telling, terms
from .life import Step
from .models import Rectification, RectificationPhoto, Source


def open_rectification(
    session: Session,
    *,
    source: Source,
    source_id: uuid.UUID,
    window: ServiceWindow,
    issue: str,
    systemic: bool,
    actor: Actor,
    now: datetime,
    due_days: int | None = None,
    issue_key: str = "",
    cause: str | None = None,
    owner_id: uuid.UUID | None = None,
) -> Rectification:
    """Ask a window to put something right; what the source asks for already is returned as it is.

    ``issue`` is the office's own words (422 when it gives somebody away), ``issue_key`` what
    recurrences go by, ``due_days`` working days where that is sooner than the rule pack says. A
    merged window answers through the one that took it over.
    """
    here = windows.successor(session, window.id)
    discretion.refuse_private(session, here.id, issue=issue)
    queries.hold(session, here.id)
    if known := queries.unfinished_of(session, Source(source), source_id, issue_key):
        return known
    made = Rectification(
        source=Source(source),
        source_id=source_id,
        issue_key=issue_key,
        window_id=here.id,
        owner_id=owner_id,
        is_systemic=systemic,
        cause=cause,
        issue=issue,
    )
    return _begin(session, made, here, actor=actor, now=now, due_days=due_days)


def _begin(
    session: Session,
    made: Rectification,
    here: ServiceWindow,
    *,
    actor: Actor,
    now: datetime,
    due_days: int | None,
) -> Rectification:
    """Store a new one with its clock, look for earlier ones, and tell its owner."""
    source = Source(made.source)
    before = session.scalars(queries.ended_before(here.id, source, made.issue_key, now)).first()
    made.recurs_id = before.id if before else None
    made.opened_by, made.opened_at, made.day = actor.id, now, clock.day_of(now)
    session.add(made)
    session.flush()
    terms.start(session, made, here, now, due_days)
    public = {"source": source.value, "systemic": made.is_systemic, "recurs": before is not None}
    sealed = {
        "issue": made.issue,
        "issue_key": made.issue_key,
        "source_id": str(made.source_id),
    }
    stages.add(session, made, stages.OPENED, actor=actor, now=now, public=public, private=sealed)
    telling.owner(session, made, "rectification_opened", now)
    return made


def plan_measures(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    measures: str,
    now: datetime,
) -> Rectification:
    """State what will be done about it."""
    made = moves.held(
        session, queries.own(actor), rectification_id, version, Step.PLAN, measures=measures
    )
    made.measures = measures
    moves.advance(session, made, Step.PLAN, actor, now, note=measures)
    return made


def submit_proof(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    proof: str,
    now: datetime,
    photos: Sequence[str] = (),
) -> Rectification:
    """Hand in what was done, with names of stored photos; the clock stands still from now on."""
    made = moves.held(
        session, queries.own(actor), rectification_id, version, Step.SUBMIT, proof=proof
    )
    if not proof and not photos:
        raise invalid({"proof": [N_("请写明怎么改的，或附上照片。")]})
    made.proof, made.submitted_by, made.submitted_at = proof, actor.id, now
    before, stage = len(made.photos), len(made.stages) + 1
    for number, name in enumerate(photos, before + 1):
        row = {"rectification_id": made.id, "number": number, "stage": stage, "sha256": name}
        session.add(RectificationPhoto(**row))
    terms.pause(session, made, now)
    moves.advance(
        session, made, Step.SUBMIT, actor, now, note=proof, public={"photos": list(photos)}
    )
    session.refresh(made, ["photos"])
    telling.checkers(session, made, "rectification_submitted", now)
    return made


def verify_rectification(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    note: str,
    now: datetime,
) -> Rectification:
    """Say, as somebody else, that it is put right; that ends it."""
    made = moves.held(
        session, queries.checkable(actor), rectification_id, version, Step.VERIFY, note=note
    )
    made.closed_at = now
    terms.meet(session, made, now)
    moves.advance(session, made, Step.VERIFY, actor, now, note=note)
    telling.owner(session, made, "rectification_verified", now)
    return made


def return_rectification(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    note: str,
    now: datetime,
) -> Rectification:
    """Give it back with a reason; the clock runs on from where it stood."""
    made = moves.held(
        session, queries.checkable(actor), rectification_id, version, Step.RETURN, note=note
    )
    terms.resume(session, made, now)
    moves.advance(session, made, Step.RETURN, actor, now, note=note)
    telling.owner(session, made, "rectification_returned", now)
    return made


def withdraw_rectification(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    note: str,
    now: datetime,
) -> Rectification:
    """Take back what should not have been asked for; the reason stays, and it is counted apart."""
    made = moves.held(
        session, queries.checkable(actor), rectification_id, version, Step.WITHDRAW, note=note
    )
    made.closed_at, made.extension_reason = now, None
    terms.cancel(session, made, now)
    moves.advance(session, made, Step.WITHDRAW, actor, now, note=note)
    telling.owner(session, made, "rectification_withdrawn", now)
    return made


def ask_extension(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    reason: str,
    now: datetime,
) -> Rectification:
    """Ask for more time, once; the window's authority decides."""
    made = moves.held(
        session, queries.own(actor), rectification_id, version, Step.ASK_EXTENSION, reason=reason
    )
    made.extension_reason = reason
    moves.advance(session, made, Step.ASK_EXTENSION, actor, now, note=reason)
    telling.checkers(session, made, "rectification_more_time", now)
    return made


def decide_extension(
    session: Session,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    granted: bool,
    note: str,
    now: datetime,
) -> Rectification:
    """Give more time or not, at the window's authority; 409 when the term is over already."""
    step = Step.GRANT_EXTENSION if granted else Step.REFUSE_EXTENSION
    made = moves.held(session, queries.checkable(actor), rectification_id, version, step, note=note)
    if granted:
        terms.extend(session, made, now)
    made.extension_reason = None
    moves.advance(session, made, step, actor, now, note=note)
    telling.owner(session, made, "rectification_time_decided", now)
    return made
