"""What happens to visits: logged by the phone's own key, completed by photos, disclosed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.core import audit, marks
from service.core.access import Action, Actor
from service.core.clock import day_of
from service.core.db import new_id
from service.core.problems import N_, Problem, conflict, invalid, key_reused, not_found
from service.windows import queries as windows
from service.windows.models import ServiceWindow
from surveys import work
from surveys.forms import queries as forms
from surveys.forms.models import FormVersion
from surveys.recusal.operations import refuse_conflict

from . import queries
from .completion import complete_if_whole
from .models import Visit, VisitPhoto, VisitState
from .sheet import BY_HAND, Sent, Sheet, checked, observed_on

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def log_visit(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    visit_id: uuid.UUID,
    sheet: Sheet,
    sent: Sent = BY_HAND,
) -> tuple[Visit, bool]:
    """Store a visit under the phone's key; return it and whether it is new.

    The same sheet again changes nothing; another one under the same key is refused with 409
    ``key_reused``. A visit that announces photos is incomplete until all their bytes are here.
    """
    known = session.get(Visit, visit_id)
    if known is None:
        values = _values(session, actor, now, sheet, sent) | {"id": visit_id}
        insert = INSERT[session.get_bind().dialect.name]
        added = session.scalar(
            insert(Visit).values(values).on_conflict_do_nothing().returning(Visit.id)
        )
        known = session.get(Visit, visit_id)
        if known is None:  # another correction came first
            raise _already_corrected()
        if added:
            _announce(session, known, sheet, actor, now)
            return known, True
    if known.body_hash != sheet.fingerprint(actor.id):
        raise key_reused()
    return known, False


def _values(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, sent: Sent
) -> dict[str, Any]:
    """Check a new sheet and return the columns of its row."""
    window = windows.get_visible(session, actor, sheet.window_id, Action.LOG_VISIT)
    version = _checklist(session, sheet, window)
    if sheet.corrects:
        _check_correction(session, actor, sheet)
    offset = sent.clock_offset(now)
    day, doubtful = observed_on(sheet, now, offset)
    refuse_conflict(session, actor, window, day)
    return {
        "body_hash": sheet.fingerprint(actor.id),
        "sent_sha256": sent.sha256,
        "corrects_id": sheet.corrects,
        "reason": sheet.reason,
        "window_id": window.id,
        "inspector_id": actor.id,
        "form_version_id": version.id,
        "mode": sheet.mode,
        "state": VisitState.INCOMPLETE,
        "answers": checked(sheet, version.body, window.kind),
        "device_started_at": sheet.device_started_at,
        "device_finished_at": sheet.device_finished_at,
        "clock_offset": None if offset is None else round(offset.total_seconds()),
        "position": dict(sheet.position) if sheet.position else None,
        "observed_on": day,
        "clock_doubtful": doubtful,
        "received_at": now,
        "day": day_of(now),
    }


def _check_correction(session: Session, actor: Actor, sheet: Sheet) -> None:
    """Refuse what is no correction of a complete visit of one's own, or comes second."""
    earlier = queries.own(session, actor, sheet.corrects or new_id())
    if not sheet.reason:
        raise invalid({"reason": [N_("请写明更正的原因。")]})
    if earlier.window_id != sheet.window_id:
        raise invalid({"window_id": [N_("更正的是另一个窗口的检查。")]})
    if earlier.state == VisitState.INCOMPLETE:
        raise conflict("visit_incomplete", N_("照片还没有收齐，暂时不能更正。"))
    if session.scalar(select(Visit.id).where(Visit.corrects_id == earlier.id)):
        raise _already_corrected()


def _already_corrected() -> Problem:
    return conflict("already_corrected", N_("这次检查已经更正过，请更正最新的一版。"))


def _checklist(session: Session, sheet: Sheet, window: ServiceWindow) -> FormVersion:
    try:
        stated = forms.numbered(session, sheet.form_key, sheet.form_version)
    except Problem:
        stated = None
    if stated is None or window.kind not in stated.body.get("window_kinds", ()):
        current = queries.checklist_of(session, window.kind)
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
    action = "correct_visit" if sheet.corrects else "log_visit"
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=Visit,
        subject_id=visit.id,
        now=now,
        reason=sheet.reason,
    )
    complete_if_whole(session, visit, now)


def disclose_visit(session: Session, *, actor: Actor, now: datetime, visit_id: uuid.UUID) -> Visit:
    """Let the window and those above it read a complete visit; doing it again changes nothing."""
    visit = queries.get_visible(session, actor, visit_id)
    if not actor.may(Action.DISCLOSE_VISIT, visit.window.path):
        raise not_found()
    session.refresh(visit, with_for_update=True)
    if visit.state == VisitState.INCOMPLETE:
        raise conflict("visit_incomplete", N_("照片还没有收齐，暂时不能公布。"))
    if visit.state == VisitState.SUBMITTED and queries.correction_of(session, visit):
        raise conflict("corrected", N_("检查人已经更正了这次检查，请公布更正后的一版。"))
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
        earlier = [session.get_one(Visit, visit.corrects_id)] if visit.corrects_id else []
        months = {work.month_key(each.window_id, each.observed_on) for each in (visit, *earlier)}
        marks.bump(session, work.CASE_MONTH, sorted(months), now=now)
        session.flush()
    return visit
