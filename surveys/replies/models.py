"""Reply templates. The audit holds every version of their words."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, column
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db import Base, new_id

_IN_USE = column("retired_at").is_(None)


class ReplyUse(StrEnum):
    """Which answer a template is for."""

    COMPLAINT = "complaint"
    LOW_RATING = "low_rating"


class ReplyTemplate(Base):
    """Words for an answer, kept at a place and offered to every window at or below it."""

    __tablename__ = "reply_template"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: path of the unit or window that keeps it
    path: Mapped[str] = mapped_column(String(200))
    use: Mapped[ReplyUse] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index(
            "uq_reply_template_in_use",
            *("path", "use", "title"),
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )
