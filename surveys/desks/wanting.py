"""What of the things found wanting may be told: to the offices that compare windows.

A reason is told with how many ticked it, out of how many ratings, and the Wilson interval of that
share. Below thirty ratings nothing is told, nor what fewer than five people said; and where a
total and its other parts would give such a small number away, the smallest told part is held back
with it (see ``shown.told_parts``). Points are told with the mean and careful bounds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.rollups.reasons import Judged, Reason
from surveys.rollups.statistics import MINIMUM, Share, bounds_of_mean
from surveys.rollups.weakest import Wanting

from . import shown

#: how many are listed of the whole, and of each like group
MOST, FEW = 10, 3
#: the whole stands beside its parts under this number
WHOLE = -1


def told(whole: Wanting, parts: Sequence[Wanting]) -> list[dict[str, Any]]:
    """Return the whole and then its parts as they may be shown."""
    every = {WHOLE: whole, **dict(enumerate(parts))}
    enough = [place for place, each in every.items() if each.figures.n >= MINIMUM]
    ticked = _told({place: each.reasons for place, each in every.items()}, enough)
    judged = _told({place: each.points for place, each in every.items()}, enough)
    return [
        {
            "kind": each.kind,
            "level": each.level,
            "n": each.figures.n,
            "reasons": [
                _reason(reason, each)
                for reason in each.reasons
                if ticked[reason.key].get(place) is not None
            ][: FEW if each.kind else MOST],
            "points": [
                _point(point) for point in each.points if judged[point.key].get(place) is not None
            ],
        }
        for place, each in every.items()
    ]


def _told(
    places: Mapping[int, Sequence[Reason | Judged]], enough: Sequence[int]
) -> dict[str, dict[int, int | None]]:
    """Return by key and place how many people stand behind it; None where it is not told."""
    counts: dict[str, dict[int, int]] = {}
    for place, items in places.items():
        for each in items:
            counts.setdefault(each.key, {})[place] = each.people
    found: dict[str, dict[int, int | None]] = {}
    for key, by_place in counts.items():
        whole = by_place.pop(WHOLE)
        parts = shown.told_parts(by_place, enough)
        found[key] = {**parts, **shown.told_parts({WHOLE: whole}, enough)}
    return found


def _reason(reason: Reason, place: Wanting) -> dict[str, Any]:
    share = Share.of(reason.times, place.figures.n)
    return {
        "key": reason.key,
        "words": reason.words,
        "group": reason.group,
        "share": shown.share(share),
    }


def _point(point: Judged) -> dict[str, Any]:
    low, high = bounds_of_mean(point.mean, point.n)
    return {
        "key": point.key,
        "words": point.words,
        "n": point.n,
        "mean": point.mean,
        "low": round(low, 2),
        "high": round(high, 2),
    }
