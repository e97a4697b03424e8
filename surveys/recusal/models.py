"""What inspectors declare about themselves, and the appointments of invited supervisors."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.core.sealed import SealedJSON
from service.people.models import Account


class Declaration(Base):
    """One tie that an inspector declares. Only he reads it; the draw obeys it."""

    __tablename__ = "declaration"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    #: {"kind": own, past or kin, "code": of the unit or window, "path": its path,
    #: "until": last day there of a past unit}
    tie: Mapped[dict[str, Any]] = mapped_column(SealedJSON("declaration:tie"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_declaration_account_id", "account_id"),)


class Appointment(Base):
    """The appointment of an invited supervisor 特约监督员: a letter, a term, an area."""

    __tablename__ = "appointment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    #: number of the letter of appointment
    letter: Mapped[str] = mapped_column(String(60))
    #: path of the unit below which the supervisor may go
    area: Mapped[str] = mapped_column(String(160))
    since: Mapped[date]
    #: the last day of the term
    until: Mapped[date]
    made_at: Mapped[datetime]

    account: Mapped[Account] = relationship(viewonly=True)

    __table_args__ = (Index("ix_appointment_account_id", "account_id"),)
