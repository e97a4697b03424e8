"""Drawing an SVG: words, boxes, grid lines and hatches, in colours that page and PDF both obey."""

import math
import unicodedata
import zlib
from collections.abc import Sequence

from markupsafe import Markup

FONT = "Noto Sans SC, sans-serif"
SIZE = 13
INK, SOFT, LINE, TRACK, BLUE = "#14202e", "#4b5a6b", "#d5dce5", "#e3e9f1", "#0f4c9c"
BAND = "#d6e3f5"
#: from the best level to the worst; the last two are hatched with the second colour
LEVELS = ((BLUE, ""), ("#5b8fd0", ""), ("#b9cfe8", ""), ("#f6d3ce", "#b3241b"), ("#b3241b", "#fff"))
WIDE = {"W", "F", "A"}


def text_width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is: a Chinese character is square, a Latin one a good half."""
    return sum(size if unicodedata.east_asian_width(c) in WIDE else size * 0.56 for c in text)


def ticks(top: float, wanted: int = 4) -> list[float]:
    """Return round numbers from 0 to at least ``top``, whole ones, about ``wanted`` steps."""
    if top <= 0:
        return [0, 1]
    raw = top / wanted
    power = 10 ** math.floor(math.log10(raw))
    step = max(1, next(k * power for k in (1, 2, 2.5, 5, 10) if k * power >= raw))
    step = math.ceil(step)
    return [step * n for n in range(math.ceil(top / step) + 1)]


class Drawing:
    """An SVG being drawn, with the frame that all charts share."""

    def __init__(self, title: str, description: str, width: int, height: float) -> None:
        """Open the picture; ``description`` says the figures to those who do not see it."""
        self.width, self.height = width, height
        # one page may hold several charts, and ids must differ
        self.id = f"c{zlib.crc32((title + description).encode()):x}"
        self.title, self.description = title, description
        self.parts: list[Markup] = []

    def add(self, template: str, *values: object) -> None:
        """Draw one element; values are escaped."""
        self.parts.append(Markup(template).format(*values))  # noqa: S704 -- our own templates

    def text(
        self, x: float, y: float, words: object, *, anchor: str = "start", ink: bool = False
    ) -> None:
        """Write words; ``anchor`` is start, middle or end."""
        name, colour = ("ink", INK) if ink else ("soft", SOFT)
        self.add(
            '<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>',
            *(name, x, y, anchor, colour, words),
        )

    def rect(self, box: tuple[float, float, float, float], fill: str, name: str) -> None:
        """Draw a rectangle (x, y, width, height)."""
        self.add(
            '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>',
            *(name, *box, fill),
        )

    def level(self, index: int, box: tuple[float, float, float, float]) -> None:
        """Draw a rectangle in the colour of a level, hatched when it is one of the two worst."""
        colour, hatch = LEVELS[index]
        self.rect(box, colour, f"level{index + 1}")
        if hatch:
            self.rect(box, f"url(#{self.id}{index})", "hatch")

    def grid(
        self, box: tuple[float, float, float, float], marks: Sequence[tuple[float, str]]
    ) -> None:
        """Draw horizontal lines at shares of the height (0 to 1), with their labels at the left."""
        x, y, width, height = box
        for share, label in marks:
            at = y + height * (1 - share)
            self.add(
                '<path class="line" d="M{:.1f} {:.1f}h{:.1f}" stroke="{}"/>', x, at, width, LINE
            )
            self.text(x - 6, at + 4, label, anchor="end")

    def below(self, labels: Sequence[str], x: float, slot: float, y: float) -> None:
        """Write labels under columns: every second or third one where they would touch."""
        widest = max(map(text_width, labels), default=0) + 6
        every = max(1, math.ceil(widest / slot))
        for n, label in enumerate(labels):
            if n % every == 0:
                self.text(x + slot * (n + 0.5), y, label, anchor="middle")

    def nothing(self) -> None:
        """Say that there are no figures."""
        self.text(self.width / 2, self.height / 2, "—", anchor="middle")

    def svg(self) -> Markup:
        """Close the picture."""
        hatches = Markup().join(
            Markup(
                '<pattern id="{}{}" width="5" height="5" patternUnits="userSpaceOnUse"'
                ' patternTransform="rotate({})"><path class="hatch{}" d="M0 0v5" stroke="{}"'
                ' stroke-width="2.4"/></pattern>'
            ).format(self.id, n, 45 if n == 3 else -45, n + 1, hatch)  # noqa: PLR2004
            for n, (_, hatch) in enumerate(LEVELS)
            if hatch and any(f"#{self.id}{n})" in part for part in self.parts)
        )
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="figures" viewBox="0 0 {0} {1:.0f}"'
            ' width="{0}" height="{1:.0f}" role="img" aria-labelledby="{2}t {2}d"'
            ' font-family="{3}" font-size="{4}"><title id="{2}t">{5}</title>'
            '<desc id="{2}d">{6}</desc>'
        ).format(self.width, self.height, self.id, FONT, SIZE, self.title, self.description)
        defs = Markup("<defs>{}</defs>").format(hatches) if hatches else Markup()
        return head + defs + Markup().join(self.parts) + Markup("</svg>")
