"""The published rule by which a visit is scored. Pure.

Score = 100 · Σ(weight · outcome) ÷ Σ(weight), over the items that were answered; 「不适用」 and
what nobody looked at leave both sums. In hundredths of a point, rounded half up. When fewer than
80 % of the points that apply were answered, the visit is observed and not scored (不计分).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from surveys import questions

FULL = 100
#: share of the applicable points that must be answered
LEAST_ANSWERED = Fraction(4, 5)

Body = Mapping[str, Any]
Item = Mapping[str, Any]
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Line:
    """One item of a visit: weight in hundredths of a point; no outcome means it does not count."""

    section: str
    item: Item
    answer: Mapping[str, Any] | None
    outcome: Fraction | None
    #: the item is too new to be scored
    observe_only: bool = False
    #: two inspectors do not agree on it: it has lost its veto
    in_doubt: bool = False

    @property
    def level(self) -> str | None:
        """Return the item's level: key, veto, doubted (a veto that is suspended), or none."""
        stated: str | None = self.item.get("level")
        return "doubted" if stated == "veto" and self.in_doubt else stated

    @property
    def weight(self) -> int:
        """Return the item's weight in hundredths of a point."""
        return int(self.item["weight"])

    @property
    def is_not_applicable(self) -> bool:
        """Tell whether the inspector said that the item does not apply."""
        return self.answer is not None and self.outcome is None and not self.observe_only


@dataclass(frozen=True)
class Result:
    """What the answers of a visit come to, item by item."""

    lines: tuple[Line, ...]

    @property
    def applicable(self) -> int:
        """Return the points that apply, in hundredths."""
        return sum(
            line.weight for line in self.lines if not (line.is_not_applicable or line.observe_only)
        )

    @property
    def answered(self) -> int:
        """Return the points that were answered, in hundredths."""
        return sum(line.weight for line in self.lines if line.outcome is not None)

    @property
    def is_scorable(self) -> bool:
        """Tell whether enough was answered (80 % of the points that apply)."""
        return 0 < self.applicable * LEAST_ANSWERED <= self.answered

    @property
    def score(self) -> int | None:
        """Return the score in hundredths of a point (0–10000), or nothing below 80 %."""
        return self.share() if self.is_scorable else None

    def share(self, section: str | None = None) -> int | None:
        """Return what one section (or all) reached, 0–10000; nothing when nothing counts."""
        counted = [
            (line.weight, line.outcome)
            for line in self.lines
            if line.outcome is not None and section in {None, line.section}
        ]
        whole = sum(weight for weight, _ in counted)
        if not whole:
            return None
        reached = sum((weight * outcome for weight, outcome in counted), Fraction(0))
        return int(FULL * FULL * reached / whole + Fraction(1, 2))


def sections(body: Body, window_kind: str) -> list[dict[str, Any]]:
    """Return the sections of a checklist with what applies to a kind of window."""
    return [
        section
        | {"items": [item for item in section["items"] if window_kind in item["applies_to"]]}
        for section in body["sections"]
    ]


def items(body: Body, window_kind: str) -> Iterator[tuple[str, Item]]:
    """Yield section id and item of a checklist, for what applies to a kind of window."""
    for section in sections(body, window_kind):
        for item in section["items"]:
            yield section["id"], item


def copied(body: Body, window_kind: str) -> Counter[str]:
    """Return the weights (hundredths) that items carry for others that copy their answer."""
    weights: Counter[str] = Counter()
    for _, item in items(body, window_kind):
        if "copy_of" in item:
            weights[item["copy_of"]] += item["weight"]
    return weights


def result(
    body: Body,
    window_kind: str,
    answers: Answers,
    *,
    observed_on: date,
    doubted: Collection[str] = (),
) -> Result:
    """Weigh cleaned answers; items in ``doubted`` have no veto.

    An item with ``copy_of`` takes the answer of another (U4 from B1). An item that scores
    only from a day after the visit is observed and leaves both sums.
    """
    lines = [
        _line(section, item, answers.get(item.get("copy_of") or item["id"]), observed_on)
        for section, item in items(body, window_kind)
    ]
    return Result(tuple(replace(each, in_doubt=each.item["id"] in doubted) for each in lines))


def _line(section: str, item: Item, answer: Mapping[str, Any] | None, observed_on: date) -> Line:
    if item.get("scored_from", "") > observed_on.isoformat():
        return Line(section, item, answer, None, observe_only=True)
    return Line(section, item, answer, questions.outcome(answer, item) if answer else None)


def points(hundredths: int | None) -> str:
    """Write hundredths of a point for a reader: 8750 → 87.5."""
    return "" if hundredths is None else f"{hundredths / FULL:g}"
