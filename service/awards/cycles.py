"""The cycles that come with the program: conditions and quota rules as data, loaded once."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit

from .models import AwardCycle

LIBRARY = Path(__file__).parent / "library"
_DATES = ("evaluation_from", "evaluation_to", "evidence_cutoff")


def condition_set(key: str) -> list[dict[str, Any]]:
    """Return a notice's conditions in their order: ``2016`` has nine, ``2009`` five."""
    read = _read(LIBRARY / "conditions" / f"{key}.json")
    conditions: list[dict[str, Any]] = read["conditions"]
    return conditions


def library_cycle(key: str) -> dict[str, Any]:
    """Return a cycle as it comes with the program."""
    return _read(LIBRARY / "cycles" / f"{key}.json")


def load_library(session: Session, *, now: datetime) -> list[AwardCycle]:
    """Add the cycles that are missing; those that are there keep their rules. Safe to repeat."""
    known = set(session.scalars(select(AwardCycle.key)))
    added = [
        _add(session, read, now)
        for path in sorted((LIBRARY / "cycles").glob("*.json"))
        for read in [_read(path)]
        if read["key"] not in known
    ]
    session.flush()
    return added


def _add(session: Session, read: dict[str, Any], now: datetime) -> AwardCycle:
    conditions = condition_set(read.pop("condition_set"))
    dates = {name: date.fromisoformat(read[name]) for name in _DATES}
    cycle = AwardCycle(**{**read, **dates}, conditions=conditions)
    session.add(cycle)
    session.flush()
    audit.record(
        session,
        actor_id=None,
        action="add_cycle",
        subject=AwardCycle,
        subject_id=cycle.id,
        now=now,
        details={"key": cycle.key},
    )
    return cycle


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read
