"""Which columns of a table hold figures, so that they stand to the right, digit under digit."""

import re
from collections.abc import Sequence

from markupsafe import Markup

FIGURE = re.compile(r"[+−-]?[\d,]+(\.\d+)?\s?(%|‰)?")
MISSING = {"", "—", "None"}


def figure_columns(rows: Sequence[Sequence[object]]) -> set[int]:
    """Return the columns (from 0) in which every cell is a figure or missing, and one is there."""
    found = set()
    for n, column in enumerate(zip(*rows, strict=False)):
        texts = [text for text in map(_seen, column) if text not in MISSING]
        if texts and all(FIGURE.fullmatch(text) for text in texts):
            found.add(n)
    return found


def _seen(cell: object) -> str:
    """Return what a reader sees of a cell: a figure may be a link."""
    return cell.striptags() if isinstance(cell, Markup) else str(cell).strip()
