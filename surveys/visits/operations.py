"""What happens to visits: logged by the phone's own key, completed by photos, disclosed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.core import audit, ledger, marks
from service.core.access import Action, Actor, Role
from service.core.clock import day_of
from service.core.crypto import sha256
from service.core.problems import N_, Problem, conflict, key_reused, not_found
from service.core.storage import blobs_of
from service.windows import queries as windows
from service.windows.models import ServiceWindow
from surveys import photos, work
from surveys.forms import queries as forms
from surveys.forms.models import FormVersion

from . import queries, record, scoring
from .models import Visit, VisitPhoto, VisitState
from .sheet import Sheet, checked, observed_on

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def log_visit(
    session: Session, *, actor: Actor, now: datetime, visit_id: uuid.UUID, sheet: Sheet
) -> tuple[Visit, bool]:
    """Store a visit under the phone's key; return it and whether it is new.

    The same sheet again changes nothing; another one under the same key is refused with 409
    ``key_reused``. A visit that announces photos is incomplete until all their bytes are here.
    """
    known = session.get(Visit, visit_id)
    if known is None:
        values = _values(session, actor, now, sheet) | {"id": visit_id}
        insert = INSERT[session.get_bind().dialect.name]
        added = session.scalar(
            insert(Visit).values(values).on_conflict_do_nothing().returning(Visit.id)
        )
        known = session.get_one(Visit, visit_id)
        if added:
            _announce(session, known, sheet, actor, now)
            return known, True
    if known.body_hash != sheet.fingerprint(actor.id):
        raise key_reused()
    return known, False


def _values(session: Session, actor: Actor, now: datetime, sheet: Sheet) -> dict[str, Any]:
    """Check a new sheet and return the columns of its row."""
    window = windows.get_visible(session, actor, sheet.window_id, Action.LOG_VISIT)
    refuse_conflict(actor, window)
    version = _checklist(session, sheet, window)
    day, doubtful = observed_on(sheet, now)
    return {
        "body_hash": sheet.fingerprint(actor.id),
        "window_id": window.id,
        "inspector_id": actor.id,
        "form_version_id": version.id,
        "mode": sheet.mode,
        "state": VisitState.INCOMPLETE,
        "answers": checked(sheet, version.body, window.kind),
        "device_started_at": sheet.device_started_at,
        "device_finished_at": sheet.device_finished_at,
        "observed_on": day,
        "clock_doubtful": doubtful,
        "received_at": now,
        "day": day_of(now),
    }


def refuse_conflict(actor: Actor, window: ServiceWindow) -> None:
    """Refuse (403) whoever holds another role in the unit of the window, above or at it.

    Nobody inspects the own house; a window's head holds a role in the unit that owns the window.
    """
    unit_path = window.path.removesuffix(f"{window.code}/")
    places = [grant.path for grant in actor.grants if grant.role != Role.INSPECTOR]
    if any(window.path.startswith(path) or _above(path) == unit_path for path in places):
        sentence = N_("您在这个窗口所属的单位另有职务，按回避规定不能由您检查。")
        raise Problem(403, "conflict_of_interest", sentence)


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"


def _checklist(session: Session, sheet: Sheet, window: ServiceWindow) -> FormVersion:
    current = queries.checklist_of(session, window.kind)
    try:
        stated = forms.numbered(session, sheet.form_key, sheet.form_version)
    except Problem:
        stated = None
    if stated is None or window.kind not in stated.body.get("window_kinds", ()):
        raise Problem(
            422,
            "unknown_checklist",
            N_("没有这一版检查表。这个窗口现行的是 %(key)s 第 %(number)s 版，请重新打开检查页。"),
            key=current.form.key,
            number=current.number,
        )
    return stated


def _announce(session: Session, visit: Visit, sheet: Sheet, actor: Actor, now: datetime) -> None:
    for photo in sheet.photos:
        session.add(
            VisitPhoto(
                visit_id=visit.id, sent_sha256=photo.sha256, item=photo.item, number=photo.number
            )
        )
    audit.record(
        session, actor_id=actor.id, action="log_visit", subject=Visit, subject_id=visit.id, now=now
    )
    _complete_if_whole(session, visit, now)


def prepare_photo(data: bytes, name: str) -> bytes:
    """Return the copy of a photo that is kept; slow, so do it before a write begins.

    Refuses with 422 when the bytes are not those that ``name`` (their SHA-256) says.
    """
    if sha256(data) != name:
        sentence = N_("照片在传送中损坏或不完整，请重新发送。")
        raise Problem(422, "photo_mismatch", sentence)
    return photos.clean(data)


def attach_photo(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    visit_id: uuid.UUID,
    name: str,
    prepared: bytes,
) -> bool:
    """Keep a photo that the visit announced; return whether it is new. First bytes win."""
    visit = queries.own(session, actor, visit_id, hold=True)
    photo = session.scalar(
        select(VisitPhoto).where(VisitPhoto.visit_id == visit.id, VisitPhoto.sent_sha256 == name)
    )
    if photo is None and visit.state != VisitState.INCOMPLETE:
        raise conflict("visit_complete", N_("这次检查已经收齐，不能再添加照片。"))
    if photo is None:
        sentence = N_("这张照片不在检查记录之列，请先发送检查记录。")
        raise Problem(422, "photo_not_announced", sentence)
    if photo.received_at is not None:
        return False
    photo.stored_sha256, photo.received_at = blobs_of(session).put(prepared), now
    visit.version += 1
    session.flush()
    _complete_if_whole(session, visit, now)
    return True


def _complete_if_whole(session: Session, visit: Visit, now: datetime) -> None:
    """Score a visit and enter it in the ledger as soon as nothing is missing."""
    session.flush()
    pictures = list(
        session.scalars(
            select(VisitPhoto)
            .where(VisitPhoto.visit_id == visit.id)
            .order_by(VisitPhoto.number, VisitPhoto.sent_sha256)
        )
    )
    if any(picture.received_at is None for picture in pictures):
        return
    window = session.get_one(ServiceWindow, visit.window_id)
    version = forms.version(session, visit.form_version_id)
    result = scoring.result(version.body, window.kind, visit.answers, observed_on=visit.observed_on)
    is_graced = visit.observed_on < version.scored_from
    visit.score = None if is_graced else result.score
    visit.observe_only = visit.score is None
    visit.state, visit.day = VisitState.SUBMITTED, day_of(now)
    leaf = record.leaf(visit, version, result, pictures)
    visit.salt = leaf.salt
    ledger.append(session, leaf)
    session.flush()


def disclose_visit(session: Session, *, actor: Actor, now: datetime, visit_id: uuid.UUID) -> Visit:
    """Let the window and those above it read a complete visit; doing it again changes nothing."""
    visit = queries.get_visible(session, actor, visit_id)
    if not actor.may(Action.DISCLOSE_VISIT, visit.window.path):
        raise not_found()
    session.refresh(visit, with_for_update=True)
    if visit.state == VisitState.INCOMPLETE:
        raise conflict("visit_incomplete", N_("照片还没有收齐，暂时不能公布。"))
    if visit.state == VisitState.SUBMITTED:
        visit.state, visit.disclosed_at = VisitState.DISCLOSED, now
        visit.version += 1
        audit.record(
            session,
            actor_id=actor.id,
            action="disclose_visit",
            subject=Visit,
            subject_id=visit.id,
            now=now,
        )
        key = work.month_key(visit.window_id, visit.observed_on)
        marks.bump(session, work.CASE_MONTH, [key], now=now)
        session.flush()
    return visit
