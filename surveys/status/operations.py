"""What a citizen does with a case of his own: write, say whether it is solved, ask again, withdraw.

Whoever shows the receipt is the citizen. The same act sent twice is done once.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveys.complaints import voice
from surveys.complaints.life import ComplaintState, Solved
from surveys.complaints.models import Complaint
from surveys.conversations import operations as conversations
from surveys.conversations import queries as known
from surveys.conversations.operations import Said


@dataclass(frozen=True)
class Given:
    """What a citizen sends. ``photos`` are names of cleaned pictures."""

    client_key: uuid.UUID
    text: str = ""
    photos: tuple[str, ...] = ()
    solved: Solved | None = None

    @property
    def said(self) -> Said:
        """Return the words as one message."""
        return Said(self.client_key, self.text, self.photos)


Act = Callable[[Session, Complaint, Given, datetime], None]


def write(session: Session, complaint: Complaint, given: Given, now: datetime) -> None:
    """Write to whoever handles the case."""
    conversations.write_to_office(session, complaint=complaint, said=given.said, now=now)


def confirm(session: Session, complaint: Complaint, given: Given, now: datetime) -> None:
    """Say whether it is solved; this closes the case."""
    solved = given.solved or Solved.YES
    if complaint.state != ComplaintState.CLOSED or complaint.solved != solved:
        voice.confirm(session, complaint_id=complaint.id, solved=solved, now=now)


def reopen(session: Session, complaint: Complaint, given: Given, now: datetime) -> None:
    """Send it back with a reason; the second time it goes one level up by itself."""
    _with_reason(session, complaint, given, now, voice.reopen)


def ask_review(session: Session, complaint: Complaint, given: Given, now: datetime) -> None:
    """Have it reviewed one level up, with a reason."""
    _with_reason(session, complaint, given, now, voice.ask_review)


def withdraw(session: Session, complaint: Complaint, _: Given, now: datetime) -> None:
    """Take it back."""
    if complaint.state != ComplaintState.WITHDRAWN:
        voice.withdraw(session, complaint_id=complaint.id, now=now)


def _with_reason(
    session: Session,
    complaint: Complaint,
    given: Given,
    now: datetime,
    step: Callable[..., Complaint],
) -> None:
    """Take a step once, its reason being the next message of the conversation."""
    is_repeat = known.by_client_key(session, given.client_key) is not None
    conversations.write_to_office(session, complaint=complaint, said=given.said, now=now)
    if not is_repeat:
        step(session, complaint_id=complaint.id, now=now)


DO: dict[str, Act] = {
    "message": write,
    "confirm": confirm,
    "reopen": reopen,
    "review": ask_review,
    "withdraw": withdraw,
}
