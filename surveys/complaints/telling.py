"""Whom a step of a complaint concerns: they are told that it was taken, never what was said."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.core.access import Action
from service.notices import operations as notices
from service.windows import queries as windows

from . import routing
from .life import Step
from .models import Complaint

ENDPOINT = "complaints.case"

_HANDLERS = Action.HANDLE_COMPLAINT
_DECIDERS = Action.APPROVE_COMPLAINT
_WINDOW = Action.ANSWER_COMPLAINT
#: kind of notice and to whom it goes, by step; the filing itself is no step
TOLD: dict[Step | None, tuple[tuple[str, Action], ...]] = {
    None: (("complaint_assigned", _HANDLERS),),
    Step.ACCEPT: (("complaint_accepted", _WINDOW),),
    Step.ANSWER: (("complaint_replied", _HANDLERS),),
    Step.CONCLUDE: (("complaint_to_approve", _DECIDERS),),
    Step.APPROVE: (("complaint_decided", _HANDLERS),),
    Step.SEND_BACK: (("returned", _HANDLERS),),
    Step.TELL: (("complaint_decided", _WINDOW),),
    Step.ASK_EXTENSION: (("extension_asked", _DECIDERS),),
    Step.GRANT_EXTENSION: (("extension_decided", _HANDLERS),),
    Step.REFUSE_EXTENSION: (("extension_decided", _HANDLERS),),
    Step.WITHDRAW: (("complaint_withdrawn", _HANDLERS),),
    Step.DECIDE_REVIEW: (("complaint_decided", _HANDLERS), ("complaint_decided", _WINDOW)),
}


def of(session: Session, complaint: Complaint, step: Step | None, now: datetime) -> None:
    """Tell those who have to know of a step. Of grave matters the window hears nothing."""
    told = TOLD.get(step, ())
    if step in {Step.REOPEN, Step.ASK_REVIEW}:
        is_review = complaint.state == "review"
        told = (("complaint_to_review", _DECIDERS) if is_review else ("reopened", _HANDLERS),)
    for kind, action in told:
        if action is not _WINDOW or not complaint.is_grave:
            _tell(session, complaint, kind, action, now)


def _tell(session: Session, complaint: Complaint, kind: str, action: Action, now: datetime) -> None:
    owner = routing.owner_of(complaint.window.path)
    handlers = complaint.handler_path
    paths = {_HANDLERS: handlers, _DECIDERS: complaint.decider_path or handlers}
    notices.tell(
        session,
        kind=kind,
        action=action,
        path=paths.get(action) or windows.successor(session, complaint.window_id).path,
        subject=Complaint.__tablename__,
        subject_id=complaint.id,
        endpoint=ENDPOINT,
        now=now,
        values={"window": complaint.window.full_name, "category": "complaint"},
        outside=None if action is _WINDOW or owner == handlers else owner,
    )
