"""The history of a window: each change is told beside it, and the act is written down."""

import uuid
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.problems import N_, conflict

from . import queries
from .models import ServiceWindow, WindowEvent
from .queries import ENDED


def hold(
    session: Session, actor: Actor, window_id: uuid.UUID, version: int | None = None
) -> ServiceWindow:
    """Lock a window that ``actor`` may edit; 409 when it is no longer at ``version``."""
    window = queries.get_visible(session, actor, window_id, Action.EDIT_WINDOWS, hold=True)
    if version is not None and version != window.version:
        raise conflict("changed_meanwhile", N_("内容在您打开之后已被更改，请刷新后再试。"))
    return window


def refuse_ended(window: ServiceWindow) -> None:
    """Refuse to change a window that was closed or merged."""
    if window.state in ENDED:
        raise conflict("window_ended", N_("这个窗口已经关闭或合并，不能再更改。"))


class Change(TypedDict):
    """The fields that changed, as they were and as they are."""

    before: dict[str, Any]
    after: dict[str, Any]


def change(window: ServiceWindow, facts: dict[str, Any]) -> Change:
    """Put new facts into a window; return what changed."""
    after = {name: value for name, value in facts.items() if getattr(window, name) != value}
    before = {name: getattr(window, name) for name in after}
    for name, value in after.items():
        setattr(window, name, value)
    return {"before": before, "after": after}


def tell(
    session: Session,
    window: ServiceWindow,
    what: str,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write a line of the window's history; the window becomes a newer version."""
    window.version += 1
    session.add(
        WindowEvent(
            window_id=window.id, at=now, what=what, before=before, after=after, reason=reason
        )
    )


def note(
    session: Session,
    actor: Actor,
    action: str,
    window: ServiceWindow,
    *,
    now: datetime,
    reason: str | None = None,
    **details: Any,
) -> None:
    """Write the act into the audit and flush."""
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=ServiceWindow,
        subject_id=window.id,
        now=now,
        reason=reason,
        details=details or None,
    )
    session.flush()
