"""The draw: which windows are visited, when, and by whom. Pure, and the same on every machine.

Anyone can repeat it. With HMAC meaning HMAC-SHA256 and ‖ a line feed between texts (UTF-8):

    seed           = HMAC(secret, "mingchuang draw 1" ‖ public value)
    rank(use, x)   = HMAC(seed, use ‖ x)

The secret (32 bytes) is committed to when the plan is approved, the public value (a lottery result,
a stock index) appears afterwards: nobody knows both in time to choose. Then

1. a census takes all windows; a sample takes from each stratum (city, kind, level) the windows
   with the lowest rank("window", code), as many as the rule says: a number, or a share in percent
   rounded up, never fewer than one;
2. of those taken, the lowest rank("eyes", code) are visited twice, blind: the stated share of all,
   rounded up;
3. in the order of rank("band", code) they get the date bands in turn;
4. windows that fewer people may visit come first, then by rank("order", code); each goes to the
   person with the fewest visits so far, among equals to the lowest rank("person", code ‖ tag). Two
   people never check each other's unit. Who may not go, and why, is part of the input.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

ALGORITHM = "mingchuang draw 1"
#: the rule that only a draw can break: two people who check each other's unit
MUTUAL = "mutual"
AREA = "area"


@dataclass(frozen=True)
class Place:
    """A window as the draw knows it; ``unit`` is the path of the unit that owns it."""

    code: str
    path: str
    unit: str
    city: str
    kind: str
    level: str

    @property
    def stratum(self) -> tuple[str, str, str]:
        """Return what it is alike with: city, kind and level."""
        return self.city, self.kind, self.level


@dataclass(frozen=True)
class Person:
    """Somebody who may be sent: below ``areas``, and not where ``barred`` names a rule."""

    tag: str
    areas: Sequence[str]
    #: units this person belongs to
    homes: Sequence[str] = ()
    #: {code of a window: the rule against it}
    barred: Mapping[str, str] = field(default_factory=dict)

    def objection(self, place: Place) -> str | None:
        """Return the rule that keeps this person from a window, whoever else goes where."""
        if not any(place.path.startswith(area) for area in self.areas):
            return AREA
        return self.barred.get(place.code)


@dataclass(frozen=True)
class Rules:
    """How much is taken. ``amount`` is a share in percent or a number; nothing means all."""

    starts_on: date
    ends_on: date
    band_days: int
    amount: int | None = None
    is_share: bool = True
    #: percent of the windows that two people visit
    second_share: int = 0

    def quota(self, size: int) -> int:
        """Return how many of a stratum of ``size`` windows are taken."""
        if self.amount is None:
            return size
        wanted = _share(size, self.amount) if self.is_share else self.amount
        return min(size, max(1, wanted))

    @property
    def bands(self) -> list[tuple[date, date]]:
        """Return the date bands: slices of the period, the last one perhaps shorter."""
        step, day, found = timedelta(days=self.band_days), self.starts_on, []
        while day <= self.ends_on:
            found.append((day, min(day + step - timedelta(days=1), self.ends_on)))
            day += step
        return found


@dataclass(frozen=True)
class Taken:
    """A window that was drawn: between which days, and by how many people."""

    code: str
    first: date
    last: date
    eyes: int


@dataclass
class Sent:
    """Who goes where: (code, tag) pairs; and where too few may go, how often which rule said so."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    short: dict[str, dict[str, int]] = field(default_factory=dict)


def _share(size: int, percent: int) -> int:
    return -(-size * percent // 100)


def seed(secret: bytes, public_value: str) -> bytes:
    """Return what all ranks are made of (32 bytes)."""
    return hmac.digest(secret, f"{ALGORITHM}\n{public_value}".encode(), "sha256")


def rank(seeded: bytes, use: str, *of: str) -> bytes:
    """Return the place in the queue (32 bytes, the lowest is first)."""
    return hmac.digest(seeded, "\n".join((use, *of)).encode(), "sha256")


def select(seeded: bytes, places: Iterable[Place], rules: Rules) -> list[Taken]:
    """Draw the windows; returned by code. Who may be sent plays no part."""
    strata: dict[tuple[str, str, str], list[str]] = {}
    for place in places:
        strata.setdefault(place.stratum, []).append(place.code)
    codes = [
        code
        for stratum in strata.values()
        for code in _ranked(seeded, "window", stratum)[: rules.quota(len(stratum))]
    ]
    twice = set(_ranked(seeded, "eyes", codes)[: _share(len(codes), rules.second_share)])
    bands = rules.bands
    return sorted(
        (
            Taken(code, *bands[number % len(bands)], 2 if code in twice else 1)
            for number, code in enumerate(_ranked(seeded, "band", codes))
        ),
        key=lambda taken: taken.code,
    )


def _ranked(seeded: bytes, use: str, codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: rank(seeded, use, code))


def send(
    seeded: bytes, taken: Iterable[Taken], places: Iterable[Place], people: Iterable[Person]
) -> Sent:
    """Find for each drawn window who goes; what nobody may visit is returned with the rules."""
    at = {place.code: place for place in places}
    eyes = {each.code: each.eyes for each in taken}
    staff = sorted(people, key=lambda person: person.tag)
    may = {code: [p for p in staff if p.objection(at[code]) is None] for code in eyes}
    loads, checked, sent = Counter[str](), set[tuple[str, str]](), Sent()
    order = sorted(eyes, key=lambda code: (len(may[code]), rank(seeded, "order", code)))
    for code in order:
        unit = at[code].unit
        free = [p for p in may[code] if not any((unit, home) in checked for home in p.homes)]
        chosen = _fewest(seeded, code, free, loads, eyes[code])
        if len(chosen) < eyes[code]:
            sent.short[code] = _why(at[code], staff, may[code], free)
        for person in chosen:
            loads[person.tag] += 1
            checked.update((home, unit) for home in person.homes if home != unit)
            sent.pairs.append((code, person.tag))
    sent.pairs.sort()
    return sent


def _fewest(
    seeded: bytes, code: str, free: list[Person], loads: Counter[str], eyes: int
) -> list[Person]:
    """Choose ``eyes`` people with the fewest visits; nobody sees a window together with himself.

    The second pair of eyes is chosen like the first, from those who are left.
    """
    chosen: list[Person] = []
    while free and len(chosen) < eyes:
        least = min(loads[person.tag] for person in free)
        equal = [person for person in free if loads[person.tag] == least]
        chosen.append(min(equal, key=lambda person: rank(seeded, "person", code, person.tag)))
        free = [person for person in free if person is not chosen[-1]]
    return chosen


def _why(
    place: Place, staff: list[Person], may: list[Person], free: list[Person]
) -> dict[str, int]:
    said = Counter(rule for person in staff if (rule := person.objection(place)))
    if mutual := len(may) - len(free):
        said[MUTUAL] = mutual
    return dict(sorted(said.items()))
