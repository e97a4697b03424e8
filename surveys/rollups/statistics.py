"""Shares of counted ratings and how sure one can be of them. Pure: no database, no Flask."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

#: below so many counted ratings no rate is shown (样本不足)
MINIMUM = 30
#: what fewer people said is not told apart
SMALL_CELL = 5
#: fewer comparable windows than this have no spread worth telling
FEWEST = 5
#: the 97.5 % point of the standard normal distribution, for two-sided 95 %
Z = 1.959963984540054
#: digits kept, so that the same counts give the same bytes on every machine
DIGITS = 6


def wilson(k: float, n: int) -> tuple[float, float]:
    """Return the Wilson 95 % score interval (no continuity correction) of ``k`` out of ``n``.

    With p = k/n and z = 1.959963984540054 the bounds are
    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), kept inside [0, 1] and rounded to six
    digits. No observation says nothing: (0, 1). One more success never lowers the lower bound.
    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212. Raises ValueError unless
    0 ≤ k ≤ n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n == 0:
        return 0.0, 1.0
    p, spread = k / n, Z * Z / n
    middle = p + spread / 2
    half = math.sqrt(spread * (p * (1 - p) + spread / 4))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return round(max(0.0, low), DIGITS), round(min(1.0, high), DIGITS)


@dataclass(frozen=True)
class Share:
    """``k`` of ``n``, its Wilson bounds (0–1), and whether n is enough to show a rate."""

    k: int
    n: int
    low: float
    high: float
    enough: bool
    #: k/n (0–1); nothing below :data:`MINIMUM`
    value: float | None

    @classmethod
    def of(cls, k: int, n: int) -> "Share":
        """Work out the bounds of ``k`` out of ``n``."""
        enough = n >= MINIMUM
        return cls(k, n, *wilson(k, n), enough, round(k / n, DIGITS) if enough else None)


@dataclass(frozen=True)
class Figures:
    """Ratings added up. ``levels`` counts the levels 1 to 5 of those that count."""

    levels: tuple[int, ...] = (0, 0, 0, 0, 0)
    held: int = 0
    excluded: int = 0
    #: {reason: count} of those that count
    reasons: Mapping[str, int] = field(default_factory=dict)
    #: how many said that a good rating was asked for
    asked: int = 0
    #: {channel:level: count} of those that count and came by another way than a counter's code
    channels: Mapping[str, int] = field(default_factory=dict)
    #: {dimension: (sum of 1 … 5, count)} of those that count
    dimensions: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __add__(self, other: "Figures") -> "Figures":
        """Add two sums."""
        return Figures(
            tuple(map(sum, zip(self.levels, other.levels, strict=True))),
            self.held + other.held,
            self.excluded + other.excluded,
            Counter(self.reasons) + Counter(other.reasons),
            self.asked + other.asked,
            Counter(self.channels) + Counter(other.channels),
            {
                name: _both(self.dimensions.get(name), other.dimensions.get(name))
                for name in sorted({*self.dimensions, *other.dimensions})
            },
        )

    @property
    def n(self) -> int:
        """Return how many ratings count."""
        return sum(self.levels)

    @property
    def by_channel(self) -> dict[str, "Figures"]:
        """Return the same by the way they came: levels only, a counter's code first."""
        counts: dict[str, list[int]] = {"counter": list(self.levels)}
        for name, times in sorted(self.channels.items()):
            channel, _, level = name.partition(":")
            counts.setdefault(channel, [0] * 5)[int(level) - 1] += times
            counts["counter"][int(level) - 1] -= times
        return {channel: Figures(tuple(levels)) for channel, levels in counts.items()}

    @property
    def positive(self) -> Share:
        """Return 好评率: levels 5, 4 and 3 of n (国办发〔2019〕51号: the last two are 差评)."""
        return Share.of(sum(self.levels[2:]), self.n)

    @property
    def satisfied(self) -> Share:
        """Return 满意率（严）: levels 5 and 4 of n."""
        return Share.of(sum(self.levels[3:]), self.n)

    @property
    def mean(self) -> float | None:
        """Return the mean level (1–5); nothing below :data:`MINIMUM`."""
        if self.n < MINIMUM:
            return None
        return round(sum(level * n for level, n in enumerate(self.levels, 1)) / self.n, DIGITS)


def _both(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int]:
    (sum_, count), (more, others) = one or (0, 0), other or (0, 0)
    return sum_ + more, count + others


def total(sums: Iterable[Figures]) -> Figures:
    """Add up any number of sums."""
    return reduce(Figures.__add__, sums, Figures())


def quantile(values: Sequence[float], share: float) -> float:
    """Return the ``share`` quantile (0–1) of a non-empty row of values, linear between two."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True)
class Spread:
    """The 10th, 50th and 90th percentile of the rates of like windows (0–1)."""

    low: float
    middle: float
    high: float

    @property
    def gap(self) -> float:
        """Return the 90th minus the 10th percentile."""
        return self.high - self.low


def spread(rates: Iterable[float | None]) -> Spread | None:
    """Return how known rates are spread; nothing below :data:`FEWEST` of them."""
    known = [rate for rate in rates if rate is not None]
    if len(known) < FEWEST:
        return None
    return Spread(*(quantile(known, share) for share in (0.1, 0.5, 0.9)))


def bounds_of_mean(mean: float, n: int) -> tuple[float, float]:
    """Return bounds for a mean of ``n`` levels from 1 to 5, of which the spread is not known.

    The mean is taken as a share of the way from 1 to 5, and given Wilson's 95 % interval. No
    levels with this mean can be spread wider than 1s and 5s alone, so the true interval is never
    wider (variance ≤ p(1 − p)).
    """
    low, high = wilson((mean - 1) / 4 * n, n)
    return 1 + 4 * low, 1 + 4 * high
