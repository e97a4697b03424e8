"""The organisation tree, the service windows in it, and their counters."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id


class Level(StrEnum):
    """Administrative level of an organisation."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    COMMUNITY = "community"


#: the levels that count as "county and below" in quota rules (辽人社〔2016〕149号 三)
COUNTY_AND_BELOW = frozenset({Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY})


class Kind(StrEnum):
    """Kind of service window: the ten of 辽人社〔2016〕149号 一, and grassroots platforms."""

    EMP = "EMP"
    SI = "SI"
    TAL = "TAL"
    ARB = "ARB"
    INSP = "INSP"
    SKILL = "SKILL"
    HOT = "HOT"
    EXAM = "EXAM"
    PET = "PET"
    WEB = "WEB"
    GRASS = "GRASS"


class WindowState(StrEnum):
    """Where a service window is in its life."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    MERGED = "merged"
    CLOSED = "closed"


class OrgUnit(Base):
    """An authority in the tree: province, city, county, township, community."""

    __tablename__ = "org_unit"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: division code (6 digits; 9 for townships, 12 for communities)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    #: official full name of the authority, as the approval form wants it (填表说明 六)
    full_name: Mapped[str] = mapped_column(String(80))
    level: Mapped[Level] = mapped_column(String(12))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("org_unit.id"))
    #: codes from the root, each followed by a slash: 210000/210100/
    path: Mapped[str] = mapped_column(String(160), unique=True)
    #: city that nominates for this unit where it is not the one above it (绥中, 昌图)
    nominating_city_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("org_unit.id"))

    parent: Mapped["OrgUnit | None"] = relationship(
        foreign_keys=[parent_id], remote_side="OrgUnit.id", viewonly=True
    )

    __table_args__ = (
        Index("ix_org_unit_path_prefix", "path", postgresql_ops={"path": "text_pattern_ops"}),
    )


class ServiceWindow(Base):
    """A service window 窗口单位: a hall, office, hotline or site. The award goes to it."""

    __tablename__ = "service_window"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: the office's own code, stable through renaming: division code, kind, number
    code: Mapped[str] = mapped_column(String(30), unique=True)
    full_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Kind] = mapped_column(String(8))
    org_unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("org_unit.id"))
    #: path of the owner followed by this window's code and a slash
    path: Mapped[str] = mapped_column(String(200), unique=True)
    #: level of the owner, kept here because every comparison asks for it
    level: Mapped[Level] = mapped_column(String(12))
    state: Mapped[WindowState] = mapped_column(String(12), default=WindowState.ACTIVE)
    #: nature for the approval form: 机关, 参公单位, 事业单位, 其他
    nature: Mapped[str | None] = mapped_column(String(20))
    #: administrative grade for the approval form; 无 when it has none
    grade: Mapped[str | None] = mapped_column(String(10))
    staff_count: Mapped[int | None]
    head_name: Mapped[str | None] = mapped_column(String(30))
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(120))
    #: opening hours: {"mon": [["08:30", "11:30"], …], …} in local time
    hours: Mapped[dict[str, Any] | None]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_window.id"))
    created_at: Mapped[datetime]
    #: grows with each change; the ETag of the API
    version: Mapped[int] = mapped_column(default=1)

    org_unit: Mapped[OrgUnit] = relationship(viewonly=True)
    counters: Mapped[list["Counter"]] = relationship(
        viewonly=True, order_by="Counter.number", lazy="select"
    )

    __table_args__ = (
        Index("ix_service_window_path_prefix", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index("ix_service_window_org_unit_id", "org_unit_id"),
    )


class Counter(Base):
    """A counter 柜台 in a window: where the code hangs."""

    __tablename__ = "counter"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    #: the number on the desk plate, for example 03
    number: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(40), default="")
    #: CONSULT, INSTANT, ACCEPT or SELF (人社部发〔2014〕91号 五)
    zone: Mapped[str | None] = mapped_column(String(10))
    is_universal: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]

    window: Mapped[ServiceWindow] = relationship(viewonly=True)

    __table_args__ = (UniqueConstraint("window_id", "number"),)


class WindowEvent(Base):
    """What happened to a window: opened, renamed, moved, merged, suspended, closed."""

    __tablename__ = "window_event"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(12))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_window_event_window_id", "window_id"),)
