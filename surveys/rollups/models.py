"""Figures by window and day, folded by month. Sums and counts only; rebuilt, never incremented.

These rows repeat what the raw rows say, and the raw rows hold the foreign keys: checking them
again on every rebuilt row would cost as much as the rebuilding.
"""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from service.core.db import Base


class _RatingSums:
    """Ratings by level (counted ones only), how many are held or excluded, and what they said."""

    n1: Mapped[int] = mapped_column(default=0)
    n2: Mapped[int] = mapped_column(default=0)
    n3: Mapped[int] = mapped_column(default=0)
    n4: Mapped[int] = mapped_column(default=0)
    n5: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[int] = mapped_column(default=0)
    #: ratings whose citizen said that a good rating was asked for; excluded ones left out
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    #: {reason: count} of counted ratings
    reasons: Mapped[dict[str, Any]]
    #: {channel:level: count} of counted ratings that did not come from a counter's code
    channels: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    #: {dimension: sum of 1 … 5} and {dimension: count} of counted ratings
    dimension_sums: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    dimension_counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> dict[str, Any]:
        """Keep the rows in the order of their key: half the size and time on SQLite."""
        return {"sqlite_with_rowid": False}


class RatingDay(_RatingSums, Base):
    """Ratings of a window on one Shanghai day, by form version and trust grade."""

    __tablename__ = "rating_day"

    window_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    form_version_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    grade: Mapped[str] = mapped_column(String(1), primary_key=True)


class RatingMonth(_RatingSums, Base):
    """The same, folded; ``month`` is the first day of the month."""

    __tablename__ = "rating_month"

    window_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    form_version_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    grade: Mapped[str] = mapped_column(String(1), primary_key=True)


class CaseMonth(Base):
    """Complaints of a window by the month they arrived, and visits by the month observed.

    What has to be put right is not counted here: what matters of it is its clock, which runs out
    without anybody's act, so the desks read it from the deadlines as they stand.

    A grave complaint passes by the window and the county, so it counts here only once it is
    closed and upheld: before that, and when nothing was found, no number gives it away.
    """

    __tablename__ = "case_month"

    window_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    complaints: Mapped[int] = mapped_column(default=0)
    praises: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    closed_on_time: Mapped[int] = mapped_column(default=0)
    #: complaints found true, wholly or in part; nothing else ever counts
    upheld: Mapped[int] = mapped_column(default=0)
    #: disclosed visits that score, and the sum of their scores in hundredths of a point
    visits: Mapped[int] = mapped_column(default=0)
    visit_score_sum: Mapped[int] = mapped_column(default=0)
    #: appeals against ratings of the month, and those upheld
    appeals: Mapped[int] = mapped_column(default=0, server_default="0")
    appeals_upheld: Mapped[int] = mapped_column(default=0, server_default="0")
