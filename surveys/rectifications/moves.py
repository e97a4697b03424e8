"""What every step on a rectification does alike: hold the row, look whether it may, move it on."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.problems import N_, Problem
from service.people import discretion

from . import life, queries, stages
from .life import Step
from .models import Rectification, RectificationState


def held(
    session: Session,
    seen: Select[Rectification],
    rectification_id: uuid.UUID,
    version: int,
    step: Step,
    **words: str,
) -> Rectification:
    """Lock what the actor may act on, as he last saw it and where the step can be taken.

    Raises 422 for ``words``, by their field, that give somebody away.
    """
    made = queries.one(session, seen, rectification_id, lock=True)
    if made.version != version or not may(made, step):
        sentence = N_("在您打开页面之后，这件整改已有新的进展。请看最新的过程，再决定是否提交。")
        now_at = {"state": made.state, "version": made.version}
        raise Problem(409, "changed_meanwhile", sentence, fields=now_at)
    discretion.refuse_private(session, made.window_id, **words)
    return made


def may(made: Rectification, step: Step) -> bool:
    """Tell whether ``step`` can be taken now, whoever takes it."""
    state = RectificationState(made.state)
    if life.after(state, step, is_systemic=made.is_systemic) is None:
        return False
    asked = made.extension_reason is not None
    if step is Step.ASK_EXTENSION:
        return not asked and not (made.term and made.term.extended_at)
    return asked or step not in {Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION}


def advance(
    session: Session,
    made: Rectification,
    step: Step,
    actor: Actor,
    now: datetime,
    *,
    note: str,
    public: dict[str, Any] | None = None,
) -> None:
    """Take the step and record it."""
    state = life.after(RectificationState(made.state), step, is_systemic=made.is_systemic)
    assert state is not None  # noqa: S101 -- held() has made sure
    made.state = state
    made.version += 1
    stages.add(session, made, step, actor=actor, now=now, note=note, public=public)
