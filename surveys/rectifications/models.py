"""Rectifications, their stages, and the pictures that prove them."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedText
from service.people.models import Account
from service.windows.models import ServiceWindow
from surveys.deadlines.models import Deadline

from .life import RectificationState, Source, Step

__all__ = [
    "Rectification",
    "RectificationPhoto",
    "RectificationStage",
    "RectificationState",
    "Source",
    "Step",
]


class Rectification(Base):
    """One thing that a window has to put right."""

    __tablename__ = "rectification"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    source: Mapped[Source] = mapped_column(String(12))
    #: the low rating, complaint or visit
    source_id: Mapped[uuid.UUID]
    #: reason of a rating, category of a complaint, item of a checklist: what recurrences go by
    issue_key: Mapped[str] = mapped_column(String(40), default="")
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    #: who has to do it; empty: whoever heads the window
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    #: a matter of how things are done (needs measures first), not one to put right on the spot
    is_systemic: Mapped[bool] = mapped_column(default=False)
    #: where the root lies, taken over from the conclusion of a complaint
    cause: Mapped[str | None] = mapped_column(String(12))
    #: the office's own words, never a citizen's
    issue: Mapped[str] = mapped_column(SealedText("rectification:issue"))
    measures: Mapped[str | None] = mapped_column(SealedText("rectification:measures"))
    proof: Mapped[str | None] = mapped_column(SealedText("rectification:proof"))
    state: Mapped[RectificationState] = mapped_column(String(12), default=RectificationState.OPEN)
    #: why the window asked for more time; empty once that is decided
    extension_reason: Mapped[str | None] = mapped_column(
        SealedText("rectification:extension_reason")
    )
    #: the newest ended one of the same issue, when this one is a recurrence
    recurs_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("rectification.id"))
    opened_by: Mapped[uuid.UUID]
    opened_at: Mapped[datetime]
    #: Shanghai day of opening
    day: Mapped[date]
    submitted_by: Mapped[uuid.UUID | None]
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)

    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    owner: Mapped[Account | None] = relationship(viewonly=True)
    #: the term for handing in; it stands still while somebody checks
    term: Mapped[Deadline | None] = relationship(
        viewonly=True,
        uselist=False,
        primaryjoin=lambda: and_(
            foreign(Deadline.subject_id) == Rectification.id,
            Deadline.subject == Rectification.__tablename__,
        ),
    )
    stages: Mapped[list["RectificationStage"]] = relationship(
        viewonly=True, order_by="RectificationStage.number"
    )
    photos: Mapped[list["RectificationPhoto"]] = relationship(
        viewonly=True, order_by="RectificationPhoto.number"
    )

    __table_args__ = (
        Index("ix_rectification_window_issue", "window_id", "source", "issue_key"),
        Index("ix_rectification_source_id", "source_id"),
        Index("ix_rectification_owner_id", "owner_id"),
    )


class RectificationStage(Base):
    """One step in a rectification's life. Added, never changed."""

    __tablename__ = "rectification_stage"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    rectification_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rectification.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    #: what was done; the first is the opening
    step: Mapped[str] = mapped_column(String(20))
    state: Mapped[RectificationState] = mapped_column(String(12))
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID]
    note: Mapped[str] = mapped_column(SealedText("rectification_stage:note"), default="")

    __table_args__ = (UniqueConstraint("rectification_id", "number"),)


class RectificationPhoto(Base):
    """A picture of what was put right: re-encoded JPEG without metadata."""

    __tablename__ = "rectification_photo"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    rectification_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rectification.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    #: the number of the stage that handed it in
    stage: Mapped[int] = mapped_column(SmallInteger)
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("rectification_id", "number"),)
