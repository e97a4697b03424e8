"""What happens to windows and counters: opened, edited, renamed, merged, suspended, closed."""

import re
import uuid
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.clock import day_of
from service.core.db import new_id
from service.core.problems import N_, conflict, invalid

from . import plates, queries
from .history import change, hold, note, refuse_ended, tell
from .models import Counter, Kind, OrgUnit, ServiceWindow, WindowState


class Facts(TypedDict, total=False):
    """What is known of a window and changes without ceremony. None means not stated."""

    nature: str | None
    grade: str | None
    staff_count: int | None
    head_name: str | None
    phone: str | None
    address: str | None
    hours: dict[str, Any] | None


def open_window(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    unit_id: uuid.UUID,
    kind: Kind,
    full_name: str,
    code: str | None = None,
    **facts: Unpack[Facts],
) -> ServiceWindow:
    """Open a window of an authority. Without ``code`` it gets the next free number."""
    unit = queries.get_visible_unit(session, actor, unit_id, Action.EDIT_WINDOWS, hold=True)
    window = build_window(unit, kind, full_name, code or _next_code(session, unit, kind), now)
    if queries.windows_by_code(session, [window.code]):
        raise invalid({"code": [N_("这个编码已经有窗口使用。")]})
    for name, value in facts.items():
        setattr(window, name, value)
    session.add(window)
    session.flush()
    tell(session, window, "opened", now=now, after={"full_name": full_name})
    note(session, actor, "open_window", window, now=now)
    return window


def build_window(
    unit: OrgUnit, kind: Kind, full_name: str, code: str, now: datetime
) -> ServiceWindow:
    """Make a window's row; raises 422 when ``code`` is not unit, kind and number."""
    if not re.fullmatch(rf"{unit.code}-{kind}-\d{{2,3}}", code):
        raise invalid({"code": [N_("编码应当是：所属机构代码-类型代码-两三位序号。")]})
    return ServiceWindow(
        id=new_id(),
        code=code,
        full_name=full_name,
        kind=kind,
        org_unit_id=unit.id,
        path=f"{unit.path}{code}/",
        level=unit.level,
        state=WindowState.ACTIVE,
        created_at=now,
        version=0,
    )


def _next_code(session: Session, unit: OrgUnit, kind: Kind) -> str:
    prefix = f"{unit.code}-{kind}-"
    taken = session.scalars(select(ServiceWindow.code).where(ServiceWindow.code.startswith(prefix)))
    number = max((int(code.removeprefix(prefix)) for code in taken), default=0) + 1
    return f"{prefix}{number:02}"


def edit_window(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    window_id: uuid.UUID,
    version: int | None = None,
    **facts: Unpack[Facts],
) -> ServiceWindow:
    """Change what is known of a window; ``version`` is what the editor had before the eyes."""
    window = hold(session, actor, window_id, version)
    refuse_ended(window)
    changed = change(window, dict(facts))
    if changed["after"]:
        tell(session, window, "edited", now=now, **changed)
        note(session, actor, "edit_window", window, now=now, fields=sorted(changed["after"]))
    return window


def rename_window(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    window_id: uuid.UUID,
    full_name: str,
    reason: str,
) -> ServiceWindow:
    """Give a window a new name; its code and the codes on its counters stay."""
    window = hold(session, actor, window_id)
    refuse_ended(window)
    changed = change(window, {"full_name": full_name})
    if changed["after"]:
        tell(session, window, "renamed", now=now, reason=reason, **changed)
        note(session, actor, "rename_window", window, now=now, reason=reason)
    return window


def merge_windows(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    window_id: uuid.UUID,
    into_id: uuid.UUID,
    reason: str,
) -> ServiceWindow:
    """Merge a window into one in use. It keeps its history; its codes lead to the other."""
    held = {one: hold(session, actor, one) for one in sorted({window_id, into_id})}
    window, into = held[window_id], held[into_id]
    refuse_ended(window)
    if window is into or into.state != WindowState.ACTIVE:
        raise invalid({"into_id": [N_("请选择另一个在用的窗口。")]})
    changed = change(window, {"state": WindowState.MERGED, "merged_into_id": into.id})
    before = {"state": changed["before"]["state"]}
    tell(session, window, "merged", now=now, before=before, after=_named(into), reason=reason)
    tell(session, into, "absorbed", now=now, after=_named(window), reason=reason)
    note(session, actor, "merge_windows", window, now=now, reason=reason, into=str(into.id))
    return into


def _named(window: ServiceWindow) -> dict[str, Any]:
    return {"code": window.code, "full_name": window.full_name}


def suspend_window(
    session: Session, *, actor: Actor, now: datetime, window_id: uuid.UUID, reason: str
) -> ServiceWindow:
    """Stop a window for a while."""
    return _move(session, "suspend", actor=actor, now=now, window_id=window_id, reason=reason)


def close_window(
    session: Session, *, actor: Actor, now: datetime, window_id: uuid.UUID, reason: str
) -> ServiceWindow:
    """Close a window; its codes keep answering with a kind page."""
    return _move(session, "close", actor=actor, now=now, window_id=window_id, reason=reason)


def reopen_window(
    session: Session, *, actor: Actor, now: datetime, window_id: uuid.UUID, reason: str
) -> ServiceWindow:
    """Take a suspended or closed window back into use. A merged one stays merged."""
    return _move(session, "reopen", actor=actor, now=now, window_id=window_id, reason=reason)


#: act → states it starts from, state it ends in, word of the history
MOVES: dict[str, tuple[frozenset[WindowState], WindowState, str]] = {
    "suspend": (frozenset({WindowState.ACTIVE}), WindowState.SUSPENDED, "suspended"),
    "close": (
        frozenset({WindowState.ACTIVE, WindowState.SUSPENDED}),
        WindowState.CLOSED,
        "closed",
    ),
    "reopen": (
        frozenset({WindowState.SUSPENDED, WindowState.CLOSED}),
        WindowState.ACTIVE,
        "reopened",
    ),
}


def _move(
    session: Session, act: str, *, actor: Actor, now: datetime, window_id: uuid.UUID, reason: str
) -> ServiceWindow:
    window = hold(session, actor, window_id)
    start, end, what = MOVES[act]
    if window.state not in start:
        raise conflict("wrong_state", N_("窗口现在的状态不允许这样操作。"))
    tell(session, window, what, now=now, reason=reason, **change(window, {"state": end}))
    note(session, actor, f"{act}_window", window, now=now, reason=reason)
    return window


def add_counter(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    window_id: uuid.UUID,
    number: str,
    label: str = "",
    zone: str | None = None,
    is_universal: bool = False,
) -> Counter:
    """Add a counter, or take a closed one of that number back into use."""
    window = hold(session, actor, window_id)
    refuse_ended(window)
    try:
        plate = plates.plate(number)
    except plates.PlateError as error:
        raise invalid({"number": [str(error)]}) from error
    counter = session.scalar(
        select(Counter).where(Counter.window_id == window_id, Counter.number == plate)
    )
    if counter and counter.closed_on is None:
        raise invalid({"number": [N_("这个柜台号已经有了。")]})
    counter = counter or Counter(window_id=window_id, number=plate)
    counter.label, counter.zone, counter.is_universal = label, zone, is_universal
    counter.closed_on = None
    session.add(counter)
    session.flush()
    tell(session, window, "counters", now=now, after={"added": [plate]})
    note(session, actor, "add_counter", window, now=now, number=plate)
    return counter


def close_counter(
    session: Session, *, actor: Actor, now: datetime, window_id: uuid.UUID, counter_id: uuid.UUID
) -> Counter:
    """Close a counter; ratings given there stay."""
    window = hold(session, actor, window_id)
    counter = queries.counter_of(session, window, counter_id)
    if counter.closed_on is None:
        counter.closed_on = day_of(now)
        tell(session, window, "counters", now=now, after={"closed": [counter.number]})
        note(session, actor, "close_counter", window, now=now, number=counter.number)
    return counter
