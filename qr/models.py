"""The codes that hang at counters, and the sheets they were printed on."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.windows.models import Counter, ServiceWindow

from .states import LIVE, CodeState

__all__ = ["CodeState", "PrintRun", "QrCode"]


class QrCode(Base):
    """An eight-character code for one counter, or for a whole window."""

    __tablename__ = "qr_code"

    #: seven random Crockford characters and a check character
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    counter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("counter.id"))
    state: Mapped[CodeState] = mapped_column(String(10), default=CodeState.DRAFT)
    created_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    #: where a replaced code leads
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("qr_code.code"))
    ended_at: Mapped[datetime | None]
    #: why it was replaced or revoked
    reason: Mapped[str | None] = mapped_column(String(200))

    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    counter: Mapped[Counter | None] = relationship(viewonly=True)

    __table_args__ = (Index("ix_qr_code_window_id", "window_id"),)


def _one_living(name: str, column: Any, condition: ColumnElement[bool]) -> Index:
    return Index(name, column, unique=True, sqlite_where=condition, postgresql_where=condition)


_LIVES = QrCode.state.in_(LIVE)
_one_living("uq_qr_code_living_counter", QrCode.counter_id, _LIVES)
_one_living("uq_qr_code_living_window", QrCode.window_id, and_(_LIVES, QrCode.counter_id.is_(None)))


class PrintRun(Base):
    """A bulk sheet that was made. The PDF lies in the blob store under its SHA-256."""

    __tablename__ = "print_run"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID]
    layout: Mapped[str] = mapped_column(String(4))
    #: path of the lowest place in the tree that holds all its windows, for scopes
    path: Mapped[str] = mapped_column(String(200))
    card_count: Mapped[int]
    page_count: Mapped[int]
    #: what was printed, card by card, in the words of that day (see :mod:`qr.manifest`)
    cards: Mapped[list[Any]] = mapped_column(deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
