"""What has run over its clock, by city: counted by the very query that lists it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.windows.models import Level
from surveys.deadlines import queries as deadlines
from surveys.deadlines.labels import SUBJECT_NAMES

from . import reading


@dataclass(frozen=True)
class Late:
    """One place: how many matters of each sort are over their clock, and how to list them."""

    name: str
    counts: Counter[str]
    #: filters of the list of deadlines that shows just these
    lists: dict[str, str]


def sorts(actor: Actor) -> list[str]:
    """Return the sorts of matters whose clocks ``actor`` reads."""
    of_cases = actor.may(Action.READ_COMPLAINT_CASE)
    return [name for name in SUBJECT_NAMES if of_cases or name != "complaint"]


def by_city(session: Session, actor: Actor, now: datetime, **asked: Any) -> list[Late]:
    """Return the whole first, then each city with something late, the most first.

    ``asked`` narrows by ``city`` (code), ``kind`` and ``level``; raises ``not_found``.
    """
    choice = reading.choice_of(session, actor, first=now.date(), last=now.date(), **asked)
    query = deadlines.due(
        actor, overdue_at=now, city=choice.city, kind=choice.kind, level=choice.level
    )
    places: dict[str, Counter[str]] = {}
    for (code, subject), n in deadlines.tally(session, query).items():
        places.setdefault(code, Counter())[subject] += n
    names = {"": ""} | {unit.code: unit.name for unit in reading.cities(session, actor)}
    found = [
        Late(names.get(code, ""), counts, _lists(code, asked)) for code, counts in places.items()
    ]
    found.sort(key=lambda each: (-each.counts.total(), each.lists["city"]))
    return [Late("", sum(places.values(), Counter()), dict(asked)), *found]


def _lists(code: str, asked: dict[str, Any]) -> dict[str, str]:
    """Return the filters of a place's list; the province's own windows are those of its level."""
    own = {} if code else {"level": Level.PROVINCE.value}
    return {**asked, **own, "city": code}
