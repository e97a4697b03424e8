"""A candidacy held for writing, what its guards look at, and the one place that moves it."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.access import Action, Actor
from service.core.problems import N_, conflict
from service.core.workdays import WorkCalendar

from . import ladder, queries
from .guards import Case
from .models import Candidacy, CandidacyStep, Move, Stage


def held(
    session: Session,
    actor: Actor,
    candidacy_id: uuid.UUID,
    version: int | None,
    action: Action = Action.READ_CANDIDACY,
) -> Candidacy:
    """Lock a candidacy, and refuse when somebody changed it after the asker had looked."""
    found = queries.get_visible_candidacy(session, actor, candidacy_id, action, lock=True)
    if version is not None and version != found.version:
        raise conflict("changed_meanwhile", N_("内容在您打开之后已被更改，请刷新后再试。"))
    return found


def demand(actor: Actor, candidacy: Candidacy, actions: Iterable[Action]) -> None:
    """Refuse whoever sees the candidacy but is not the one to act now."""
    if not any(queries.may(actor, action, candidacy) for action in actions):
        raise conflict("not_your_turn", N_("现在轮到别的单位办理。"))


def case(session: Session, candidacy: Candidacy, to: Stage, *, actor: Actor, now: datetime) -> Case:
    """Gather what the guard of a step looks at."""
    taken = ladder.standing(queries.steps(session, candidacy.id))
    decided = taken.get(Stage.FINAL_DECISION)
    packs = queries.packs(session, candidacy.id)
    return Case(
        actor_id=actor.id,
        today=clock.day_of(now),
        calendar=WorkCalendar.load(session),
        requirements=candidacy.cycle.requirements,
        since=candidacy.cycle.evaluation_from,
        taken=taken,
        ranks_taken=queries.ranks_taken(session, candidacy),
        findings=queries.findings(session, candidacy, to),
        pack_is_ready=decided is not None and queries.final_pack(packs, decided) is not None,
    )


def move(
    session: Session,
    candidacy: Candidacy,
    how: Move,
    to: Stage,
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
    details: Mapping[str, Any] | None = None,
) -> CandidacyStep:
    """Write one row of history and change the stage with it: the only place that does."""
    step = CandidacyStep(
        candidacy_id=candidacy.id,
        number=len(queries.steps(session, candidacy.id)) + 1,
        move=how,
        at=now,
        actor_id=actor.id,
        from_stage=candidacy.stage,
        to_stage=to,
        text=text,
        details=dict(details or {}),
    )
    candidacy.stage = to
    candidacy.version += 1
    session.add(step)
    session.flush()
    record(session, f"candidacy_{how}", candidacy, actor=actor, now=now, details={"to": to})
    return step


def record(
    session: Session,
    action: str,
    candidacy: Candidacy,
    *,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write an act on a candidacy into the audit."""
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=Candidacy,
        subject_id=candidacy.id,
        now=now,
        details=dict(details or {}),
    )
