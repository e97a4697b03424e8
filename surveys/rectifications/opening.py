"""Opening a rectification from what a reader sees: the same for pages and programs."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.problems import N_, invalid
from surveys.complaints import personal

from . import operations, owners, sources
from .models import Rectification, Source


def open_from(
    session: Session,
    *,
    actor: Actor,
    source: Source,
    source_id: uuid.UUID,
    issue: str,
    issue_key: str,
    systemic: bool,
    cause: str | None,
    owner_id: uuid.UUID | None,
    due_days: int | None,
    now: datetime,
) -> Rectification:
    """Ask to put right what a source shows.

    Raises 404 for a source that ``actor`` may not see; 422 for an issue that it does not show,
    words copied from a citizen, or an owner who cannot do it.
    """
    offer = sources.offered(session, actor, source, source_id)
    if issue_key not in (offer.issues or {""}):
        raise invalid({"issue_key": [N_("请从给出的选项中选择。")]})
    if wrong := personal.wrong_with(issue, offer.said):
        raise invalid({"issue": [wrong]})
    if owner_id and not owners.is_able(session, actor, offer.window, owner_id):
        raise invalid({"owner_id": [N_("请从给出的选项中选择。")]})
    return operations.open_rectification(
        session,
        source=source,
        source_id=source_id,
        window=offer.window,
        issue=issue,
        issue_key=issue_key,
        systemic=systemic,
        cause=cause or offer.cause,
        owner_id=owner_id,
        due_days=due_days,
        actor=actor,
        now=now,
    )
