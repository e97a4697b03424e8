"""The list that goes with a printed sheet: which card stands where, in the words of that day."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .posters import Card, Layout, place_of

#: what a spreadsheet would take for a formula
FORMULA = ("=", "+", "-", "@", "\t")

COLUMNS = {
    "code": "编号",
    "window_code": "窗口编码",
    "window": "窗口名称",
    "counter": "柜台号",
    "label": "柜台说明",
    "url": "网址",
    "page": "页",
    "position": "页内位置",
}


def rows(cards: Sequence[Card], layout: Layout) -> list[dict[str, Any]]:
    """Return one row a card, in the order of the sheet."""
    spots = (place_of(index, layout) for index in range(len(cards)))
    return [
        asdict(card) | {"page": page, "position": position}
        for card, (page, position) in zip(cards, spots, strict=True)
    ]


def as_csv(printed: Iterable[Mapping[str, Any]], layout: str, sha256: str) -> bytes:
    """Write rows as CSV for spreadsheets: UTF-8 with its mark, nothing that acts as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*COLUMNS.values(), "版式", "PDF 的 SHA-256"])
    for row in printed:
        writer.writerow([*(_inert(row[name]) for name in COLUMNS), layout, sha256])
    return out.getvalue().encode("utf-8-sig")


def _inert(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
