"""What of the figures may be shown. Pages, API and exports all read them through here alone.

Below thirty ratings only their number is told: no rate, no spread of levels, no reason. A reason
that fewer than five people gave is not told apart.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from surveys.rollups.comparison import Compared
from surveys.rollups.reasons import Judged, Reason
from surveys.rollups.statistics import MINIMUM, SMALL_CELL, Figures, Share

Key = TypeVar("Key")
#: how often a reason was ticked by month (first day); None where it is not told
ReasonMonths = Mapping[Reason, Mapping[date, int | None]]


def share(found: Share, *, hidden: bool = False) -> dict[str, Any]:
    """Return a share as it may be shown: nothing but n below the minimum, or where it is hidden."""
    if hidden or not found.enough:
        return {"n": found.n, "k": None, "value": None, "low": None, "high": None, "enough": False}
    return {name: getattr(found, name) for name in ("n", "k", "value", "low", "high", "enough")}


def parts(found: Mapping[Key, Figures]) -> dict[Key, dict[str, Any]]:
    """Return parts of a shown total, by their key, as they may be shown.

    What the total says and the parts do not is the sum of the hidden ones. Where fewer than five
    people stand behind that, the smallest of the other parts is hidden with them.
    """
    known = [key for key, each in found.items() if each.n >= MINIMUM]
    behind = sum(each.n for key, each in found.items() if key not in known)
    is_told = 0 < behind < SMALL_CELL and known
    veiled = [min(known, key=lambda key: found[key].n)] if is_told else []
    return {key: figures(each, hidden=key in veiled) for key, each in found.items()}


def told_parts(counts: Mapping[Key, int], enough: Collection[Key]) -> dict[Key, int | None]:
    """Return how many people said something in each part of a shown total; None: not told.

    Told are parts with enough ratings in which at least five said it. What the total says and the
    told parts do not is the sum of the others; where fewer than five people stand behind that,
    the smallest of the told parts is held back with them.
    """
    known = {key: n for key, n in counts.items() if key in enough and n >= SMALL_CELL}
    if known and 0 < sum(counts.values()) - sum(known.values()) < SMALL_CELL:
        del known[min(known, key=lambda key: known[key])]
    return {key: known.get(key) for key in counts}


def figures(found: Figures, *, hidden: bool = False) -> dict[str, Any]:
    """Return sums as they may be shown; ``levels`` counts the levels 1 to 5."""
    enough = found.n >= MINIMUM and not hidden
    return {
        "n": found.n,
        "held": found.held,
        "excluded": found.excluded,
        "enough": enough,
        "levels": list(found.levels) if enough else None,
        "positive": share(found.positive, hidden=hidden),
        "satisfied": share(found.satisfied, hidden=hidden),
        "mean": found.mean if enough else None,
    }


def reasons(found: Sequence[Reason], total: Figures) -> list[Reason]:
    """Return the reasons that may be shown."""
    return [each for each in found if total.n >= MINIMUM and each.times >= SMALL_CELL]


def reason_months(
    found: Sequence[Reason], total: Figures, months: Mapping[date, Figures]
) -> ReasonMonths:
    """Return by month how often each shown reason was ticked; what is told nowhere is left out."""
    enough = [month for month, each in parts(months).items() if each["enough"]]
    by_reason = {}
    for reason in reasons(found, total):
        times = {month: each.reasons.get(reason.key, 0) for month, each in months.items()}
        by_reason[reason] = told_parts(times, enough)
    return {reason: told for reason, told in by_reason.items() if any(told.values())}


def dimensions(found: Sequence[Judged], total: Figures) -> list[Judged]:
    """Return the dimensions that may be shown."""
    return [each for each in found if total.n >= MINIMUM and each.n >= SMALL_CELL]


def sources(found: Figures) -> dict[str, dict[str, Any]]:
    """Return figures by the way they came, those that nobody used left out."""
    return parts({name: each for name, each in found.by_channel.items() if each.n})


def compared(each: Compared) -> dict[str, Any]:
    """Return a window beside others as it may be shown."""
    names = (
        *("id", "code", "name", "kind", "level", "city"),
        *("complaints", "upheld", "visits", "appeals", "appeals_upheld"),
    )
    shown = {name: getattr(each, name) for name in names}
    shown |= {"visit_score": None if each.visit_score is None else each.visit_score / 100}
    shown |= {"grades": dict(zip("ABC", each.grades, strict=True))}
    shown |= {"asked": each.figures.asked}
    return shown | {"figures": figures(each.figures), "upheld_rate": each.upheld_rate}
