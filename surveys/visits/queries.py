"""Reads visits. Before disclosure a visit exists only for its inspector and for the province."""

import uuid

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from service.core.access import Action, Actor, within
from service.core.problems import not_found
from service.windows.models import ServiceWindow
from surveys.forms import queries as forms
from surveys.forms.models import Form, FormKind, FormVersion

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
        .options(contains_eager(Visit.window), selectinload(Visit.inspector))
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


def sees_all(actor: Actor, visit: Visit) -> bool:
    """Tell whether ``actor`` may read who went, when, and the pictures: inspector and province."""
    is_own = visit.inspector_id == actor.id and actor.may(Action.LOG_VISIT)
    return is_own or actor.may(Action.READ_VISITS, visit.window.path)


def checklist_of(session: Session, window_kind: str) -> FormVersion:
    """Return the checklist that is in use for a kind of window; raises ``not_found``."""
    in_use = forms.versions().where(Form.kind == FormKind.VISIT, FormVersion.retired_at.is_(None))
    for version in session.scalars(in_use):
        if window_kind in version.body["window_kinds"]:
            return version
    raise not_found()
