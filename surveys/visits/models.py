"""Unannounced visits: what an inspector saw, scored by a published rule."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedJSON, SealedText
from service.people.models import Account
from service.windows.models import ServiceWindow
from surveys.forms.models import FormVersion


class VisitState(StrEnum):
    """Where a visit stands. The window learns of it only when it is disclosed."""

    INCOMPLETE = "incomplete"
    SUBMITTED = "submitted"
    DISCLOSED = "disclosed"


class VisitMode(StrEnum):
    """How a visit is made (人社部发〔2014〕91号 六: 明察暗访、互查互检)."""

    UNANNOUNCED = "UNANNOUNCED"
    ANNOUNCED = "ANNOUNCED"
    CROSS = "CROSS"


class FlagKind(StrEnum):
    """What a person should look at. A flag changes no score."""

    SAME_PHOTO = "same_photo"
    LIKE_PHOTO = "like_photo"
    LIKE_ANSWERS = "like_answers"
    WINDOW_CLOSED = "window_closed"


class Visit(Base):
    """One visit. Its id is the key that the phone made, so sending again is harmless."""

    __tablename__ = "visit"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: SHA-256 of the record's bytes as a phone sent them; empty for a typed form
    sent_sha256: Mapped[str | None] = mapped_column(String(64))
    #: the visit that this one corrects, and why: what was sent before stays as it is
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(SealedText("visit:reason"))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    inspector_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    form_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form_version.id"))
    mode: Mapped[VisitMode] = mapped_column(String(12), default=VisitMode.UNANNOUNCED)
    state: Mapped[VisitState] = mapped_column(String(12))
    #: {item id: {"value": …, "note": …, "reason": …}}
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJSON("visit:answers"))
    #: 0–100 in hundredths of a point; empty while incomplete or not scorable
    score: Mapped[int | None]
    #: true when too few points could be answered or the form is still in its grace time
    observe_only: Mapped[bool] = mapped_column(default=False)
    #: what the phone's clock said; kept beside server time, decides nothing
    device_started_at: Mapped[datetime | None]
    device_finished_at: Mapped[datetime | None]
    #: seconds by which the server's clock was ahead of the phone's when the record arrived
    clock_offset: Mapped[int | None]
    #: {"latitude", "longitude", "accuracy"}: coarse, with consent, a hint and never proof
    position: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("visit:position"))
    #: Shanghai day observed (from the device, bounded by the server's clock)
    observed_on: Mapped[date]
    #: true when the phone's clock was wrong, or its day over a week ago
    clock_doubtful: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    #: Shanghai day of arrival; of the last photo's arrival once the visit is complete
    day: Mapped[date]
    disclosed_at: Mapped[datetime | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)

    inspector: Mapped[Account] = relationship(viewonly=True)
    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    form_version: Mapped[FormVersion] = relationship(viewonly=True)
    photos: Mapped[list["VisitPhoto"]] = relationship(viewonly=True, order_by="VisitPhoto.number")
    flags: Mapped[list["VisitFlag"]] = relationship(
        viewonly=True, foreign_keys="VisitFlag.visit_id", order_by="VisitFlag.kind, VisitFlag.id"
    )

    __table_args__ = (
        Index("ix_visit_window_day", "window_id", "observed_on"),
        Index("ix_visit_inspector_id", "inspector_id"),
    )


class VisitPhoto(Base):
    """A picture that the visit announces; ``received_at`` is empty until its bytes are here."""

    __tablename__ = "visit_photo"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    item: Mapped[str] = mapped_column(String(12))
    #: SHA-256 of the bytes as sent by the phone
    sent_sha256: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of the stored copy: re-encoded, without metadata
    stored_sha256: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[datetime | None]
    #: what the picture looks like, in 64 bits (hexadecimal): pictures alike have bits alike
    look: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        UniqueConstraint("visit_id", "sent_sha256"),
        Index("ix_visit_photo_sent_sha256", "sent_sha256"),
    )


class VisitPhotoPart(Base):
    """Bytes of a photo that is on its way; gone as soon as the photo is whole."""

    __tablename__ = "visit_photo_part"

    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit_photo.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class VisitFlag(Base):
    """Something about a visit that a person should look at; the window never learns of it."""

    __tablename__ = "visit_flag"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[FlagKind] = mapped_column(String(20))
    #: the earlier visit that this one is like
    other_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"))
