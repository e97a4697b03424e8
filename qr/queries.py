"""Reads codes and print runs: which of them a member of staff may see."""

import uuid
from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager

from service.core.access import Action, Actor, within
from service.core.problems import N_, invalid, not_found
from service.windows import queries as windows
from service.windows.models import Counter, ServiceWindow, WindowState

from . import codes
from .models import CodeState, PrintRun, QrCode
from .scans import Scan, resolve
from .states import LIVE

__all__ = ["Scan", "resolve"]

#: where a code can hang: a window, and one of its counters or none
Spot = tuple[uuid.UUID, uuid.UUID | None]
#: windows at which codes still hang for their own sake
IN_USE = (WindowState.ACTIVE, WindowState.SUSPENDED)


def visible(actor: Actor, action: Action = Action.READ_CODES) -> Select[QrCode]:
    """Return the codes on which ``actor`` may do ``action``, by window and counter."""
    return (
        select(QrCode)
        .join(QrCode.window)
        .outerjoin(QrCode.counter)
        .options(contains_eager(QrCode.window), contains_eager(QrCode.counter))
        .where(within(ServiceWindow.path, actor, action))
        .order_by(ServiceWindow.path, Counter.number, QrCode.created_at, QrCode.code)
    )


def get_visible(
    session: Session,
    actor: Actor,
    code: str,
    action: Action = Action.READ_CODES,
    *,
    hold: bool = False,
) -> QrCode:
    """Return one code, however it was typed; raises ``not_found``. ``hold`` locks its row."""
    wanted = codes.normalise(code)
    if not codes.is_valid(wanted):
        raise not_found()
    query = visible(actor, action).where(QrCode.code == wanted)
    found = session.scalar(query.with_for_update(of=QrCode) if hold else query)
    if found is None:
        raise not_found()
    return found


def search(
    session: Session,
    actor: Actor,
    *,
    place: str | None = None,
    state: str | None = None,
    text: str | None = None,
) -> Select[QrCode]:
    """Narrow what ``actor`` sees: below a place, by state, by the code or the window's name.

    Raises ``not_found`` for an unknown place.
    """
    query = visible(actor)
    if place:
        path = place_path(session, actor, place, Action.READ_CODES)
        if path is None:
            raise not_found()
        query = query.where(ServiceWindow.path.startswith(path, autoescape=True))
    if state:
        query = query.where(QrCode.state == state)
    for word in (text or "").split():
        named = ServiceWindow.full_name.icontains(word, autoescape=True)
        query = query.where(or_(QrCode.code == codes.normalise(word), named))
    return query


def place_path(session: Session, actor: Actor, place: str, action: Action) -> str | None:
    """Return the path of an authority or a window by its own code, if ``actor`` sees it."""
    unit = windows.visible_unit_by_code(session, actor, place, action)
    if unit is not None:
        return unit.path
    found = session.scalar(windows.visible(actor, action).where(ServiceWindow.code == place))
    return found.path if found else None


def managed_path(session: Session, actor: Actor, place: str) -> str:
    """Return the path of a place where ``actor`` manages codes; raises 422 for any other."""
    path = place_path(session, actor, place, Action.MANAGE_CODES)
    if path is None:
        raise invalid({"place": [N_("没有这个代码，或者不在您的管理范围内。")]})
    return path


def printable(
    actor: Actor, *, path: str = "", chosen: Collection[str] = (), reprint: bool = False
) -> Select[QrCode]:
    """Return what ``actor`` may print: the codes ``chosen``, else those below a place.

    Without ``reprint`` a place gives only what was never printed.
    """
    query = visible(actor, Action.MANAGE_CODES).where(ServiceWindow.state.in_(IN_USE))
    if chosen:
        return query.where(QrCode.state.in_(LIVE), QrCode.code.in_(chosen))
    states = LIVE if reprint else (CodeState.DRAFT,)
    below = ServiceWindow.path.startswith(path, autoescape=True)
    return query.where(QrCode.state.in_(states), below)


def bare_counters(session: Session, window_ids: Collection[uuid.UUID]) -> list[Spot]:
    """Return the counters in use, of some windows, that have no living code."""
    has_code = select(QrCode.code).where(QrCode.counter_id == Counter.id, QrCode.state.in_(LIVE))
    bare = session.execute(
        select(Counter.window_id, Counter.id)
        .where(Counter.window_id.in_(window_ids), Counter.closed_on.is_(None))
        .where(~has_code.exists())
    )
    return [(window_id, counter_id) for window_id, counter_id in bare]


def bare_windows(session: Session, window_ids: Collection[uuid.UUID]) -> list[Spot]:
    """Return those of some windows that have no living code of their own."""
    has_code = select(QrCode.code).where(
        QrCode.window_id == ServiceWindow.id,
        QrCode.counter_id.is_(None),
        QrCode.state.in_(LIVE),
    )
    bare = session.scalars(
        select(ServiceWindow.id).where(ServiceWindow.id.in_(window_ids), ~has_code.exists())
    )
    return [(window_id, None) for window_id in bare]


def runs(actor: Actor) -> Select[PrintRun]:
    """Return the print runs for places where ``actor`` reads codes, newest first."""
    return (
        select(PrintRun)
        .where(within(PrintRun.path, actor, Action.READ_CODES))
        .order_by(PrintRun.made_at.desc(), PrintRun.id)
    )


def get_run(session: Session, actor: Actor, run_id: uuid.UUID) -> PrintRun:
    """Return one print run; raises ``not_found``."""
    found = session.scalar(runs(actor).where(PrintRun.id == run_id))
    if found is None:
        raise not_found()
    return found
