"""Printed cards: one or more on a sheet of A4 or A5, as PDF.

Sizes follow trials with damaged pictures: a module of at least 1 mm, a quiet zone of four modules,
and a picture a tenth as wide as the distance from which it is scanned.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from service.core.problems import N_, Problem
from service.core.typeset import Typesetter

from . import pictures
from .codes import spaced

TEMPLATE = Path(__file__).parent / "templates" / "typst" / "cards.typ"
#: millimetres; smaller ones blur in cheap cameras
SMALLEST_MODULE = 1.0
#: a thousand cards take 5 s and 600 MB; a larger place is printed part by part
MOST_CARDS = 1000
_press = Lock()  # one run at a time: memory


class Layout(StrEnum):
    """How many cards stand on a sheet of what size."""

    A4 = "a4"
    A5 = "a5"
    FOUR = "4up"
    EIGHT = "8up"


@dataclass(frozen=True)
class Sheet:
    """Measures of a layout in millimetres."""

    width: float
    height: float
    columns: int
    rows: int
    #: side of the picture, quiet zone included
    picture: float

    @property
    def cards(self) -> int:
        """Return how many cards stand on one sheet."""
        return self.columns * self.rows


SHEETS = {
    Layout.A4: Sheet(210, 297, 1, 1, 107),
    Layout.A5: Sheet(148, 210, 1, 1, 75),
    Layout.FOUR: Sheet(210, 297, 2, 2, 53),
    Layout.EIGHT: Sheet(210, 297, 2, 4, 50),
}


@dataclass(frozen=True)
class Card:
    """What stands on a card. ``counter`` and ``label`` are empty on the card of a whole window."""

    code: str
    window_code: str
    window: str
    counter: str
    label: str
    url: str


@dataclass(frozen=True)
class Printer:
    """What all cards of an installation share."""

    typesetter: Typesetter
    public_url: str
    office: str
    hotline: str

    def pdf(self, cards: Sequence[Card], layout: Layout) -> bytes:
        """Set the cards in their order; raises the 422 problems of :meth:`check`."""
        self.check(cards, layout)
        with _press:
            return self.typesetter.typeset(TEMPLATE, self._data(cards, layout))

    def pages(self, cards: Sequence[Card], layout: Layout, *, ppi: float) -> list[bytes]:
        """Return the same sheets as PNG."""
        return self.typesetter.pictures(TEMPLATE, self._data(cards, layout), ppi=ppi)

    def check(self, cards: Sequence[Card], layout: Layout) -> None:
        """Refuse what would print badly: nothing, too much, too fine, or letters without a face."""
        if not cards:
            raise Problem(422, "no_cards", N_("没有可以印制的编号，请先发放编号或放宽筛选条件。"))
        if len(cards) > MOST_CARDS:
            sentence = N_("一次最多印制 %(most)s 张，现在选了 %(count)s 张，请分批印制。")
            raise Problem(422, "too_many_cards", sentence, most=MOST_CARDS, count=len(cards))
        if module_width(layout, cards[0].url) < SMALLEST_MODULE:
            sentence = N_("系统网址太长，二维码在这个版式上印得太密，请选择更大的版式。")
            raise Problem(422, "too_dense", sentence)
        words = "".join(card.window + card.counter + card.label for card in cards)
        if missing := self.typesetter.missing_glyphs(words + self.office):
            sentence = N_("字库里没有这些字：%(missing)s。请安装含有它们的字体后再印制。")
            raise Problem(422, "missing_glyphs", sentence, missing=missing)

    def _data(self, cards: Sequence[Card], layout: Layout) -> dict[str, Any]:
        return {
            "sheet": asdict(SHEETS[layout]),
            "cards": [
                asdict(card) | {"printed": spaced(card.code), "svg": pictures.svg(card.url)}
                for card in cards
            ],
            "site": self.public_url.partition("://")[2] + "/q",
            "office": self.office,
            "hotline": self.hotline,
        }


def module_width(layout: Layout, url: str) -> float:
    """Return how wide one module is printed, in millimetres."""
    return SHEETS[layout].picture / len(pictures.matrix(url))


def place_of(index: int, layout: Layout) -> tuple[int, int]:
    """Return page and position on it (row by row), both from 1, of the card at ``index``."""
    page, position = divmod(index, SHEETS[layout].cards)
    return page + 1, position + 1
