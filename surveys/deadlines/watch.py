"""What the worker does with one deadline: count it again, warn, or say that it ran out.

All that decides stands in the row, so a look repeated or come late changes nothing.
"""

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.core import audit, marks
from service.core.workdays import WorkCalendar
from service.notices import operations as notices
from service.windows.models import ServiceWindow
from surveys import work

from . import operations, packs
from .models import Deadline
from .subjects import KEEPS, page_of


class Looked(NamedTuple):
    """What a look at a running deadline found new."""

    deadline: Deadline
    #: it has run out just now
    lapsed: bool
    #: its last day is another one, or is certain now: the working-day table has changed
    moved: bool


def look(session: Session, key: str, now: datetime) -> Looked | None:
    """Look at the deadline whose id is ``key``; nothing where it does not run any more."""
    deadline = session.get(Deadline, uuid.UUID(key), with_for_update=True, populate_existing=True)
    if deadline is None or not deadline.is_live or deadline.paused_at or deadline.overdue_at:
        return None
    before = deadline.due_on, deadline.provisional
    operations.recount(deadline, WorkCalendar.load(session))
    moved = (deadline.due_on, deadline.provisional) != before
    if now >= deadline.due_at:
        _lapse(session, deadline, now)
        return Looked(deadline, lapsed=True, moved=moved)
    if now >= deadline.warn_at and deadline.warned_at is None:
        deadline.warned_at = now
        _tell(session, deadline, "due", deadline.owner_path, now)
    following = deadline.due_at if deadline.warned_at else deadline.warn_at
    marks.bump(session, work.DEADLINE, [key], now=following)
    return Looked(deadline, lapsed=False, moved=moved)


def above(path: str) -> str:
    """Return the place one level up; above the root there is nobody."""
    return path[: path.rstrip("/").rfind("/") + 1] or path


def _lapse(session: Session, deadline: Deadline, now: datetime) -> None:
    deadline.overdue_at = deadline.due_at
    if deadline.name in packs.OF_CITIZENS:
        return  # a citizen's silence is nobody's fault
    deadline.escalated_to = above(deadline.owner_path)
    audit.record(
        session,
        actor_id=None,
        action="escalate_deadline",
        subject=deadline.subject,
        subject_id=deadline.subject_id,
        now=now,
        details={"name": deadline.name, "to": deadline.escalated_to},
    )
    _tell(session, deadline, "overdue", deadline.owner_path, now)
    if deadline.escalated_to != deadline.owner_path:
        _tell(session, deadline, "escalated", deadline.escalated_to, now)


def _tell(session: Session, deadline: Deadline, kind: str, path: str, now: datetime) -> None:
    if deadline.name in packs.OF_CITIZENS:
        return
    window = session.get_one(ServiceWindow, deadline.window_id)
    page = page_of(deadline)
    notices.tell(
        session,
        kind=kind,
        action=KEEPS[deadline.name],
        path=path,
        subject=page.subject,
        subject_id=page.subject_id,
        endpoint=page.endpoint,
        now=now,
        values={"window": window.full_name, "category": deadline.name, "day": deadline.due_on},
        # nobody of a window hears of what others decide about it
        outside=None if deadline.owner_path.startswith(window.path) else window.path,
    )
