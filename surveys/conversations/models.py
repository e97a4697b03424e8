"""Messages between a citizen without a name and whoever handles the case, and their photos."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id


class Speaker(StrEnum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    OFFICE = "office"


class Message(Base):
    """One message about one complaint. Its words never change; they may be erased."""

    __tablename__ = "complaint_message"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id"))
    #: from 1, in the order of arrival
    number: Mapped[int] = mapped_column(SmallInteger)
    speaker: Mapped[Speaker] = mapped_column(String(8))
    #: sealed words; empty once they were erased
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    #: when the other side read it
    read_at: Mapped[datetime | None]
    #: the account that wrote it for the office
    actor_id: Mapped[uuid.UUID | None]
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    photos: Mapped[list["MessagePhoto"]] = relationship(
        viewonly=True, order_by="MessagePhoto.number"
    )

    __table_args__ = (UniqueConstraint("complaint_id", "number"),)


class MessagePhoto(Base):
    """A picture sent with a message: re-encoded JPEG without metadata."""

    __tablename__ = "complaint_message_photo"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint_message.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("message_id", "number"),)
