"""Deadlines: one row for each term that runs, with all that is needed to count it again."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.windows.models import ServiceWindow

from .terms import Unit

__all__ = ["Deadline", "DeadlineState", "Unit"]

_LIVE = column("met_at").is_(None) & column("cancelled_at").is_(None)


class DeadlineState(StrEnum):
    """What there is to say about a deadline now."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    CANCELLED = "cancelled"


class Deadline(Base):
    """One term of one matter. It is live until it is met or cancelled."""

    __tablename__ = "deadline"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: table and id of the matter
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    #: the clock, for example ``complaint.conclude``
    name: Mapped[str] = mapped_column(String(40))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    #: path of the place that must act
    owner_path: Mapped[str] = mapped_column(String(200))
    #: the rule pack and the day since which it stands so; what it says is copied here, so that a
    #: later version never changes a term that runs
    pack: Mapped[str] = mapped_column(String(40))
    pack_since: Mapped[date]
    unit: Mapped[Unit] = mapped_column(String(14))
    #: the term in its unit, and what one extension adds
    amount: Mapped[int]
    extension: Mapped[int]
    #: the share of the term after which a word of warning goes out
    warn_share: Mapped[float]
    started_at: Mapped[datetime]
    #: from when the present run counts: the start, or the last resumption
    run_from: Mapped[datetime]
    #: how long it still runs from there (while paused: what is kept): days, or seconds of hours
    run_for: Mapped[int]
    #: the first moment that is too late
    due_at: Mapped[datetime]
    #: the last Shanghai day of the term
    due_on: Mapped[date]
    #: true when a year on the way has no published holidays yet (暂定)
    provisional: Mapped[bool]
    warn_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    #: the moment the term ended unmet: ``due_at`` as it stood then
    overdue_at: Mapped[datetime | None]
    #: the place one level up that was told; set once
    escalated_to: Mapped[str | None] = mapped_column(String(200))

    window: Mapped[ServiceWindow] = relationship(viewonly=True)

    __table_args__ = (
        Index(
            "uq_deadline_live",
            "subject",
            "subject_id",
            "name",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "ix_deadline_owner_prefix",
            "owner_path",
            postgresql_ops={"owner_path": "text_pattern_ops"},
        ),
        Index("ix_deadline_due_at", "due_at", sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    @property
    def is_live(self) -> bool:
        """Tell whether the matter still waits."""
        return self.met_at is None and self.cancelled_at is None

    def state(self, now: datetime) -> DeadlineState:
        """Return what there is to say at ``now``, whether or not the worker has looked yet."""
        if self.cancelled_at:
            return DeadlineState.CANCELLED
        if self.met_at:
            return DeadlineState.MET_LATE if self.overdue_at else DeadlineState.MET
        if self.overdue_at or (self.paused_at is None and now >= self.due_at):
            return DeadlineState.OVERDUE
        return DeadlineState.PAUSED if self.paused_at else DeadlineState.RUNNING
