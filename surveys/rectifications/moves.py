"""What every step on a rectification does alike: hold the row, look whether it may, move it on."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Actor
from surveys import steps
from surveys.steps import Said

from . import life
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
    """Lock one for ``step``; see :func:`surveys.steps.held`."""
    can = partial(may, step=step)
    return steps.held(session, seen, rectification_id, version, can, **words)


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
    said = Said(note=note, public=public or {})
    steps.take(session, made, step, state, now, actor=actor, said=said)
