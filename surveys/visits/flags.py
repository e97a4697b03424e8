"""Looks whether a complete visit resembles earlier ones, and writes down what a person should see.

A visit and its correction resemble each other: that is no news.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from service.windows.models import ServiceWindow, WindowState

from . import alike
from .models import FlagKind, Visit, VisitFlag, VisitPhoto, VisitState

#: how far back is looked, and at how many visits' answers
LOOK_BACK = timedelta(days=400)
MOST_COMPARED = 60

Found = set[tuple[FlagKind, uuid.UUID | None]]


def raise_flags(
    session: Session,
    visit: Visit,
    window: ServiceWindow,
    photos: Sequence[VisitPhoto],
    now: datetime,
) -> None:
    """Write a flag for each thing that stands out; once, when the visit becomes complete."""
    found: Found = set()
    if window.state != WindowState.ACTIVE:
        found.add((FlagKind.WINDOW_CLOSED, None))
    if photos:
        found |= _same_photos(session, visit, photos)
        found |= _like_photos(session, visit, photos, now)
    found |= _like_answers(session, visit, now)
    for kind, other_id in sorted(found, key=str):
        session.add(VisitFlag(visit_id=visit.id, kind=kind, other_id=other_id))


def _same_photos(session: Session, visit: Visit, photos: Sequence[VisitPhoto]) -> Found:
    sent = [photo.sent_sha256 for photo in photos]
    stored = [photo.stored_sha256 for photo in photos]
    query = select(VisitPhoto.visit_id).join(Visit, Visit.id == VisitPhoto.visit_id)
    query = query.where(
        or_(VisitPhoto.sent_sha256.in_(sent), VisitPhoto.stored_sha256.in_(stored)),
        *_others(visit),
    )
    return {(FlagKind.SAME_PHOTO, other) for other in session.scalars(query.distinct())}


def _like_photos(
    session: Session, visit: Visit, photos: Sequence[VisitPhoto], now: datetime
) -> Found:
    """Compare with the inspector's own pictures and with those of the same window."""
    query = select(VisitPhoto.visit_id, VisitPhoto.look, VisitPhoto.sent_sha256).join(
        Visit, Visit.id == VisitPhoto.visit_id
    )
    query = query.where(VisitPhoto.look.is_not(None), *_others(visit), *_near(visit, now))
    sent = {photo.sent_sha256 for photo in photos}
    looks = [photo.look for photo in photos if photo.look]
    return {
        (FlagKind.LIKE_PHOTO, other)
        for other, seen, name in session.execute(query)
        if seen and name not in sent and any(alike.looks_alike(look, seen) for look in looks)
    }


def _like_answers(session: Session, visit: Visit, now: datetime) -> Found:
    query = select(Visit.id, Visit.answers).where(
        Visit.state != VisitState.INCOMPLETE, *_others(visit), *_near(visit, now)
    )
    query = query.order_by(Visit.received_at.desc(), Visit.id).limit(MOST_COMPARED)
    return {
        (FlagKind.LIKE_ANSWERS, other)
        for other, answers in session.execute(query)
        if alike.answers_alike(visit.answers, answers)
    }


def _others(visit: Visit) -> list[ColumnElement[bool]]:
    return [Visit.id.not_in([visit.id, *([visit.corrects_id] if visit.corrects_id else [])])]


def _near(visit: Visit, now: datetime) -> list[ColumnElement[bool]]:
    own = or_(Visit.inspector_id == visit.inspector_id, Visit.window_id == visit.window_id)
    return [own, Visit.received_at >= now - LOOK_BACK]
