"""Charts as SVG text, for pages and for PDFs alike: real text, no script, no inline style.

Colours are attributes, which a PDF obeys and a page's stylesheet overrides by class (dark, print).
The two worst of five levels are hatched, so that grey print tells them apart. Sizes are in the
units of the viewBox; at the default width they read well on a phone, PDFs ask for a wider one.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from .drawing import BAND, BLUE, SOFT, TRACK, Drawing, text_width, ticks

WIDTH, HEIGHT, ROW = 340, 220, 40
#: distance of the lines of a trend, and up to which span of shares it serves
STEPS = ((0.02, 0.1), (0.05, 0.25), (0.1, 0.5), (0.2, 1.0))


class Point(NamedTuple):
    """A share (0 to 1) with its interval; ``value`` is None where nothing can be said."""

    label: str
    value: float | None
    low: float = 0.0
    high: float = 1.0


class Bar(NamedTuple):
    """A named length; ``text`` is what stands at its end (the number itself when empty)."""

    label: str
    value: float
    text: str = ""


def months_stacked(
    months: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    title: str,
    *,
    width: int = WIDTH,
) -> Markup:
    """Draw a column a month, stacked from ``series``: (name, numbers by month), best level first.

    At most five series; the totals stand on the columns when there is room for them.
    """
    totals = [sum(column) for column in zip(*(numbers for _, numbers in series), strict=True)]
    said = "；".join(f"{month} {total}" for month, total in zip(months, totals, strict=False))
    rows = list(_legend([name for name, _ in series], width))
    top = 14 + 20 * len(rows) + 12
    picture = Drawing(title, said, width, top + HEIGHT)
    for y, row in enumerate(rows):
        for x, n, name in row:
            picture.level(n, (x, 9 + 20 * y, 10, 10))
            picture.text(x + 14, 18 + 20 * y, name)
    if not any(totals):
        picture.nothing()
        return picture.svg()
    _columns(picture, top, months, [numbers for _, numbers in series], totals)
    return picture.svg()


def _legend(names: Sequence[str], width: int) -> Iterator[list[tuple[float, int, str]]]:
    """Lay names out from left to right in as many rows as they need."""
    row: list[tuple[float, int, str]] = []
    x = 0.0
    for n, name in enumerate(names):
        needed = 14 + text_width(name)
        if row and x + needed > width:
            yield row
            row, x = [], 0.0
        row.append((x, n, name))
        x += needed + 7
    yield row


def _columns(
    picture: Drawing,
    top: float,
    months: Sequence[str],
    stacks: Sequence[Sequence[int]],
    totals: Sequence[int],
) -> None:
    scale = ticks(max(totals))
    left = 10 + text_width(f"{scale[-1]:,.0f}")
    width, height = picture.width - left - 2, HEIGHT - 26
    picture.grid((left, top, width, height), [(n / scale[-1], f"{n:,.0f}") for n in scale])
    slot = width / len(months)
    fits = max(text_width(f"{total:,}") for total in totals) < slot
    for month, total in enumerate(totals):
        y = top + height
        for level, numbers in enumerate(stacks):
            tall = height * numbers[month] / scale[-1]
            y -= tall
            if tall:
                picture.level(level, (left + slot * (month + 0.19), y, slot * 0.62, tall))
        if fits and total:
            picture.text(
                left + slot * (month + 0.5), y - 5, f"{total:,}", anchor="middle", ink=True
            )
    picture.below(months, left, slot, top + height + 18)


def trend(
    points: Sequence[Point],
    title: str,
    *,
    width: int = WIDTH,
    like: Sequence[Point] | None = None,
) -> Markup:
    """Draw shares over time as a line in the band of their intervals; a gap where none is known.

    With ``like`` the band, and a broken line in it, are those of others: one point for each.
    """
    points = [Point(*point) for point in points]
    known = [point for point in points if point.value is not None]
    behind = [point for point in like or () if point.value is not None]
    said = "；".join(f"{point.label} {point.value:.1%}" for point in known)
    picture = Drawing(title, said, width, HEIGHT)
    if not known:
        picture.nothing()
        return picture.svg()
    lowest = [point.low if like is None else point.value or 0.0 for point in known]
    span = 1 - min(lowest + [point.low for point in behind])
    step = next(step for step, reach in STEPS if span <= reach)
    lines = math.ceil(span / step - 1e-9) or 1
    left, top = 10 + text_width("100%"), 14.0
    box = (left, top, width - left - 2, HEIGHT - 40.0)
    picture.grid(box, [(n / lines, f"{1 - step * (lines - n):.0%}") for n in range(lines + 1)])
    slot = box[2] / len(points)

    def place(n: int, share: float) -> tuple[float, float]:
        return left + slot * (n + 0.5), top + box[3] * (1 - share) / (step * lines)

    _lines(picture, points, like, place)
    picture.below([point.label for point in points], left, slot, HEIGHT - 8)
    return picture.svg()


Run = Sequence[tuple[int, Point]]
Place = Callable[[int, float], tuple[float, float]]


def _lines(
    picture: Drawing, points: Sequence[Point], like: Sequence[Point] | None, place: Place
) -> None:
    """Draw the band, in it the line of others if it is theirs, and the own line before it."""
    for run in _runs(points if like is None else like):
        _band(picture, run, place)
        if like is not None:
            _path_of(picture, run, place, "like", SOFT, dashed=True)
    for run in _runs(points):
        for x, y in _path_of(picture, run, place, "trend", BLUE):
            picture.add(
                '<circle class="spot" cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>', x, y, BLUE
            )


def _runs(points: Sequence[Point]) -> Iterator[Run]:
    """Yield the stretches in which something is known."""
    for gap, run in groupby(enumerate(points), key=lambda item: item[1].value is None):
        if not gap:
            yield list(run)


def _band(picture: Drawing, run: Run, place: Place) -> None:
    upper = [place(n, point.high) for n, point in run]
    lower = [place(n, point.low) for n, point in run]
    # the stroke keeps the interval of a single month in sight
    picture.add(
        '<path class="band" d="M{0}z" fill="{1}" stroke="{1}" stroke-width="2"/>',
        *(_path([*upper, *lower[::-1]]), BAND),
    )


def _path_of(
    picture: Drawing, run: Run, place: Place, name: str, colour: str, *, dashed: bool = False
) -> list[tuple[float, float]]:
    """Draw the line of a stretch; return its corners."""
    middle = [place(n, point.value or 0.0) for n, point in run]
    dashes = ' stroke-dasharray="4 4"' if dashed else ""
    picture.add(
        f'<path class="{{}}" d="M{{}}" fill="none" stroke="{{}}" stroke-width="2.2"{dashes}/>',
        *(name, _path(middle), colour),
    )
    return middle


def _path(spots: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)


def bars(rows: Sequence[Bar], title: str, *, width: int = WIDTH, top: float = 0.0) -> Markup:
    """Draw a bar a row under its name; ``top`` is what a full bar means (else the longest one)."""
    rows = [Bar(*row) for row in rows]
    words = [row.text or f"{row.value:,g}" for row in rows]
    said = "；".join(f"{row.label} {text}" for row, text in zip(rows, words, strict=True))
    picture = Drawing(title, said, width, max(2, len(rows)) * ROW)
    full = top or max((row.value for row in rows), default=0.0)
    if not rows:
        picture.nothing()
    for n, (row, text) in enumerate(zip(rows, words, strict=True)):
        picture.text(0, n * ROW + 15, row.label, ink=True)
        picture.text(width, n * ROW + 15, text, anchor="end", ink=True)
        picture.rect((0, n * ROW + 22, width, 8), TRACK, "track")
        if full and row.value > 0:
            picture.rect((0, n * ROW + 22, width * min(1.0, row.value / full), 8), BLUE, "bar")
    return picture.svg()
