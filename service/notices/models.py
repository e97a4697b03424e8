"""What accounts are told, the channels they want it by, and each delivery with its tries."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.people.models import Account


class Channel(StrEnum):
    """By what a notice leaves the house."""

    EMAIL = "email"
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    #: another service that the operator allowed, by an address of Apprise
    SERVICE = "service"


class Pace(StrEnum):
    """How often a channel speaks."""

    AT_ONCE = "at_once"
    DAILY = "daily"


class Notice(Base):
    """One thing that one account is told. ``kind`` and ``values``: see kinds.py."""

    __tablename__ = "notice"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(30))
    #: table and row that it is about
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    #: the page that shows the subject; it takes the subject's id as its one argument
    endpoint: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notice_account_id_at", "account_id", "at"),
        Index(
            "ix_notice_unread",
            "account_id",
            sqlite_where=column("read_at").is_(None),
            postgresql_where=column("read_at").is_(None),
        ),
    )


class NoticeChannel(Base):
    """A channel that an account switched on."""

    __tablename__ = "notice_channel"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[Channel] = mapped_column(String(10))
    #: sealed mail address, mobile number or robot key
    address: Mapped[bytes] = mapped_column(LargeBinary)
    pace: Mapped[Pace] = mapped_column(String(10))
    #: kinds that this channel leaves out
    muted: Mapped[list[str]]
    #: language of the messages, for example ``zh``
    language: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime]

    account: Mapped[Account] = relationship(viewonly=True)

    __table_args__ = (UniqueConstraint("account_id", "channel"),)


class NoticeDelivery(Base):
    """One message by one channel: a single notice, or the digest of a day."""

    __tablename__ = "notice_delivery"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    channel_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("notice_channel.id", ondelete="CASCADE")
    )
    notice_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("notice.id"))
    #: the Shanghai day on whose morning the digest goes out
    digest_on: Mapped[date | None]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    #: class name of the last failure, never its text (that may hold an address)
    error: Mapped[str | None] = mapped_column(String(80))

    channel: Mapped[NoticeChannel] = relationship(viewonly=True)
    notice: Mapped[Notice | None] = relationship(viewonly=True)

    __table_args__ = (
        CheckConstraint("(notice_id IS NULL) <> (digest_on IS NULL)", name="notice_or_digest"),
        UniqueConstraint("channel_id", "notice_id"),
        UniqueConstraint("channel_id", "digest_on"),
        Index(
            "ix_notice_delivery_unsent",
            "next_at",
            sqlite_where=column("sent_at").is_(None),
            postgresql_where=column("sent_at").is_(None),
        ),
    )
