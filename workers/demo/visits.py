"""A year of unannounced visits, logged by the inspector and disclosed by the province."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.db import Database
from service.windows.models import ServiceWindow
from surveys.visits import operations
from surveys.visits.queries import checklist_of
from surveys.visits.scoring import items
from surveys.visits.sheet import Sheet

from . import people
from .chance import Chance

PER_WINDOW = 5
#: the story: a post found vacant at every visit
VACANT = "210300-INSP-01"
NOT_YET_DISCLOSED = timedelta(days=10)


def log(database: Database, *, now: datetime) -> int:
    """Store the year's visits; return how many."""
    with database.reading() as session:
        windows = list(session.scalars(select(ServiceWindow).order_by(ServiceWindow.code)))
        inspector = people.actor(session, "inspector")
        office = people.actor(session, "province")
    logged = 0
    for window in windows:
        chance = Chance(f"visits {window.code}")
        for moment in _apart(chance.moments(PER_WINDOW * 3, now)):
            with database.transaction() as session:
                _visit(session, chance, window, moment, now, inspector, office)
            logged += 1
    return logged


def _apart(moments: list[datetime]) -> list[datetime]:
    """Choose the latest moments at least thirty days apart: no window is visited more often."""
    taken: list[datetime] = []
    for moment in reversed(moments):
        if len(taken) < PER_WINDOW and (not taken or taken[-1] - moment > timedelta(days=30)):
            taken.append(moment)
    return taken[::-1]


def _visit(
    session: Session,
    chance: Chance,
    window: ServiceWindow,
    moment: datetime,
    now: datetime,
    *actors: Actor,
) -> None:
    inspector, office = actors
    version = checklist_of(session, window.kind)
    sheet = Sheet(
        window_id=window.id,
        form_key=version.form.key,
        form_version=version.number,
        mode="UNANNOUNCED",
        answers=_answers(chance, version.body, window),
        device_started_at=moment - timedelta(minutes=chance.number(25, 50)),
        device_finished_at=moment,
    )
    visit, _ = operations.log_visit(
        session, actor=inspector, now=moment, visit_id=chance.key(), sheet=sheet
    )
    if moment + NOT_YET_DISCLOSED < now:
        told = moment + timedelta(days=chance.number(2, 6))
        operations.disclose_visit(session, actor=office, now=told, visit_id=visit.id)


def _answers(chance: Chance, body: dict[str, Any], window: ServiceWindow) -> dict[str, Any]:
    asked = [item for _, item in items(body, window.kind) if "copy_of" not in item]
    answers = {item["id"]: {"value": _value(chance, item)} for item in asked}
    if window.code == VACANT:
        answers["A1"] = {"value": {"due": 5, "open": 3, "vacant": 2, "minutes": 18, "notice": "no"}}
    return answers


def _value(chance: Chance, item: Mapping[str, Any]) -> Any:
    """Return what was seen: mostly well, now and then not."""
    well = chance.happens(0.93)
    if item["kind"] == "several":
        known = [choice["id"] for choice in item["choices"]]
        return known if well else chance.some(known, max(1, len(known) - 1))
    if item["kind"] == "words":
        return {"heard": "no"} if well else {"heard": "yes", "phrase": "自己看", "time": "10:20"}
    if item["kind"] == "vacant_post":
        full = {"due": 4, "open": 4, "vacant": 0}
        away = {"due": 4, "open": 3, "vacant": 1, "minutes": 9, "notice": "yes", "reason": "toilet"}
        return full if well else away
    values: dict[str, tuple[Any, Any]] = {
        "yes_no": ("yes", "no"),
        "three_steps": ("full", "half"),
        "ratio": ({"part": 8, "whole": 8}, {"part": 7, "whole": 8}),
        "count": (0, 1),
        "time": (chance.number(1, 4), chance.number(8, 25)),
    }
    return values[item["kind"]][0 if well else 1]
