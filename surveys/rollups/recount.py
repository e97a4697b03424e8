"""The one way of counting ratings: statements that recount days from raw rows and fold months.

The same statement recounts one window-day for a mark and everything for a rebuild, so the two
can never disagree. Each reads its rows once: the reasons of a group are strung together as JSON
and counted from there.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    case,
    cast,
    func,
    select,
    true,
)
from sqlalchemy import literal_column as literal

from surveys.ratings.models import Channel, Rating, RatingState

from .models import RatingDay

LEVELS = ("n1", "n2", "n3", "n4", "n5")
SUMS = (*LEVELS, "held", "excluded", "asked")

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Tally:
    """A column of counts by name, made of JSON texts that each row brings.

    A text is a list of names to count, or an object: its values are added up, or its names counted.
    """

    column: str
    #: the strung texts that it is made of; two tallies may share them
    strung: str
    is_object: bool
    adds: bool


TALLIES = (
    Tally("reasons", "ticked", is_object=False, adds=False),
    Tally("channels", "came_by", is_object=False, adds=False),
    Tally("dimension_sums", "judged", is_object=True, adds=True),
    Tally("dimension_counts", "judged", is_object=True, adds=False),
)
#: days bring finished columns, which a month adds up
FOLDS = tuple(Tally(each.column, f"{each.column}_", is_object=True, adds=True) for each in TALLIES)
COLUMNS = tuple(each.column for each in TALLIES)


@dataclass(frozen=True)
class Tongue:
    """How a database says what the two say differently."""

    #: text → JSON
    read: Any
    elements: Any
    texts: Any
    pairs: Any
    make: Any
    #: day → first day of its month
    month: Any


TONGUES = {
    "sqlite": Tongue(
        read=lambda text: text,
        elements=func.json_each,
        texts=func.json_each,
        pairs=func.json_each,
        make=func.json_group_object,
        month=lambda day: func.date(day, "start of month"),
    ),
    "postgresql": Tongue(
        read=lambda text: cast(text, JSON),
        elements=func.json_array_elements,
        texts=func.json_array_elements_text,
        pairs=func.json_each_text,
        make=func.json_object_agg,
        month=lambda day: cast(func.date_trunc("month", day), Date),
    ),
}


def days(dialect: str, *where: ColumnElement[bool]) -> Rows:
    """Recount the raw ratings that ``where`` chooses, as rows of ``rating_day``."""
    keys = Rating.window_id, Rating.day, Rating.form_version_id, Rating.grade
    counted = Rating.state == RatingState.COUNTED
    kept = Rating.state != RatingState.EXCLUDED
    sums = [
        *(func.count().filter(counted, Rating.level == n).label(f"n{n}") for n in range(1, 6)),
        func.count().filter(Rating.state == RatingState.HELD).label("held"),
        func.count().filter(Rating.state == RatingState.EXCLUDED).label("excluded"),
        func.count().filter(kept, Rating.was_asked.is_(True)).label("asked"),
    ]
    ticked = cast(Rating.reasons, Text)
    came_by: ColumnElement[str] = (
        literal("'[\"'") + Rating.channel + literal("':'") + cast(Rating.level, Text)
    )
    strung = [
        _strung(ticked, counted, ticked != "[]").label("ticked"),
        _strung(came_by + literal("'\"]'"), counted, Rating.channel != Channel.COUNTER).label(
            "came_by"
        ),
        _strung(cast(Rating.dimensions, Text), counted).label("judged"),
    ]
    groups = select(*keys, *sums, *strung).where(*where).group_by(*keys)
    return _tallied(TONGUES[dialect], groups.order_by(*keys), TALLIES)


def months(dialect: str, *where: ColumnElement[bool]) -> Rows:
    """Fold the days that ``where`` chooses, as rows of ``rating_month``."""
    month = TONGUES[dialect].month(RatingDay.day).label("month")
    keys = RatingDay.window_id, month, RatingDay.form_version_id, RatingDay.grade
    sums = [func.sum(getattr(RatingDay, name)).label(name) for name in SUMS]
    texts = {each.strung: cast(getattr(RatingDay, each.column), Text) for each in FOLDS}
    strung = [_strung(text, text != "{}").label(name) for name, text in texts.items()]
    groups = select(*keys, *sums, *strung).where(*where).group_by(*keys)
    return _tallied(TONGUES[dialect], groups.order_by(*keys), FOLDS)


def _strung(text: ColumnElement[str], *where: ColumnElement[bool]) -> ColumnElement[str]:
    return func.aggregate_strings(text, ",").filter(*where)


def _tallied(tongue: Tongue, counted: Rows, tallies: tuple[Tally, ...]) -> Rows:
    """Turn strung texts into one sorted object for each tally."""
    groups = counted.subquery("groups")
    strung = {each.strung for each in tallies}
    made = [_object(tongue, groups.c[each.strung], each) for each in tallies]
    return select(*(c for c in groups.c if c.name not in strung), *made)


def _object(tongue: Tongue, strung: ColumnElement[str], tally: Tally) -> ColumnElement[Any]:
    whole = tongue.read(literal("'['") + strung + literal("']'"))
    outer = tongue.elements(whole).table_valued("value").alias("outer_")
    opened = tongue.pairs if tally.is_object else tongue.texts
    inner = opened(outer.c.value).table_valued("key", "value").alias("inner_")
    name = inner.c.key if tally.is_object else inner.c.value
    times = func.sum(cast(inner.c.value, Integer)) if tally.adds else func.count()
    # sorted in a subquery: SQLite before 3.44 cannot order inside an aggregate
    each = (
        select(name.label("name"), times.label("times"))
        .select_from(outer.join(inner, true()))
        .group_by(name)
        .order_by(name)
        .subquery("each_")
    )
    made = select(tongue.make(each.c.name, each.c.times)).scalar_subquery()
    return case((strung.is_(None), literal("'{}'")), else_=made).label(tally.column)
