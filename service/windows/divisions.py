"""The organisation tree grows: a whole province from its division codes, or one authority."""

import csv
import uuid
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.db import new_id
from service.core.problems import N_, invalid

from . import queries
from .models import Level, OrgUnit

#: Liaoning by the administrative division codes of 2023: the province, 14 cities, 100 counties.
#: ``nominating_city`` follows 辽人社〔2016〕149号 三 for 绥中县 and 昌图县.
LIAONING = Path(__file__).parent / "liaoning.csv"


class Step(NamedTuple):
    """What the children of a level are: their level, digits of the code, digits shared."""

    level: Level
    digits: int
    shared: int


BELOW: dict[str, Step] = {
    Level.PROVINCE: Step(Level.CITY, 6, 2),
    Level.CITY: Step(Level.COUNTY, 6, 4),
    Level.COUNTY: Step(Level.TOWNSHIP, 9, 6),
    Level.TOWNSHIP: Step(Level.COMMUNITY, 12, 9),
}


def authority_name(name: str, level: Level, city: str = "") -> str:
    """Return the full name of a division's authority; districts carry their city's name.

    沈阳市 → 沈阳市人力资源和社会保障局, 和平区 → 沈阳市和平区人力资源和社会保障局.
    """
    if level == Level.PROVINCE:
        return f"{name}人力资源和社会保障厅"
    before = city if level == Level.COUNTY and name.endswith("区") else ""
    return f"{before}{name}人力资源和社会保障局"


def load_divisions(session: Session, *, now: datetime, source: Path = LIAONING) -> int:
    """Add the divisions that are missing; return how many. Safe to repeat: none is changed."""
    known = {unit.code: unit for unit in session.scalars(select(OrgUnit))}
    added = 0
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["code"] not in known:
            known[row["code"]] = _division(row, known)
            session.add(known[row["code"]])
            added += 1
    session.flush()
    if added:
        audit.record(
            session,
            actor_id=None,
            action="load_divisions",
            subject=OrgUnit,
            subject_id=rows[0]["code"],
            now=now,
            details={"added": added},
        )
    return added


def _division(row: dict[str, str], known: dict[str, OrgUnit]) -> OrgUnit:
    above, city = known.get(row["parent"]), known.get(row["nominating_city"])
    level = Level(row["level"])
    return OrgUnit(
        id=new_id(),
        code=row["code"],
        name=row["name"],
        full_name=authority_name(row["name"], level, above.name if above else ""),
        level=level,
        parent_id=above.id if above else None,
        path=f"{above.path if above else ''}{row['code']}/",
        nominating_city_id=city.id if city else None,
    )


def add_unit(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    parent_id: uuid.UUID,
    code: str,
    name: str,
    full_name: str,
) -> OrgUnit:
    """Add an authority below one that ``actor`` may edit; its level is the next one down."""
    parent = queries.get_visible_unit(session, actor, parent_id, Action.EDIT_WINDOWS)
    step = BELOW.get(parent.level)
    if step is None:
        raise invalid({"parent_id": [N_("社区（村）下面不再设机构。")]})
    if not (code.isdigit() and len(code) == step.digits and _shares(code, parent, step)):
        raise invalid({"code": [N_("代码的位数不对，或者不属于上级机构。")]})
    if queries.units_by_code(session, [code]):
        raise invalid({"code": [N_("这个代码已经有机构使用。")]})
    unit = OrgUnit(
        code=code,
        name=name,
        full_name=full_name,
        level=step.level,
        parent_id=parent.id,
        path=f"{parent.path}{code}/",
    )
    session.add(unit)
    session.flush()
    audit.record(
        session, actor_id=actor.id, action="add_unit", subject=OrgUnit, subject_id=unit.id, now=now
    )
    return unit


def _shares(code: str, parent: OrgUnit, step: Step) -> bool:
    return code.startswith(parent.code[: step.shared])
