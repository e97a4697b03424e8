"""Who did what to what, when and why: rows that are added and never changed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from .db import Base
from .sealed import SealedText


class AuditEvent(Base):
    """One act. ``details`` holds codes and numbers, never what a citizen wrote."""

    __tablename__ = "audit_event"

    #: counts up, so that acts of one moment keep their order
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime]
    #: account id; empty when the program itself acted
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(SealedText("audit_event:reason"))
    details: Mapped[dict[str, Any] | None]

    __table_args__ = (
        Index("ix_audit_event_subject", "subject_type", "subject_id"),
        Index("ix_audit_event_at", "at"),
    )


def record(
    session: Session,
    *,
    actor_id: uuid.UUID | None,
    action: str,
    subject: object,
    subject_id: object,
    now: datetime,
    reason: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one act beside the change it describes, in the same transaction.

    ``subject`` is the model class or a word for it.
    """
    named = subject if isinstance(subject, str) else getattr(subject, "__tablename__", "")
    session.add(
        AuditEvent(
            at=now,
            actor_id=actor_id,
            action=action,
            subject_type=named,
            subject_id=str(subject_id),
            reason=reason,
            details=details,
        )
    )
