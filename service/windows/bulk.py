"""The register as a table: compare a file with what is there, then take it over whole or not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.problems import N_, invalid

from . import hours, queries
from .history import change, tell
from .importing import COLUMNS, Fault, Row
from .models import Counter, OrgUnit, ServiceWindow
from .operations import build_window
from .queries import ENDED


@dataclass(frozen=True)
class Change:
    """A window that a row changes: fields with what they become, counters that are new."""

    row: Row
    window: ServiceWindow
    after: dict[str, Any]
    counters: list[str]


@dataclass(frozen=True)
class Plan:
    """What an import would do. With any fault it does nothing."""

    created: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def compare(session: Session, actor: Actor, rows: list[Row], faults: Iterable[Fault] = ()) -> Plan:
    """Compare the rows of a file with the register, inside what ``actor`` may import."""
    units = queries.units_by_code(session, {row.unit for row in rows})
    known = queries.windows_by_code(session, [row.code for row in rows])
    plates = queries.open_plates(session, [window.id for window in known.values()])
    plan = Plan(faults=list(faults))
    for row in rows:
        window = known.get(row.code)
        if fault := _fault(actor, row, units.get(row.unit), window):
            plan.faults.append(fault)
        elif window is None:
            plan.created.append(row)
        elif found := _change(row, window, plates[window.id]):
            plan.changed.append(found)
        else:
            plan.unchanged.append(row)
    plan.faults.sort(key=lambda fault: fault.row)
    return plan


def _fault(
    actor: Actor, row: Row, unit: OrgUnit | None, window: ServiceWindow | None
) -> Fault | None:
    if unit is None or not actor.may(Action.IMPORT_WINDOWS, unit.path):
        sentence = N_("没有这个机构代码，或者不在您的管理范围内。")
        return Fault(row.number, COLUMNS["unit"], sentence)
    if not row.code.startswith(f"{row.unit}-{row.kind}-"):
        sentence = N_("窗口编码与所属机构代码或类型不一致。")
        return Fault(row.number, COLUMNS["code"], sentence)
    if window and window.state in ENDED:
        return Fault(row.number, COLUMNS["code"], N_("这个窗口已经关闭或合并，不能再更改。"))
    return None


def _change(row: Row, window: ServiceWindow, plates: set[str]) -> Change | None:
    wanted = {"full_name": row.full_name, **row.facts}
    after = {name: value for name, value in wanted.items() if getattr(window, name) != value}
    counters = [number for number in row.counters if number not in plates]
    return Change(row, window, after, counters) if after or counters else None


def import_windows(session: Session, *, actor: Actor, now: datetime, rows: list[Row]) -> Plan:
    """Open and change windows as a file says, all or nothing; doing it again changes nothing.

    Raises 422 naming row and column of each fault.
    """
    plan = compare(session, actor, rows)
    refuse_faults(plan)
    _create(session, plan.created, now)
    for changed in plan.changed:
        _apply(session, changed, now)
    session.flush()
    audit.record(
        session,
        actor_id=actor.id,
        action="import_windows",
        subject=ServiceWindow,
        subject_id="import",
        now=now,
        details={"created": len(plan.created), "changed": len(plan.changed)},
    )
    return plan


def refuse_faults(plan: Plan) -> None:
    """Raise 422 with a sentence for each faulty cell, named ``row.column``."""
    if plan.faults:
        raise invalid({f"{one.row}.{one.column}": one.message for one in plan.faults})


def _create(session: Session, rows: list[Row], now: datetime) -> None:
    units = queries.units_by_code(session, {row.unit for row in rows})
    opened = [(row, _open(session, row, units[row.unit], now)) for row in rows]
    session.flush()  # the windows first: their counters and events point to them
    counters = []
    for row, window in opened:
        tell(session, window, "opened", now=now, after={"full_name": row.full_name})
        counters += [{"window_id": window.id, "number": number} for number in row.counters]
    if counters:  # in one go: a province has tens of thousands
        session.execute(insert(Counter), counters)


def _open(session: Session, row: Row, unit: OrgUnit, now: datetime) -> ServiceWindow:
    window = build_window(unit, row.kind, row.full_name, row.code, now)
    change(window, row.facts)
    session.add(window)
    return window


def _apply(session: Session, planned: Change, now: datetime) -> None:
    window = planned.window
    for what, part in (
        ("renamed", {k: v for k, v in planned.after.items() if k == "full_name"}),
        ("edited", {k: v for k, v in planned.after.items() if k != "full_name"}),
    ):
        if part:
            tell(session, window, what, now=now, **change(window, part))
    if planned.counters:
        closed = {counter.number: counter for counter in window.counters}
        for number in planned.counters:
            if number in closed:
                closed[number].closed_on = None
            else:
                session.add(Counter(window_id=window.id, number=number))
        tell(session, window, "counters", now=now, after={"added": planned.counters})


def table_rows(windows: Iterable[ServiceWindow]) -> Iterable[list[str]]:
    """Write windows as the rows that an import reads."""
    for window in windows:
        numbers = [one.number for one in window.counters if one.closed_on is None]
        cells = {
            "unit": window.org_unit.code,
            "counters": ",".join(numbers),
            "hours": hours.spoken(window.hours),
        }
        values = (cells.get(name, getattr(window, name, None)) for name in COLUMNS)
        yield ["" if value is None else str(value) for value in values]
