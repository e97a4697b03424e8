"""Quota rules as data, weighed against a list of candidates (辽人社〔2016〕149号 三). Pure.

A rule is ``{"key", "scope", "measure", "op", "value", "hard", "source", "message"}``: scope is each
``nominating_city`` or the whole ``list``; measure is ``count``, ``count_county`` (county level and
below) or ``percent_county``; op is ``<=`` or ``>=``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Rule = Mapping[str, Any]
CITY = "nominating_city"


class Verdict(StrEnum):
    """What a rule says of a list. An open rule is not met yet, but places are left to meet it."""

    MET = "met"
    OPEN = "open"
    BROKEN = "broken"


@dataclass(frozen=True)
class Listed:
    """One candidate on a list: its nominating city (none for a provincial window) and level."""

    city: str | None
    is_county: bool


@dataclass(frozen=True)
class Finding:
    """A rule weighed against one city's list or the whole one. Percent is rounded down."""

    rule: Rule
    city: str | None
    measured: int
    verdict: Verdict

    @property
    def blocks(self) -> bool:
        """Tell whether nothing may go on ("原则上" rules ask for a reason instead)."""
        return self.verdict is Verdict.BROKEN and bool(self.rule["hard"])

    @property
    def asks_reason(self) -> bool:
        """Tell whether going on needs a written reason."""
        return self.verdict is Verdict.BROKEN and not self.rule["hard"]


def weigh(rules: Sequence[Rule], listed: Sequence[Listed]) -> list[Finding]:
    """Weigh every rule against the cities on a list and against the list itself."""
    cities = sorted({one.city for one in listed if one.city is not None})
    findings = []
    for rule in rules:
        for city in cities if rule["scope"] == CITY else [None]:
            inside = [one for one in listed if city is None or one.city == city]
            if inside:
                findings.append(_weigh(rule, city, inside, places=_places(rules, rule["scope"])))
    return findings


def of_city(findings: Iterable[Finding], city: str | None) -> list[Finding]:
    """Return what concerns one city's list."""
    return [one for one in findings if one.city == city and one.rule["scope"] == CITY]


def of_list(findings: Iterable[Finding]) -> list[Finding]:
    """Return what concerns the whole list."""
    return [one for one in findings if one.rule["scope"] != CITY]


def _weigh(rule: Rule, city: str | None, inside: Sequence[Listed], places: int | None) -> Finding:
    total = len(inside)
    county = sum(one.is_county for one in inside)
    value = int(rule["value"])
    measure = str(rule["measure"])
    measured = {
        "count": total,
        "count_county": county,
        "percent_county": county * 100 // total,
    }[measure]
    is_met = measured <= value if rule["op"] == "<=" else measured >= value
    if is_met:
        return Finding(rule, city, measured, Verdict.MET)
    left = (places or 0) - total
    can_be_met = rule["op"] == ">=" and measure != "percent_county" and measured + left >= value
    return Finding(rule, city, measured, Verdict.OPEN if can_be_met else Verdict.BROKEN)


def _places(rules: Sequence[Rule], scope: str) -> int | None:
    """Return how many places a list has, where a hard rule limits it."""
    limits = [
        int(rule["value"])
        for rule in rules
        if (rule["scope"], rule["measure"], rule["op"]) == (scope, "count", "<=") and rule["hard"]
    ]
    return min(limits, default=None)
