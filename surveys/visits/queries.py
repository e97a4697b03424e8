"""Reads visits. Before disclosure a visit exists only for its inspector and for the province."""

import uuid
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload

from service.core.access import Action, Actor, within
from service.core.problems import not_found
from service.windows.models import ServiceWindow, WindowState
from surveys.forms import queries as forms
from surveys.forms.models import Form, FormKind, FormVersion
from surveys.recusal import queries as recusal

from .models import Visit, VisitState


def visible(actor: Actor) -> Select[Visit]:
    """Return the visits that ``actor`` may read, newest first."""
    own = Visit.inspector_id == actor.id if actor.may(Action.LOG_VISIT) else false()
    disclosed = and_(
        Visit.state == VisitState.DISCLOSED,
        within(ServiceWindow.path, actor, Action.READ_DISCLOSED_VISITS),
    )
    return _visits().where(
        or_(own, within(ServiceWindow.path, actor, Action.READ_VISITS), disclosed)
    )


def own_visits(actor: Actor) -> Select[Visit]:
    """Return the visits that ``actor`` logged, newest first."""
    return _visits().where(Visit.inspector_id == actor.id)


def awaiting_disclosure(actor: Actor) -> Select[Visit]:
    """Return the complete visits that ``actor`` may disclose and that nobody disclosed yet."""
    return _visits().where(
        Visit.state == VisitState.SUBMITTED,
        within(ServiceWindow.path, actor, Action.DISCLOSE_VISIT),
    )


def _visits() -> Select[Visit]:
    return (
        select(Visit)
        .join(Visit.window)
        .options(
            contains_eager(Visit.window), selectinload(Visit.inspector), selectinload(Visit.flags)
        )
        .order_by(Visit.observed_on.desc(), Visit.received_at.desc(), Visit.id)
    )


def get_visible(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """Return one visit; raises ``not_found`` when it is missing or not for this actor's eyes."""
    found = session.scalar(visible(actor).where(Visit.id == visit_id))
    if found is None:
        raise not_found()
    return found


def own(session: Session, actor: Actor, visit_id: uuid.UUID, *, hold: bool = False) -> Visit:
    """Return a visit that ``actor`` logged; raises ``not_found``. ``hold`` locks the row."""
    query = select(Visit).where(Visit.id == visit_id, Visit.inspector_id == actor.id)
    found = session.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise not_found()
    return found


def standing() -> ColumnElement[bool]:
    """Match visits that no disclosed correction has taken the place of."""
    later = aliased(Visit)
    return ~exists().where(later.corrects_id == Visit.id, later.state == VisitState.DISCLOSED)


def correction_of(session: Session, visit: Visit) -> Visit | None:
    """Return the complete visit that corrects this one."""
    query = select(Visit).where(Visit.corrects_id == visit.id)
    return session.scalar(query.where(Visit.state != VisitState.INCOMPLETE))


def sees_all(actor: Actor, visit: Visit) -> bool:
    """Tell whether ``actor`` may read who went, when, and the pictures: inspector and province."""
    is_own = visit.inspector_id == actor.id and actor.may(Action.LOG_VISIT)
    return is_own or actor.may(Action.READ_VISITS, visit.window.path)


def checklist_of(session: Session, window_kind: str) -> FormVersion:
    """Return the checklist that is in use for a kind of window; raises ``not_found``."""
    for version in checklists(session):
        if window_kind in version.body["window_kinds"]:
            return version
    raise not_found()


def checklists(session: Session, *, retired_after: datetime | None = None) -> list[FormVersion]:
    """Return the checklists in use, and behind them those retired after a moment."""
    in_use: ColumnElement[bool] = FormVersion.retired_at.is_(None)
    if retired_after is not None:
        in_use = or_(in_use, FormVersion.retired_at > retired_after)
    found = session.scalars(forms.versions().where(Form.kind == FormKind.VISIT, in_use))
    return sorted(found, key=lambda version: version.retired_at is not None)


def windows_for(session: Session, actor: Actor, today: date) -> list[tuple[str, str, str, str]]:
    """Return id, name, code and kind of the windows in use that ``actor`` may inspect today."""
    bonds = recusal.bonds(session, [actor.id])[actor.id]
    query = select(
        ServiceWindow.id,
        ServiceWindow.full_name,
        ServiceWindow.code,
        ServiceWindow.kind,
        ServiceWindow.path,
    )
    query = query.where(
        ServiceWindow.state == WindowState.ACTIVE,
        within(ServiceWindow.path, actor, Action.LOG_VISIT),
    )
    return [
        (str(id_), name, code, str(kind))
        for id_, name, code, kind, path in session.execute(query.order_by(ServiceWindow.code))
        if not bonds.against(path, today, today)
    ]
