"""Reads the organisation tree and the register of windows."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from service.core.access import Action, Actor, within
from service.core.problems import not_found

from .models import Counter, Level, OrgUnit, ServiceWindow, WindowEvent, WindowState

#: states in which a window takes no more changes
ENDED = frozenset({WindowState.MERGED, WindowState.CLOSED})


def visible(actor: Actor, action: Action = Action.READ_WINDOWS) -> Select[ServiceWindow]:
    """Return the windows on which ``actor`` may do ``action``, in the order of the tree."""
    return (
        select(ServiceWindow)
        .where(within(ServiceWindow.path, actor, action))
        .order_by(ServiceWindow.path)
    )


def get_visible(
    session: Session,
    actor: Actor,
    window_id: uuid.UUID,
    action: Action = Action.READ_WINDOWS,
    *,
    hold: bool = False,
) -> ServiceWindow:
    """Return one window; raises ``not_found`` when it is missing or outside the actor's place.

    ``hold`` locks the row until the transaction ends.
    """
    query = visible(actor, action).where(ServiceWindow.id == window_id)
    found = session.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise not_found()
    return found


def search(
    actor: Actor,
    *,
    unit: OrgUnit | None = None,
    kind: str | None = None,
    level: str | None = None,
    state: str | None = None,
    text: str | None = None,
) -> Select[ServiceWindow]:
    """Narrow what ``actor`` sees: below a unit, by kind, level and state, by words of the name."""
    query = visible(actor).options(joinedload(ServiceWindow.org_unit))
    query = query.where(*narrowing(unit, kind, level))
    if state:
        query = query.where(ServiceWindow.state == state)
    for word in (text or "").split():
        columns = ServiceWindow.full_name, ServiceWindow.code
        query = query.where(or_(*(c.icontains(word, autoescape=True) for c in columns)))
    return query


def narrowing(
    unit: OrgUnit | None, kind: str | None, level: str | None
) -> list[ColumnElement[bool]]:
    """Return the conditions that keep windows below a unit, of a kind, of a level."""
    conditions: list[ColumnElement[bool]] = []
    if unit:
        conditions.append(ServiceWindow.path.startswith(unit.path, autoescape=True))
    if kind:
        conditions.append(ServiceWindow.kind == kind)
    if level:
        conditions.append(ServiceWindow.level == level)
    return conditions


def successor(session: Session, window_id: uuid.UUID) -> ServiceWindow:
    """Return the window that now stands where this one stood: itself, or whom it merged into."""
    window = session.get(ServiceWindow, window_id)
    while window is not None and window.state == WindowState.MERGED:
        window = session.get(ServiceWindow, window.merged_into_id)
    if window is None:
        raise not_found()
    return window


def units(session: Session, level: Level) -> list[OrgUnit]:
    """Return the authorities of a level, by code."""
    return list(
        session.scalars(select(OrgUnit).where(OrgUnit.level == level).order_by(OrgUnit.code))
    )


def visible_units(actor: Actor, action: Action = Action.READ_WINDOWS) -> Select[OrgUnit]:
    """Return the authorities below which ``actor`` may do ``action``, in the order of the tree."""
    return select(OrgUnit).where(within(OrgUnit.path, actor, action)).order_by(OrgUnit.path)


def get_visible_unit(
    session: Session,
    actor: Actor,
    unit_id: uuid.UUID,
    action: Action = Action.READ_WINDOWS,
    *,
    hold: bool = False,
) -> OrgUnit:
    """Return one authority; raises ``not_found`` and locks like :func:`get_visible`."""
    query = visible_units(actor, action).where(OrgUnit.id == unit_id)
    found = session.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise not_found()
    return found


def visible_unit_by_code(
    session: Session, actor: Actor, code: str, action: Action = Action.READ_WINDOWS
) -> OrgUnit | None:
    """Return the authority of a division code, if ``actor`` may do ``action`` there."""
    return session.scalar(visible_units(actor, action).where(OrgUnit.code == code))


def nominating_city(session: Session, window: ServiceWindow) -> OrgUnit | None:
    """Return the city that nominates this window; nobody for a window of the province itself.

    绥中县 and 昌图县 are nominated by their cities by name (辽人社〔2016〕149号 三); the nearest
    authority above the window that states a nominating city decides, else the city above.
    """
    above = session.scalars(
        select(OrgUnit)
        .where(OrgUnit.code.in_(window.path.split("/")))
        .order_by(OrgUnit.path.desc())
    )
    for unit in above:
        if unit.nominating_city_id:
            return session.get(OrgUnit, unit.nominating_city_id)
        if unit.level == Level.CITY:
            return unit
    return None


def counters(session: Session, window_id: uuid.UUID) -> list[Counter]:
    """Return a window's counters by number, closed ones last."""
    query = select(Counter).where(Counter.window_id == window_id)
    return list(session.scalars(query.order_by(Counter.closed_on.is_not(None), Counter.number)))


def open_plates(session: Session, window_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Return the numbers of the open counters of windows."""
    query = select(Counter.window_id, Counter.number).where(
        Counter.window_id.in_(window_ids), Counter.closed_on.is_(None)
    )
    plates: dict[uuid.UUID, set[str]] = {window_id: set() for window_id in window_ids}
    for window_id, number in session.execute(query):
        plates[window_id].add(number)
    return plates


def counter_of(session: Session, window: ServiceWindow, counter_id: uuid.UUID) -> Counter:
    """Return a counter of a window; raises ``not_found``."""
    found = session.get(Counter, counter_id)
    if found is None or found.window_id != window.id:
        raise not_found()
    return found


def history(session: Session, window_id: uuid.UUID) -> list[WindowEvent]:
    """Return what happened to a window, newest first."""
    query = select(WindowEvent).where(WindowEvent.window_id == window_id)
    return list(session.scalars(query.order_by(WindowEvent.at.desc())))


def units_by_code(session: Session, codes: Collection[str]) -> dict[str, OrgUnit]:
    """Return authorities by division code."""
    found = session.scalars(select(OrgUnit).where(OrgUnit.code.in_(codes)))
    return {unit.code: unit for unit in found}


def windows_by_code(session: Session, codes: Sequence[str]) -> dict[str, ServiceWindow]:
    """Return windows by the office's own code."""
    found = session.scalars(select(ServiceWindow).where(ServiceWindow.code.in_(codes)))
    return {window.code: window for window in found}
