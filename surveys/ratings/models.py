"""Citizens' ratings. No column says who rated; a rating is never deleted."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedText
from service.windows.models import ServiceWindow


class Grade(StrEnum):
    """How far a rating can be trusted to come from a service act."""

    ACT = "A"
    COUNTER = "B"
    LOOSE = "C"


class Channel(StrEnum):
    """How a citizen came to the form (人社部发〔2014〕91号 五 names the ways besides counters)."""

    COUNTER = "counter"
    #: the code of a whole window, which says nothing of a counter
    WINDOW = "window"
    WEB = "web"
    KIOSK = "kiosk"
    HOTLINE = "hotline"
    #: a slip of paper or a call, entered by a clerk
    PAPER = "paper"
    PHONE = "phone"


#: what a citizen's own device may say of itself
OWN_CHANNELS = (Channel.COUNTER, Channel.WEB, Channel.KIOSK, Channel.HOTLINE)
#: what only a clerk enters
ENTERED_CHANNELS = (Channel.PAPER, Channel.PHONE)


class Signal(StrEnum):
    """Why a rating was held or left out when it arrived. The citizen is answered as always."""

    #: more from one device on one window than a day's visits explain
    BURST = "burst"
    #: the device was signed in as staff of the rated window
    STAFF = "staff"


class RatingState(StrEnum):
    """Whether a rating counts. Held ones wait for two people and a reason."""

    COUNTED = "counted"
    HELD = "held"
    EXCLUDED = "excluded"


COMMENT = SealedText("rating:comment")


class Rating(Base):
    """One rating of one counter's (or window's) service."""

    __tablename__ = "rating"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: made by the server with the form; the same key twice is one rating
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    #: SHA-256 of what was sent, to tell a repeat from a contradiction
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    counter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("counter.id"))
    code: Mapped[str] = mapped_column(String(8))
    form_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form_version.id"))
    #: 5 非常满意 … 1 非常不满意
    level: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[str]]
    comment: Mapped[str | None] = mapped_column(COMMENT)
    grade: Mapped[Grade] = mapped_column(String(1))
    state: Mapped[RatingState] = mapped_column(String(8), default=RatingState.COUNTED)
    channel: Mapped[Channel] = mapped_column(String(10), default=Channel.COUNTER)
    #: Shanghai day of arrival
    day: Mapped[date]
    received_at: Mapped[datetime]
    #: HMAC of the device's traits with a key of the day; says nothing on any other day
    device: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    #: HMAC of the receipt: the receipt itself is known to the citizen only
    receipt: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    #: opens the commitment in the ledger leaf; goes when the words are erased
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    #: {dimension: 1 … 5} of those that were given
    dimensions: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: somebody asked for a good rating (有人要求我打好评); told in sums only, never to the window
    was_asked: Mapped[bool | None]
    #: the Shanghai day of the service, when it was not the day of arrival (补评)
    service_date: Mapped[date | None]
    #: HMAC of window and act: one rating per service act (一事一评)
    act: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    signal: Mapped[Signal | None] = mapped_column(String(8))
    #: the batch of slips or calls that it was entered with
    batch_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("rating_batch.id"))

    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        Index("ix_rating_window_day", "window_id", "day", "device"),
        Index(
            "ix_rating_held",
            "window_id",
            "day",
            sqlite_where=column("state") == RatingState.HELD.value,
            postgresql_where=column("state") == RatingState.HELD.value,
        ),
        Index(
            "ix_rating_batch_id",
            "batch_id",
            sqlite_where=column("batch_id").is_not(None),
            postgresql_where=column("batch_id").is_not(None),
        ),
    )


class RatingBatch(Base):
    """Slips of paper or calls that a clerk enters. What is entered counts apart, by channel."""

    __tablename__ = "rating_batch"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    #: what stands on the bundle
    number: Mapped[str] = mapped_column(String(30))
    channel: Mapped[Channel] = mapped_column(String(10))
    form_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form_version.id"))
    #: the day on which the slips were filled in or the calls came
    collected_on: Mapped[date]
    #: how many slips lie in the bundle, entered or not
    slips: Mapped[int] = mapped_column(SmallInteger)
    entered_by: Mapped[uuid.UUID]
    entered_at: Mapped[datetime]

    window: Mapped[ServiceWindow] = relationship(viewonly=True)

    __table_args__ = (UniqueConstraint("window_id", "number"),)


class Ruling(StrEnum):
    """What becomes of held ratings."""

    COUNT = "count"
    EXCLUDE = "exclude"


class RatingRuling(Base):
    """What one person proposes for the held ratings of a window and day, and a second decides.

    It covers the ratings of that signal that were held when it was proposed, and no later ones.
    """

    __tablename__ = "rating_ruling"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    day: Mapped[date]
    signal: Mapped[Signal] = mapped_column(String(8))
    ruling: Mapped[Ruling] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(SealedText("rating_ruling:reason"))
    #: how many ratings it covers
    ratings: Mapped[int]
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[datetime | None]
    #: whether the second person agreed; until then the ratings stay held
    agreed: Mapped[bool | None]

    window: Mapped[ServiceWindow] = relationship(viewonly=True)

    __table_args__ = (
        Index(
            "uq_rating_ruling_open",
            "window_id",
            "day",
            "signal",
            unique=True,
            sqlite_where=column("decided_at").is_(None),
            postgresql_where=column("decided_at").is_(None),
        ),
    )
