"""What citizens found wanting: the reasons ticked most often, and the points judged lowest.

Counted over many windows by one statement each, whatever their number: the columns of counts are
opened inside the database. What may be told of it is decided in ``surveys.desks.shown``.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, Text, cast, func, literal, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.core.access import Action, Actor, within
from service.windows.models import ServiceWindow

from . import reasons
from .comparison import Choice, Group, wanted
from .models import RatingMonth
from .reasons import Judged, Reason
from .recount import TONGUES, Tongue
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
    for kind, level, version, what, name, times in session.execute(
        _query(session.get_bind().dialect.name, actor, choice)
    ):
        counts.setdefault((kind, level, what), Counter())[name] += times
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


def _query(dialect: str, actor: Actor, choice: Choice) -> Any:
    tongue = TONGUES[dialect]
    return union_all(
        _opened(tongue, actor, choice, TICKED, RatingMonth.reasons),
        _opened(tongue, actor, choice, SUM, RatingMonth.dimension_sums),
        _opened(tongue, actor, choice, COUNT, RatingMonth.dimension_counts),
    )


def _opened(
    tongue: Tongue,
    actor: Actor,
    choice: Choice,
    what: str,
    column: InstrumentedAttribute[dict[str, Any]],
) -> Select[*tuple[Any, ...]]:
    text = cast(column, Text)
    pair = tongue.pairs(tongue.read(text)).table_valued("key", "value").alias(f"{what}_")
    place = ServiceWindow.kind, ServiceWindow.level, RatingMonth.form_version_id
    months = RatingMonth.__table__.join(
        ServiceWindow.__table__, ServiceWindow.id == RatingMonth.window_id
    )
    return (
        select(*place, literal(what), pair.c.key, func.sum(cast(pair.c.value, Integer)))
        .select_from(months.join(pair, true()))
        .where(
            within(ServiceWindow.path, actor, Action.COMPARE_WINDOWS),
            *wanted(choice),
            RatingMonth.month.between(choice.first, choice.last),
            text != "{}",
        )
        .group_by(*place, pair.c.key)
    )
