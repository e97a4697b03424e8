"""Complaints, their stages, and what identifies the complainant, kept apart and sealed."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedText
from service.windows.models import ServiceWindow
from surveys.forms.models import FormVersion

from .life import TOLD, ComplaintState, Elsewhere, Finding, RootCause, Severity, Solved, Step

__all__ = [
    "Complaint",
    "ComplaintClearing",
    "ComplaintContact",
    "ComplaintKind",
    "ComplaintPhoto",
    "ComplaintStage",
    "ComplaintState",
    "Finding",
]


class ComplaintKind(StrEnum):
    """What a citizen wants to say beside a rating."""

    COMPLAINT = "complaint"
    PRAISE = "praise"
    SUGGESTION = "suggestion"


class Complaint(Base):
    """One complaint (or praise, or suggestion) about a window."""

    __tablename__ = "complaint"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: ``TS-2026-210100-483920``: year, division of the window, six digits drawn by lot, so that
    #: nobody can count or date complaints by their numbers
    number: Mapped[str | None] = mapped_column(String(24), unique=True)
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[ComplaintKind] = mapped_column(String(10))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    counter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("counter.id"))
    form_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form_version.id"))
    category: Mapped[str | None] = mapped_column(String(12))
    #: sealed words of the citizen
    matter: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: what the window may read: written by the handler on acceptance
    redacted: Mapped[str | None] = mapped_column(SealedText("complaint:redacted"))
    #: the day the citizen speaks of; praise may leave it out
    occurred_on: Mapped[date | None]
    state: Mapped[ComplaintState] = mapped_column(String(12), default=ComplaintState.RECEIVED)
    #: path of the place in the tree whose conduct office handles it: never the unit complained of
    handler_path: Mapped[str] = mapped_column(String(200))
    #: grave matters pass by the window and the county
    is_grave: Mapped[bool] = mapped_column(default=False)
    finding: Mapped[Finding | None] = mapped_column(String(14))
    severity: Mapped[Severity | None] = mapped_column(String(10))
    #: sealed: what verification established
    facts: Mapped[bytes | None] = mapped_column(LargeBinary)
    root_cause: Mapped[RootCause | None] = mapped_column(String(12))
    #: what is done about it
    measures: Mapped[str | None] = mapped_column(SealedText("complaint:measures"))
    #: the words for the citizen, who reads them once they are approved and told
    outcome: Mapped[str | None] = mapped_column(SealedText("complaint:outcome"))
    #: path at which a second person approves, extends and reviews
    decider_path: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    #: where it stood before it was suspended or withdrawn
    resumes_to: Mapped[ComplaintState | None] = mapped_column(String(12))
    #: asked, granted or refused; it is asked for once
    extension: Mapped[str | None] = mapped_column(String(10))
    transferred_to: Mapped[Elsewhere | None] = mapped_column(String(12))
    duplicate_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("complaint.id"))
    #: the citizen's word whether it is solved
    solved: Mapped[Solved | None] = mapped_column(String(8))
    #: how often the citizen has sent it back to the handler
    reopened: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    #: the window's reply, shown to the citizen
    reply: Mapped[str | None] = mapped_column(SealedText("complaint:reply"))
    #: last day for the word on acceptance, then for the conclusion; praise: the day it came
    due_on: Mapped[date]
    #: true when a year on the way has no published holidays yet (暂定)
    due_provisional: Mapped[bool] = mapped_column(default=False)
    day: Mapped[date]
    received_at: Mapped[datetime]
    #: when the citizen was told the outcome, the last time
    told_at: Mapped[datetime | None]
    #: true once a term of the office has passed unmet
    is_late: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    closed_at: Mapped[datetime | None]
    receipt: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    version: Mapped[int] = mapped_column(default=1)

    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    form_version: Mapped[FormVersion] = relationship(viewonly=True)
    stages: Mapped[list["ComplaintStage"]] = relationship(
        viewonly=True, order_by="ComplaintStage.number"
    )
    photos: Mapped[list["ComplaintPhoto"]] = relationship(
        viewonly=True, order_by="ComplaintPhoto.number"
    )

    @property
    def shown_number(self) -> str:
        """Return the number that offices speak of."""
        return self.number or f"TS-{self.day.year}-{self.id.hex[-8:].upper()}"

    @property
    def told_finding(self) -> Finding | None:
        """Return the finding once the citizen has been told: before, nobody outside knows it."""
        return Finding(self.finding) if self.finding and self.state in TOLD else None

    __table_args__ = (
        Index("ix_complaint_window_day", "window_id", "day"),
        Index(
            "ix_complaint_handler_prefix",
            "handler_path",
            postgresql_ops={"handler_path": "text_pattern_ops"},
        ),
    )


class ComplaintStage(Base):
    """One step in a complaint's life. Added, never changed."""

    __tablename__ = "complaint_stage"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[ComplaintState] = mapped_column(String(12))
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    #: shown to the citizen
    note: Mapped[str] = mapped_column(SealedText("complaint_stage:note"), default="")
    #: what was done; empty for the filing itself
    step: Mapped[Step | None] = mapped_column(String(16))
    #: for those who handle and decide; never shown to the citizen or the window
    reason: Mapped[str | None] = mapped_column(SealedText("complaint_stage:reason"))

    __table_args__ = (UniqueConstraint("complaint_id", "number"),)


class ComplaintContact(Base):
    """How to reach the complainant: sealed, opened only with a written reason."""

    __tablename__ = "complaint_contact"

    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: blind index (HMAC) for look-up by the very same number
    blind: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)


class ComplaintPhoto(Base):
    """A picture sent with a complaint: re-encoded JPEG without metadata."""

    __tablename__ = "complaint_photo"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("complaint_id", "number"),)


class ComplaintClearing(Base):
    """A note that clears a window or one of its staff (澄清书). Written once, never changed."""

    __tablename__ = "complaint_clearing"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id"), unique=True)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"), index=True)
    number: Mapped[str] = mapped_column(String(28), unique=True)
    #: sealed: the person who is cleared; empty when it is the window as a whole
    person: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: the one matter, in the handler's own words
    text: Mapped[str] = mapped_column(SealedText("complaint_clearing:text"))
    office: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]
    issued_by: Mapped[uuid.UUID]
    #: SHA-256 over everything that the note says, as printed on it
    sha256: Mapped[str] = mapped_column(String(64))

    window: Mapped[ServiceWindow] = relationship(viewonly=True)
