"""Requests for support, and the steps that each went through."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedText
from service.windows.models import ServiceWindow

from .life import SupportKind, SupportState, SupportStep

__all__ = ["SupportRequest", "SupportStage"]


class SupportRequest(Base):
    """One thing that a window asks of the unit above it."""

    __tablename__ = "support_request"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    kind: Mapped[SupportKind] = mapped_column(String(10))
    #: what is lacking, in the window's own words
    matter: Mapped[str] = mapped_column(SealedText("support_request:matter"))
    state: Mapped[SupportState] = mapped_column(String(10), default=SupportState.ASKED)
    #: path of the unit that has to answer
    asked_path: Mapped[str] = mapped_column(String(160))
    #: the day by which what was agreed is to be there
    promised_on: Mapped[date | None]
    asked_at: Mapped[datetime]
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)

    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    stages: Mapped[list["SupportStage"]] = relationship(
        viewonly=True, order_by="SupportStage.number"
    )

    __table_args__ = (
        Index("ix_support_request_window_id", "window_id"),
        Index(
            "ix_support_request_asked_prefix",
            "asked_path",
            postgresql_ops={"asked_path": "text_pattern_ops"},
        ),
    )


class SupportStage(Base):
    """One step in a request's life. Added, never changed."""

    __tablename__ = "support_stage"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("support_request.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[SupportStep] = mapped_column(String(10))
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID]
    note: Mapped[str] = mapped_column(SealedText("support_stage:note"), default="")
    #: the day that an agreement named
    promised_on: Mapped[date | None]

    __table_args__ = (UniqueConstraint("request_id", "number"),)
