"""Low ratings as cases: the case, the citizen's sealed contact, call-backs and the appeal."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedText
from service.windows.models import ServiceWindow
from surveys.complaints.life import Solved
from surveys.ratings.models import Rating

from .life import CallOutcome, Decision, Ground, LowRatingState, Settlement

__all__ = [
    "CallOutcome",
    "Decision",
    "Ground",
    "LowRating",
    "LowRatingAppeal",
    "LowRatingCall",
    "LowRatingContact",
    "LowRatingState",
    "Settlement",
]


class LowRating(Base):
    """One rating of the last two levels, and what the window does about it."""

    __tablename__ = "low_rating"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    rating_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rating.id"), unique=True)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    level: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[LowRatingState] = mapped_column(String(10), default=LowRatingState.OPEN)
    opened_at: Mapped[datetime]
    #: when the window was told, and its clock began; empty while its group is too small to be told
    told_at: Mapped[datetime | None]
    #: path of the unit above that answers in the window's place; empty while the window does
    raised_to: Mapped[str | None] = mapped_column(String(160))
    #: what verification found
    found: Mapped[str | None] = mapped_column(SealedText("low_rating:found"))
    verified_at: Mapped[datetime | None]
    settlement: Mapped[Settlement | None] = mapped_column(String(12))
    #: what was done, is to be done, or is explained
    answer: Mapped[str | None] = mapped_column(SealedText("low_rating:answer"))
    closed_at: Mapped[datetime | None]
    #: when the citizen said for the first time that it is not solved
    reopened_at: Mapped[datetime | None]
    #: the citizen's last word whether it is solved; empty: none was said
    solved: Mapped[Solved | None] = mapped_column(String(8))
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)

    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    rating: Mapped[Rating] = relationship(viewonly=True)
    appeal: Mapped["LowRatingAppeal | None"] = relationship(viewonly=True)
    calls: Mapped[list["LowRatingCall"]] = relationship(
        viewonly=True, order_by="LowRatingCall.number"
    )
    contact: Mapped["LowRatingContact | None"] = relationship(
        viewonly=True,
        primaryjoin="foreign(LowRatingContact.rating_id) == LowRating.rating_id",
        uselist=False,
    )

    __table_args__ = (Index("ix_low_rating_window_told", "window_id", "told_at"),)


class LowRatingContact(Base):
    """How to call the citizen back: sealed, opened only with a written reason."""

    __tablename__ = "low_rating_contact"

    rating_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rating.id"), primary_key=True)
    #: empty once it was erased; that there was one stays, for the rate of call-backs
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    given_at: Mapped[datetime]


class LowRatingCall(Base):
    """One try to call the citizen back. Added, never changed."""

    __tablename__ = "low_rating_call"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    low_rating_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("low_rating.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    #: Shanghai day: three tries count on three days
    day: Mapped[date]
    outcome: Mapped[CallOutcome] = mapped_column(String(12))

    __table_args__ = (UniqueConstraint("low_rating_id", "number"),)


class LowRatingAppeal(Base):
    """The window's word that a rating should not count, and what a second person decided."""

    __tablename__ = "low_rating_appeal"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    low_rating_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("low_rating.id"), unique=True)
    ground: Mapped[Ground] = mapped_column(String(10))
    statement: Mapped[str] = mapped_column(SealedText("low_rating_appeal:statement"))
    filed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    filed_at: Mapped[datetime]
    #: path of the place that decides: one level above the window's owner
    decider_path: Mapped[str] = mapped_column(String(200))
    decision: Mapped[Decision | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(SealedText("low_rating_appeal:reason"))
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_low_rating_appeal_decider_prefix",
            "decider_path",
            postgresql_ops={"decider_path": "text_pattern_ops"},
        ),
    )
