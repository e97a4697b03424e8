"""How ratings and their leaves reach the tables: each database gets it said in its quickest way.

PostgreSQL takes a whole batch as one JSON parameter of one statement, whose text never changes, so
it is parsed and planned once. SQLite has no journey to save and takes rows as they are.
"""

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from service.core.ledger import LedgerLeaf

from .models import Rating
from .trust import MOST_AT_A_KIOSK

Rows = Sequence[Mapping[str, Any]]
#: what a second rating by the same device on the same day would share
Trace = tuple[uuid.UUID, date, bytes]
TRACES = Rating.window_id, Rating.day, Rating.device


def times(connection: Connection, traces: Collection[Trace]) -> dict[Trace, int]:
    """Return how many ratings of each trace are there, counted no further than matters."""
    if connection.dialect.name == "postgresql":
        names = [trace.key for trace in TRACES]
        given = [dict(zip(names, trace, strict=True)) for trace in traces]
        found = connection.execute(_TIMES, {"traces": _dumps(given)}) if given else ()
        return {(row[0], row[1], row[2]): row[3] for row in found}
    return {
        trace: connection.scalar(_TIMES_OF_ONE, dict(zip("abc", trace, strict=True))) or 0
        for trace in traces
    }


def write(connection: Connection, ratings: Rows, leaves: Rows) -> set[uuid.UUID]:
    """Write the ratings whose client keys are new, and their leaves; return those keys."""
    return _WRITE[connection.dialect.name](connection, ratings, leaves)


def _at_once(connection: Connection, ratings: Rows, leaves: Rows) -> set[uuid.UUID]:
    values = {"ratings": _dumps(ratings), "leaves": _dumps(leaves)}
    return set(connection.scalars(_EVERYTHING, values))


def _in_turn(connection: Connection, ratings: Rows, leaves: Rows) -> set[uuid.UUID]:
    statement = sqlite.insert(Rating).on_conflict_do_nothing().returning(Rating.id)
    added = set(connection.scalars(statement, ratings))
    if added:
        kept = [leaf for leaf in leaves if leaf["subject_id"] in added]
        connection.execute(insert(LedgerLeaf), kept)
    return {rating["client_key"] for rating in ratings if rating["id"] in added}


def _dumps(rows: Rows) -> str:
    return json.dumps(rows, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    """Write what JSON does not know as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _recordset(name: str, columns: Iterable[Any]) -> FromClause:
    """Return the rows of a JSON parameter as a table."""
    typed = [column(each.name, each.type) for each in columns]
    read = func.json_to_recordset(cast(bindparam(name, type_=Text), JSON))
    return read.table_valued(*typed, name=name).render_derived(name=name, with_types=True)


def _everything() -> Select[uuid.UUID]:
    ratings = _recordset("ratings", Rating.__table__.columns)
    added = (
        postgresql.insert(Rating)
        .from_select([each.name for each in ratings.c], select(ratings))
        .on_conflict_do_nothing()
        .returning(Rating.id, Rating.client_key)
        .cte("added")
    )
    leaves = _recordset("leaves", LedgerLeaf.__table__.columns)
    kept = select(leaves).join(added, added.c.id == leaves.c.subject_id)
    written = insert(LedgerLeaf).from_select([each.name for each in leaves.c], kept)
    return select(added.c.client_key).add_cte(written.cte("written"))


def _counted(*alike: ColumnElement[bool]) -> Select[int]:
    """Count what is alike, and stop where a device has long had its say."""
    found = select(literal(1)).where(*alike).limit(literal_column(str(MOST_AT_A_KIOSK)))
    return select(func.count()).select_from(found.subquery("found"))


def _times() -> Select[*tuple[Any, ...]]:
    traces = _recordset("traces", TRACES)
    alike = [traces.c[each.key] == each for each in TRACES]
    return select(*traces.c, _counted(*alike).correlate(traces).scalar_subquery())


_EVERYTHING, _TIMES = _everything(), _times()
_NAMED = zip("abc", TRACES, strict=True)
_TIMES_OF_ONE = _counted(*(each == bindparam(name) for name, each in _NAMED))
_WRITE: dict[str, Callable[[Connection, Rows, Rows], set[uuid.UUID]]] = {
    "postgresql": _at_once,
    "sqlite": _in_turn,
}
