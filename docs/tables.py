"""Writes docs/data.md from the models: ``python -m docs.tables`` (``make data``)."""

import ast
import inspect
import sys
from pathlib import Path

import wsgi  # noqa: F401 -- brings every table
from service.core.db import Base

TARGET = Path(__file__).parent / "data.md"
HEAD = """# Tables

Written by `make data` from the models; a test holds it to them. Moments are UTC, days are Shanghai
days, ids are random unless they say otherwise. Arrows (→) are foreign keys.
"""


def notes(model):
    """Return the ``#:`` sentence above each column of a model."""
    source = inspect.getsource(sys.modules[model.__module__])
    lines, found = source.splitlines(), {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            above, row = [], node.lineno - 2
            while lines[row].strip().startswith("#:"):
                above.insert(0, lines[row].strip().removeprefix("#:").strip())
                row -= 1
            found.setdefault((_class_at(source, node.lineno), node.target.id), " ".join(above))
    return found


def _class_at(source, line):
    inside = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.lineno <= line <= node.end_lineno
    ]
    return inside[0].name if inside else ""


def describe(mapper):
    """Return one table's section."""
    model, table = mapper.class_, mapper.local_table
    said = notes(model)
    parents = [parent.__name__ for parent in model.__mro__]
    rows = [
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    for column in table.columns:
        note = next((said[name, column.key] for name in parents if (name, column.key) in said), "")
        arrows = "".join(f"→ {key.column.table.name} " for key in column.foreign_keys)
        name = f"**{column.name}**" if column.primary_key else column.name
        kind = f"{column.type}{' ?' if column.nullable else ''}"
        rows.append(f"| {name} | {kind} | {arrows}{note} |")
    summary = " ".join((model.__doc__ or "").split())
    return f"\n### {table.name}\n{summary}\n\n" + "\n".join(rows) + "\n"


def text():
    """Return the whole page, tables grouped by the room that owns them."""
    rooms = {}
    for mapper in Base.registry.mappers:
        rooms.setdefault(mapper.class_.__module__.rpartition(".")[0], []).append(mapper)
    parts = [HEAD]
    for room in sorted(rooms):
        parts.append(f"\n## {room.replace('.', '/')}/\n")
        ordered = sorted(rooms[room], key=lambda mapper: mapper.local_table.name)
        parts += [describe(mapper) for mapper in ordered]
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")
