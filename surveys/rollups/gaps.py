"""How far windows lie apart: like with like, over the province and inside each city.

A gap is the 90th minus the 10th percentile of the positive rates of windows of one kind and level.
It is told only where at least five of them have thirty ratings or more each: fewer would tell
single windows apart, and one month's luck would pass for a difference (ADR 0030). Windows of
different kinds or levels never share a gap, so a city has one for each kind and level.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .comparison import Compared, Group
from .statistics import Figures, total


@dataclass(frozen=True)
class City:
    """A city's windows, all kinds together, and its like groups, the widest gap first."""

    #: the name; empty for the province's own windows
    name: str
    windows: tuple[Compared, ...]
    groups: tuple[Group, ...]

    @property
    def figures(self) -> Figures:
        """Return the sum of the city. Its windows are a mixture: this is no rank."""
        return total(each.figures for each in self.windows)

    @property
    def widest(self) -> Group | None:
        """Return the like group with the widest gap, where one is told."""
        return next((group for group in self.groups if group.spread), None)


def by_city(groups: Iterable[Group]) -> list[City]:
    """Return the compared windows by city, in the order of the names."""
    cities: dict[str, list[Group]] = {}
    for group in groups:
        inside: dict[str, list[Compared]] = {}
        for each in group.windows:
            inside.setdefault(each.city or "", []).append(each)
        for name, windows in inside.items():
            cities.setdefault(name, []).append(Group(group.kind, group.level, tuple(windows)))
    return [_city(name, cities[name]) for name in sorted(cities)]


def told(cities: Iterable[City]) -> list[tuple[City, Group]]:
    """Return the like groups inside cities whose gap is told, the widest first."""
    found = [(city, group) for city in cities for group in city.groups if group.spread]
    return sorted(found, key=lambda pair: _narrowness(pair[1]))


def _city(name: str, groups: Sequence[Group]) -> City:
    windows = tuple(each for group in groups for each in group.windows)
    return City(name, windows, tuple(sorted(groups, key=_narrowness)))


def _narrowness(group: Group) -> float:
    return -group.spread.gap if group.spread else 1.0
