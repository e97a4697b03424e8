"""What staff can do to a complaint: each step with its form and its effect.

Pages and the API are both made from this table.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from marshmallow import Schema
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from surveys import matters
from surveys.steps import Said
from surveys.words import ReasonSchema

from . import effects, moves, schemas
from .effects import Doing
from .life import BY, By, Step
from .models import Complaint

#: what somebody must be able to do for a step to be his
ACTIONS = {
    By.WINDOW: Action.ANSWER_COMPLAINT,
    By.DECIDER: Action.APPROVE_COMPLAINT,
    By.HANDLER: Action.HANDLE_COMPLAINT,
}


class Act(NamedTuple):
    """One step. ``path`` is its noun in addresses of the API, ``title`` its line there."""

    path: str
    title: str
    schema: type[Schema] = schemas.NothingSchema
    effect: Callable[..., Said] = effects.nothing
    #: fields that the citizen or the window will read: they may give nobody away
    told: tuple[str, ...] = ()


def _reason(path: str, title: str, effect: Callable[..., Said] = effects.keep_reason) -> Act:
    """Return a step with a reason that is kept for those who handle it."""
    return Act(path, title, ReasonSchema, effect)


def _refusal(path: str, title: str) -> Act:
    """Return a step with a reason that the citizen is told."""
    return Act(path, title, schemas.RefusalSchema, effects.tell_reason, ("reason",))


ACTS: dict[Step, Act] = {
    Step.ACCEPT: Act("acceptance", "Accept a complaint", schemas.AcceptanceSchema, effects.accept),
    Step.DECLINE: _refusal("refusal", "Decline a complaint"),
    Step.TRANSFER: Act(
        "transfer",
        "Send a complaint to whom it belongs",
        schemas.TransferSchema,
        effects.transfer,
        ("reason",),
    ),
    Step.MERGE: Act(
        "duplicate",
        "Put a complaint to another about the same matter",
        schemas.DuplicateSchema,
        effects.merge,
    ),
    Step.ANSWER: Act(
        "answer", "Answer for the window", schemas.AnswerSchema, effects.answer, ("reply",)
    ),
    Step.VERIFY: Act(
        "verification", "Record what was found", schemas.VerificationSchema, effects.verify
    ),
    Step.SUSPEND: _refusal("suspension", "Stop the clock while something is waited for"),
    Step.RESUME: Act("resumption", "Go on where it was suspended"),
    Step.CARRY_ON: _reason("continuation", "Go on with a complaint that was withdrawn"),
    Step.ASK_EXTENSION: _reason("extension", "Ask, once, for more time", effects.ask_extension),
    Step.GRANT_EXTENSION: Act("extension/grant", "Give more time", effect=effects.grant_extension),
    Step.REFUSE_EXTENSION: _reason(
        "extension/refusal", "Leave the term as it is", effects.refuse_extension
    ),
    Step.CONCLUDE: Act(
        "conclusion",
        "Draw up the outcome for approval",
        schemas.ConclusionSchema,
        effects.conclude,
        ("measures", "outcome"),
    ),
    Step.APPROVE: Act("approval", "Approve what somebody else concluded"),
    Step.SEND_BACK: _reason("return", "Return a conclusion to its handler"),
    Step.TELL: Act("notification", "Tell the citizen the approved outcome", effect=effects.tell),
    Step.DECIDE_REVIEW: Act(
        "review", "Decide a review for good", schemas.ReviewSchema, effects.decide_review, ("note",)
    ),
}


def take(
    session: Session,
    step: Step,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    now: datetime,
    **given: Any,
) -> Complaint:
    """Take one step on the version that ``actor`` saw; ``given`` is what the step's form holds.

    Raises 404 for who may not, 409 ``changed_meanwhile``, and 422 as the step's effect says.
    """
    act = ACTS[step]
    told = {name: given[name] for name in act.told}
    complaint = moves.held(session, actor, complaint_id, version, step, **told)
    said = act.effect(Doing(session, complaint, actor, now), **given)
    moves.advance(session, complaint, step, now, actor=actor, said=said)
    return complaint


def action(step: Step) -> Action:
    """Return what somebody must be able to do for ``step`` to be his."""
    return ACTIONS[BY[step]]


def open_to(session: Session, actor: Actor, complaint: Complaint) -> list[Step]:
    """Return the steps that ``actor`` can take now, in the order of a complaint's life."""
    return [
        step
        for step in ACTS
        if moves.can(complaint, step)
        and actor.may(action(step))
        and matters.find(session, moves.seen_for(step, actor), complaint.id)
    ]


def first_of(may: list[Step], asked: str) -> Step | None:
    """Return the step to show a form for: the one asked for, or what usually comes next."""
    if asked in may:
        return Step(asked)
    return Step.CONCLUDE if Step.CONCLUDE in may else next(iter(may), None)
