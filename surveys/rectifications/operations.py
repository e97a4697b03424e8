"""How a rectification is opened; what happens to it afterwards stands in ``acts``."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core import clock
from service.core.access import Actor
from service.people import discretion
from service.windows import queries as windows
from service.windows.models import ServiceWindow
from surveys import steps
from surveys.steps import Said

from . import queries, telling, terms
from .life import OPENED
from .models import Rectification, Source


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
    said = Said(public=public, private=sealed)
    stage = steps.enter(session, made, OPENED, now, actor=actor, said=said)
    details = {"state": made.state, "stage": stage, **public}
    steps.record(session, made, OPENED, now, actor=actor, details=details)
    telling.owner(session, made, "rectification_opened", now)
    return made
