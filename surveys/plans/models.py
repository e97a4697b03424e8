"""Plans of visits 抽查计划, and the tasks that a draw made of them."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedJSON, SealedText
from service.people.models import Account
from service.windows.models import ServiceWindow


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    DRAWN = "drawn"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Occasion(StrEnum):
    """Why windows are checked. What a complaint triggered is no burden of the usual kind."""

    ROUTINE = "routine"
    COMPLAINT = "complaint"


class TaskState(StrEnum):
    """What became of a task by somebody's word; that it was done its visit says."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class Plan(Base):
    """One plan. What was drawn can be repeated from ``record``, ``secret`` and ``public_value``."""

    __tablename__ = "visit_plan"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(SealedText("visit_plan:title"))
    occasion: Mapped[Occasion] = mapped_column(String(12))
    state: Mapped[PlanState] = mapped_column(String(12), default=PlanState.DRAFT)
    #: path of the unit or window below which windows are drawn
    scope: Mapped[str] = mapped_column(String(200))
    #: kinds of windows; none named: all
    kinds: Mapped[list[str]]
    #: levels of windows; none named: all
    levels: Mapped[list[str]]
    #: accounts that may be sent
    inspectors: Mapped[list[str]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: days of one date band
    band_days: Mapped[int]
    #: percent or number for each stratum; empty: a census
    amount: Mapped[int | None]
    is_share: Mapped[bool]
    #: percent of the windows that two people visit
    second_share: Mapped[int]
    #: nobody goes to the same window again within so many days
    lockout_days: Mapped[int]
    #: which value, public later, the draw takes; and the day on which it appears
    public_source: Mapped[str] = mapped_column(SealedText("visit_plan:public_source"))
    public_on: Mapped[date]
    public_value: Mapped[str | None] = mapped_column(SealedText("visit_plan:public_value"))
    #: 32 random bytes, hexadecimal
    secret: Mapped[str] = mapped_column(SealedText("visit_plan:secret"))
    #: {"places": …} as approved, {"people": …} as drawn, and what came of it
    record: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("visit_plan:record"))
    #: what approval commits to: secret, rules, windows, source of the public value
    commitment: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    #: root of the tree over the tasks' leaves
    root: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    drafted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[datetime]
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)


class PlanTask(Base):
    """One window, one inspector, one date band. A blind pair is two tasks that know nothing of it.

    It is carried out by the inspector's first visit to the window within the band.
    """

    __tablename__ = "visit_task"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit_plan.id"))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    inspector_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    #: opens the commitment to the inspector
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[TaskState] = mapped_column(String(12), default=TaskState.OPEN)
    #: why it was not done: a word of the vocabulary of declining
    cause: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(SealedText("visit_task:note"))
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship(viewonly=True)
    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    inspector: Mapped[Account] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("plan_id", "window_id", "inspector_id"),
        Index("ix_visit_task_inspector_id", "inspector_id"),
        Index("ix_visit_task_window_id", "window_id"),
    )
