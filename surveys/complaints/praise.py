"""Praise and suggestions: the window answers once, and the citizen reads it by receipt.

They have no clock, because no rule sets one. Praise is thanked for; a suggestion is taken up, or
noted with the reason why not now.
"""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import N_, invalid
from surveys import steps
from surveys.steps import Said

from . import queries
from .life import ComplaintState
from .models import Complaint, ComplaintKind


class Response(StrEnum):
    """What the window says to it; the step that its last stage names."""

    THANK = "thank"
    ADOPT = "adopt"
    NOTE = "note"


#: what may be said to which kind, with its name for a reader (message ids)
NAMES: dict[ComplaintKind, dict[Response, str]] = {
    ComplaintKind.PRAISE: {Response.THANK: N_("感谢")},
    ComplaintKind.SUGGESTION: {Response.ADOPT: N_("采纳"), Response.NOTE: N_("记下，暂不采纳")},
}


def respond(
    session: Session,
    *,
    actor: Actor,
    complaint_id: uuid.UUID,
    version: int,
    response: Response,
    reply: str,
    now: datetime,
) -> Complaint:
    """Answer for the window, once. Raises 404, 409 as every step does, 422."""
    seen = queries.praises(actor, Action.ANSWER_COMPLAINT)
    made = steps.held(session, seen, complaint_id, version, is_open, reply=reply)
    if response not in NAMES[ComplaintKind(made.kind)]:
        raise invalid({"response": [N_("请从给出的选项中选择。")]})
    made.reply = reply
    said = Said(private={"reply": reply})
    steps.take(session, made, response, ComplaintState.ANSWERED, now, actor=actor, said=said)
    return made


def is_open(made: Complaint) -> bool:
    """Tell whether nobody has answered yet."""
    return made.state == ComplaintState.RECEIVED


def response_to(made: Complaint) -> str | None:
    """Return what the window said to it, by the word in :class:`Response`."""
    return None if is_open(made) else made.stages[-1].step
