"""Gathers the complaints of a period, in numbers alone."""

import uuid
from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.complaints import sheet
from surveys.complaints.life import UPHELD
from surveys.complaints.models import Complaint, ComplaintKind, ComplaintState, Finding
from surveys.forms.models import FormVersion
from surveys.forms.queries import versions
from surveys.rollups import cases
from surveys.rollups.statistics import Share

from .facts import Category, Complaints, Words, words_of


def gather(session: Session, window_id: uuid.UUID, first: date, last: date) -> Complaints:
    """Return what arrived from ``first`` to ``last`` and what became of it, grave ones included."""
    rows = list(
        session.scalars(
            select(Complaint).where(
                Complaint.window_id == window_id, Complaint.day.between(first, last)
            )
        )
    )
    complaints = [row for row in rows if row.kind == ComplaintKind.COMPLAINT]
    closed = [row for row in complaints if row.state == ComplaintState.CLOSED]
    states = Counter(row.state for row in complaints)
    findings = Counter(row.finding for row in closed)
    return Complaints(
        received=len(complaints),
        praises=sum(row.kind == ComplaintKind.PRAISE for row in rows),
        answered=sum(row.reply is not None for row in complaints),
        upheld=sum(row.told_finding in UPHELD for row in complaints),
        categories=_categories(session, complaints),
        states={state.value: states[state] for state in ComplaintState},
        findings={finding.value: findings[finding] for finding in Finding},
        on_time=Share.of(sum(map(cases.is_on_time, closed)), len(closed)),
    )


def _categories(session: Session, complaints: list[Complaint]) -> tuple[Category, ...]:
    """Count by category, most frequent first; words of the newest version win."""
    used = {row.form_version_id for row in complaints}
    names: dict[str, Words] = {}
    for version in session.scalars(versions().where(FormVersion.id.in_(used))).all()[::-1]:
        names |= {found["key"]: found for found in sheet.categories(version.body)}
    received = Counter(row.category for row in complaints)
    upheld = Counter(row.category for row in complaints if row.told_finding in UPHELD)
    return tuple(
        Category(key, words_of(names[key]), count, upheld[key])
        for key, count in sorted(received.items(), key=lambda item: (-item[1], item[0] or ""))
        if key
    )
