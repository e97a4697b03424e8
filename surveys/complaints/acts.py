"""What staff can do to a complaint: each step with its form and its operation.

Pages and the API are both made from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from marshmallow import Schema
from sqlalchemy.orm import Session

from service.core.access import Action, Actor

from . import conclusion, moves, queries, schemas, screening, verification
from .life import BY, By, Step
from .models import Complaint

#: what somebody must be able to do for a step to be his
ACTIONS = {
    By.WINDOW: Action.ANSWER_COMPLAINT,
    By.DECIDER: Action.APPROVE_COMPLAINT,
    By.HANDLER: Action.HANDLE_COMPLAINT,
}


@dataclass(frozen=True)
class Act:
    """One step. ``path`` is its noun in addresses of the API, ``title`` its line there."""

    path: str
    title: str
    schema: type[Schema]
    operation: Callable[..., Complaint]


ACTS: dict[Step, Act] = {
    Step.ACCEPT: Act(
        "acceptance", "Accept a complaint", schemas.AcceptanceSchema, screening.accept_complaint
    ),
    Step.DECLINE: Act(
        "refusal", "Decline a complaint", schemas.RefusalSchema, screening.decline_complaint
    ),
    Step.TRANSFER: Act(
        "transfer",
        "Send a complaint to whom it belongs",
        schemas.TransferSchema,
        screening.transfer_complaint,
    ),
    Step.MERGE: Act(
        "duplicate",
        "Put a complaint to another about the same matter",
        schemas.DuplicateSchema,
        screening.merge_complaint,
    ),
    Step.ANSWER: Act(
        "answer", "Answer for the window", schemas.AnswerSchema, verification.answer_complaint
    ),
    Step.VERIFY: Act(
        "verification",
        "Record what was found",
        schemas.VerificationSchema,
        verification.verify_complaint,
    ),
    Step.SUSPEND: Act(
        "suspension",
        "Stop the clock while something is waited for",
        schemas.RefusalSchema,
        verification.suspend_complaint,
    ),
    Step.RESUME: Act(
        "resumption",
        "Go on where it was suspended",
        schemas.NothingSchema,
        verification.resume_complaint,
    ),
    Step.CARRY_ON: Act(
        "continuation",
        "Go on with a complaint that was withdrawn",
        schemas.ReasonSchema,
        verification.carry_on_complaint,
    ),
    Step.ASK_EXTENSION: Act(
        "extension", "Ask, once, for more time", schemas.ReasonSchema, verification.ask_extension
    ),
    Step.GRANT_EXTENSION: Act(
        "extension/grant", "Give more time", schemas.NothingSchema, verification.grant_extension
    ),
    Step.REFUSE_EXTENSION: Act(
        "extension/refusal",
        "Leave the term as it is",
        schemas.ReasonSchema,
        verification.refuse_extension,
    ),
    Step.CONCLUDE: Act(
        "conclusion",
        "Draw up the outcome for approval",
        schemas.ConclusionSchema,
        conclusion.conclude_complaint,
    ),
    Step.APPROVE: Act(
        "approval",
        "Approve what somebody else concluded",
        schemas.NothingSchema,
        conclusion.approve_conclusion,
    ),
    Step.SEND_BACK: Act(
        "return",
        "Return a conclusion to its handler",
        schemas.ReasonSchema,
        conclusion.send_back_conclusion,
    ),
    Step.TELL: Act(
        "notification",
        "Tell the citizen the approved outcome",
        schemas.NothingSchema,
        conclusion.tell_citizen,
    ),
    Step.DECIDE_REVIEW: Act(
        "review", "Decide a review for good", schemas.ReviewSchema, conclusion.decide_review
    ),
}


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
        and queries.find(session, moves.seen_for(step, actor), complaint.id)
    ]


def first_of(may: list[Step], asked: str) -> Step | None:
    """Return the step to show a form for: the one asked for, or what usually comes next."""
    if asked in may:
        return Step(asked)
    return Step.CONCLUDE if Step.CONCLUDE in may else next(iter(may), None)
