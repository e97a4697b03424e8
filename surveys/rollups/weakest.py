"""What citizens found wanting: the reasons ticked most often, and the points judged lowest.

Counted over many windows by one statement, whatever their number: the counts of a group are strung
together inside the database and read once. What may be told is decided in ``surveys.desks``.
"""

import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor, within
from service.windows.models import ServiceWindow

from . import reasons
from .comparison import Choice, Group, wanted
from .models import RatingMonth
from .reasons import Judged, Reason
from .statistics import Figures, total

#: groups of reasons that say what was wanting; praise is none
WANTING = frozenset({"bad", "fair"})

#: what a row counts
TICKED, SUM, COUNT = "ticked", "sum", "count"


@dataclass(frozen=True)
class Wanting:
    """What was found wanting at windows of one kind and level, or (``kind`` empty) at all."""

    kind: str
    level: str
    figures: Figures
    #: the most often ticked first
    reasons: Sequence[Reason]
    #: the lowest mean first
    points: Sequence[Judged]


def weakest(
    session: Session, actor: Actor, choice: Choice, groups: Sequence[Group]
) -> tuple[Wanting, list[Wanting]]:
    """Return what was found wanting in the whole of compared windows, and in each like group."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    used: set[uuid.UUID] = set()
    for kind, level, version, *strung in session.execute(_query(actor, choice)):
        for what, text in zip(_PARTS, strung, strict=True):
            _add(counts.setdefault((kind, level, what), Counter()), text)
        used.add(version)
    words = reasons.Words.of(session, used)
    parts = [
        _wanting(
            words,
            (group.kind, group.level),
            group.figures,
            [counts.get((group.kind, group.level, what), Counter()) for what in _PARTS],
        )
        for group in groups
    ]
    sums = [sum((c for key, c in counts.items() if key[2] == what), Counter()) for what in _PARTS]
    return _wanting(words, ("", ""), total(group.figures for group in groups), sums), parts


_PARTS = (TICKED, SUM, COUNT)


def _wanting(
    words: reasons.Words,
    place: tuple[str, str],
    figures: Figures,
    counts: Sequence[Mapping[str, int]],
) -> Wanting:
    ticked, sums, numbers = counts
    judged = words.judged({name: (sums[name], n) for name, n in numbers.items()})
    return Wanting(
        *place,
        figures,
        [each for each in words.ticked(ticked) if each.group in WANTING],
        sorted(judged, key=lambda each: (each.mean, each.key)),
    )


def _add(counts: Counter[str], strung: str | None) -> None:
    """Add up objects of counts that are strung together; one reading for a whole group."""
    for each in json.loads(f"[{strung or ''}]"):
        for name, times in each.items():
            counts[name] += times


def _query(actor: Actor, choice: Choice) -> Select[*tuple[Any, ...]]:
    place = ServiceWindow.kind, ServiceWindow.level, RatingMonth.form_version_id
    columns = RatingMonth.reasons, RatingMonth.dimension_sums, RatingMonth.dimension_counts
    texts = [cast(column, Text) for column in columns]
    strung = [func.aggregate_strings(text, ",").filter(text != "{}") for text in texts]
    return (
        select(*place, *strung)
        .join(ServiceWindow, ServiceWindow.id == RatingMonth.window_id)
        .where(
            within(ServiceWindow.path, actor, Action.COMPARE_WINDOWS),
            *wanted(choice),
            RatingMonth.month.between(choice.first, choice.last),
        )
        .group_by(*place)
    )
