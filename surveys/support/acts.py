"""What can be done to a request: each step with its form and its operation.

Pages and the API are both made from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from marshmallow import Schema
from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from surveys import matters

from . import operations, queries, schemas
from .life import LEADS_TO, OF_WINDOW, SupportState, SupportStep
from .models import SupportRequest


@dataclass(frozen=True)
class Act:
    """One step. ``path`` is its noun in addresses of the API, ``title`` its line there."""

    path: str
    title: str
    schema: type[Schema]
    operation: Callable[..., SupportRequest]
    action: Action
    seen: Callable[[Actor], Select[SupportRequest]]


ACTS: dict[SupportStep, Act] = {
    step: Act(
        path,
        title,
        schema,
        operation,
        Action.ASK_SUPPORT if step in OF_WINDOW else Action.ANSWER_SUPPORT,
        queries.own if step in OF_WINDOW else queries.answerable,
    )
    for step, path, title, schema, operation in (
        (
            SupportStep.AGREE,
            "agreement",
            "Agree to a request, with a day",
            schemas.SupportAgreementSchema,
            operations.agree_to_support,
        ),
        (
            SupportStep.DECLINE,
            "refusal",
            "Decline a request",
            schemas.SupportNoteSchema,
            operations.decline_support,
        ),
        (
            SupportStep.REFER,
            "referral",
            "Refer a request to the unit above",
            schemas.SupportNoteSchema,
            operations.refer_support,
        ),
        (
            SupportStep.CONFIRM,
            "confirmation",
            "Say that what was agreed is there",
            schemas.SupportEndSchema,
            operations.confirm_support,
        ),
        (
            SupportStep.WITHDRAW,
            "withdrawal",
            "Take a request back",
            schemas.SupportEndSchema,
            operations.withdraw_support,
        ),
    )
}


def open_to(session: Session, actor: Actor, made: SupportRequest) -> list[SupportStep]:
    """Return the steps that ``actor`` can take now."""
    return [
        step
        for step, act in ACTS.items()
        if (SupportState(made.state), step) in LEADS_TO
        and actor.may(act.action)
        and matters.find(session, act.seen(actor), made.id)
        and (step is not SupportStep.REFER or operations.can_refer(session, made))
    ]
