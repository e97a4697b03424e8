"""A form's body as rows of a table, and back: a page edits them one by one, Excel as a whole.

A row is ``{column: text}``; its type says where it belongs. Rows below belong to what stands above
them, as on paper. Pure: ``assemble(kind, tabulate(kind, body))`` is ``body`` again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.core.problems import N_

from . import cells
from .cells import CHOICES, Cell, UnfitCellError
from .models import FormKind

Row = dict[str, str]
Body = dict[str, Any]

TEXTS = cells.text("zh", "zh"), cells.text("en", "en")
CLAUSE = tuple(cells.text(name, f"clause.{name}") for name in ("document", "section", "quote"))


@dataclass(frozen=True)
class Part:
    """One type of row: the list that it goes into, below which other type, and its cells."""

    title: str
    #: name of the list in what it belongs to; the title of a form goes into the form itself
    into: str
    cells: tuple[Cell, ...]
    below: str = ""
    #: the row is nothing but this cell's text
    bare: bool = False


PARTS: dict[FormKind, dict[str, Part]] = {
    FormKind.RATING: {
        "title": Part(N_("标题"), "", (cells.text("zh", "title.zh"), cells.text("en", "title.en"))),
        "source": Part(N_("依据"), "sources", (cells.text("zh", ""),), bare=True),
        "grade": Part(
            N_("等级"), "levels", (cells.number("key", "value", required=True),
            Cell("group", "group", str), *TEXTS),
        ),
        "dimension": Part(N_("分项"), "dimensions", (cells.key(), *TEXTS)),
        "group": Part(N_("组"), "groups", (cells.key(), *TEXTS)),
        "reason": Part(
            N_("原因"), "reasons", (cells.key(), *TEXTS,
            cells.several("conditions", "conditions", cells.CONDITIONS),
            cells.several("kinds", "kinds", CHOICES["kinds"], required=False)),
            below="group",
        ),
    },
    FormKind.COMPLAINT: {
        "title": Part(N_("标题"), "", (cells.text("zh", "title.zh"), cells.text("en", "title.en"))),
        "source": Part(N_("依据"), "sources", (cells.text("zh", ""),), bare=True),
        "group": Part(N_("组"), "groups", (cells.key(), *TEXTS)),
        "category": Part(
            N_("类别"), "categories", (cells.key(), *TEXTS, cells.flag("grave", "grave")),
            below="group",
        ),
    },
    FormKind.VISIT: {
        "title": Part(
            N_("标题"), "", (cells.text("zh", "title.zh"), cells.text("en", "title.en"),
            cells.several("kinds", "window_kinds", CHOICES["kinds"])),
        ),
        "section": Part(
            N_("章节"), "sections",
            (cells.key("id"), cells.text("zh", "title.zh"), cells.text("en", "title.en")),
        ),
        "item": Part(
            N_("检查项"), "items",
            (
                cells.key("id"),
                cells.text("zh", "text.zh"),
                cells.text("en", "text.en"),
                cells.choice("question", "kind", CHOICES["question"]),
                cells.points("weight"),
                cells.choice("level", "level", cells.WEIGHT_LEVELS),
                cells.text("evidence_zh", "evidence.zh"),
                cells.text("evidence_en", "evidence.en"),
                *CLAUSE,
                cells.several("conditions", "conditions", cells.CONDITIONS),
                cells.several("kinds", "applies_to", CHOICES["kinds"]),
                cells.number("threshold", "threshold"),
                cells.choice("unit", "unit", CHOICES["unit"], required=False),
                cells.number("good", "good"),
                cells.number("bad", "bad"),
                cells.number("enough", "enough"),
                cells.text("copy_of", "copy_of", required=False),
                cells.day("scored_from", "scored_from"),
            ),
            below="section",
        ),
        "part": Part(N_("比数的两边"), "parts", TEXTS, below="item"),
        "choice": Part(
            N_("可勾选项"), "choices",
            (cells.key("id"), cells.text("zh", "text.zh"), cells.text("en", "text.en")),
            below="item",
        ),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong: the row (from 1; 0 is the whole form), the column, a sentence."""

    line: int
    column: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)


def tabulate(kind: FormKind, body: Mapping[str, Any]) -> list[Row]:
    """Write a body as rows."""
    return list(_rows(PARTS[kind], "", body))


def _rows(parts: Mapping[str, Part], below: str, node: Mapping[str, Any]) -> Iterator[Row]:
    for name, part in parts.items():
        if part.below != below:
            continue
        for inner in node.get(part.into, ()) if part.into else [node]:
            yield {"type": name, **dict(_texts(part, inner))}
            if part.into and not part.bare:
                yield from _rows(parts, name, inner)


def _texts(part: Part, node: Any) -> Iterator[tuple[str, str]]:
    for cell in part.cells:
        value = node if part.bare else _dig(node, cell.path)
        if value is not None:
            yield cell.column, cell.write(value)


def _dig(node: Any, path: str) -> Any:
    for name in path.split("."):
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def assemble(kind: FormKind, rows: Sequence[Row]) -> tuple[Body, list[Fault]]:
    """Read rows as a body, and tell everything that is wrong with them."""
    parts, faults = PARTS[kind], list[Fault]()
    body: Body = {}
    open_nodes: dict[str, Any] = {"": body}
    for line, row in enumerate(rows, 1):
        name = row.get("type", "")
        part = parts.get(name)
        if part is None:
            faults.append(Fault(line, "type", N_("没有这种类型的行。")))
            continue
        holder = open_nodes.get(part.below)
        if holder is None:
            above = parts[part.below].title
            faults.append(
                Fault(line, "type", N_("这一行要写在“%(above)s”下面。"), {"above": above})
            )
            continue
        node, wrong = _node(part, row, line)
        faults += wrong
        _place(part, holder, node)
        if part.into and not part.bare:
            _open(parts, open_nodes, name, node)
    return body, faults


def _node(part: Part, row: Row, line: int) -> tuple[Any, list[Fault]]:
    node: Body = {}
    faults = []
    for cell in part.cells:
        given = row.get(cell.column, "").strip()
        if not given:
            if cell.required:
                faults.append(Fault(line, cell.column, N_("这一项必须填写。")))
            continue
        try:
            _plant(node, cell.path, cell.read(given))
        except UnfitCellError as error:
            faults.append(Fault(line, cell.column, str(error)))
    return (node.get("", "") if part.bare else node), faults


def _plant(node: Body, path: str, value: Any) -> None:
    *way, last = path.split(".")
    for name in way:
        node = node.setdefault(name, {})
    node[last] = value


def _place(part: Part, holder: Body, node: Any) -> None:
    if part.into:
        holder.setdefault(part.into, []).append(node)
    else:
        holder.update(node)


def _open(parts: Mapping[str, Part], nodes: dict[str, Any], name: str, node: Any) -> None:
    """Let the next rows belong to ``node``; what was open below its like is closed."""
    for other, part in parts.items():
        if part.below == name:
            nodes.pop(other, None)
    nodes[name] = node
