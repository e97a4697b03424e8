"""Award cycles, candidacies with their history, and the evidence packs attached to them."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id
from service.windows.models import OrgUnit, ServiceWindow


class Stage(StrEnum):
    """How far a candidacy has come on the ladder of nomination (辽人社〔2016〕149号 四).

    A stage names what is done: ``city_opinion`` means that the city has given its opinion.
    """

    DRAFT = "draft"
    OWNER_PUBLICITY = "owner_publicity"
    COUNTY_OPINION = "county_opinion"
    CITY_OPINION = "city_opinion"
    INITIAL_REVIEW = "initial_review"
    PANEL_REVIEW = "panel_review"
    PROVINCE_PUBLICITY = "province_publicity"
    FINAL_DECISION = "final_decision"
    TO_MINISTRY = "to_ministry"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What a step of a candidacy's history did."""

    NOMINATED = "nominated"
    ADVANCED = "advanced"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class PackState(StrEnum):
    """Where an evidence pack stands."""

    REQUESTED = "requested"
    READY = "ready"
    FAILED = "failed"


class AwardCycle(Base):
    """A round of the award: its period, conditions and quotas are data."""

    __tablename__ = "award_cycle"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: short stable key, for example 2014-2016
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    #: title of the honour, in the lines in which the approval form prints it
    title: Mapped[str] = mapped_column(String(120))
    evaluation_from: Mapped[date]
    evaluation_to: Mapped[date]
    #: last day whose answers count as evidence: nomination may come before the period ends
    evidence_cutoff: Mapped[date]
    nomination_year: Mapped[int]
    legal_basis: Mapped[str] = mapped_column(String(200))
    is_open: Mapped[bool] = mapped_column(default=False)
    #: [{"key", "title", "text", "source", "feeds": […], "statement"}, …], in the notice's order
    conditions: Mapped[list[Any]]
    #: [{"key", "scope", "measure", "op", "value", "hard", "source", "message"}, …]
    quota_rules: Mapped[list[Any]]
    #: copies, lengths and dates: {"copies": 8, "summary_max": 300, …, "stages": […]}
    requirements: Mapped[dict[str, Any]]


class Candidacy(Base):
    """A window's candidacy in a cycle, with the fields of the approval form."""

    __tablename__ = "candidacy"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award_cycle.id"))
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_window.id"))
    nominating_city_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("org_unit.id"))
    stage: Mapped[Stage] = mapped_column(String(20), default=Stage.DRAFT)
    #: place in its city's order (推荐对象排序); 1 is first
    city_rank: Mapped[int | None]
    #: F-01…F-13 of the approval form, as entered; see schemas.ApprovalFormSchema
    form: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    cycle: Mapped[AwardCycle] = relationship(viewonly=True)
    window: Mapped[ServiceWindow] = relationship(viewonly=True)
    nominating_city: Mapped[OrgUnit | None] = relationship(viewonly=True)
    steps: Mapped[list["CandidacyStep"]] = relationship(
        viewonly=True, order_by="CandidacyStep.number"
    )
    packs: Mapped[list["EvidencePack"]] = relationship(
        viewonly=True, order_by="EvidencePack.requested_at.desc()"
    )

    __table_args__ = (
        UniqueConstraint("cycle_id", "window_id"),
        UniqueConstraint("cycle_id", "nominating_city_id", "city_rank"),
        Index("ix_candidacy_window_id", "window_id"),
    )


class CandidacyStep(Base):
    """One step on the ladder: who, when, what was decided, and why. Never changed."""

    __tablename__ = "candidacy_step"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    candidacy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidacy.id"))
    #: 1, 2, 3 … within the candidacy: two people cannot both take the next step
    number: Mapped[int]
    move: Mapped[Move] = mapped_column(String(10))
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID]
    from_stage: Mapped[Stage] = mapped_column(String(20))
    to_stage: Mapped[Stage] = mapped_column(String(20))
    #: opinion text for the approval form, or the reason of a return or withdrawal
    text: Mapped[str] = mapped_column(Text, default="")
    #: facts of the step: publicity days, minute number, seal state, reason for a soft deviation
    details: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("candidacy_id", "number"),)


class EvidencePack(Base):
    """A pack asked for, then built by a worker; once ready it is kept for good."""

    __tablename__ = "evidence_pack"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    candidacy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidacy.id"))
    requested_by: Mapped[uuid.UUID]
    requested_at: Mapped[datetime]
    #: last day whose answers are in it, fixed when it was asked for
    last_day: Mapped[date]
    state: Mapped[PackState] = mapped_column(String(12), default=PackState.REQUESTED)
    ready_at: Mapped[datetime | None]
    #: SHA-256 (hexadecimal) of the ZIP in the blob store
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    #: SHA-256 of figures.json inside, printed in the footer of the report
    figures_sha256: Mapped[str | None] = mapped_column(String(64))
    #: some of its figures, frozen with it: ratings, satisfied, low, high, complaints, visits
    headline: Mapped[dict[str, Any] | None]

    candidacy: Mapped[Candidacy] = relationship(viewonly=True)

    __table_args__ = (Index("ix_evidence_pack_candidacy_id", "candidacy_id"),)
