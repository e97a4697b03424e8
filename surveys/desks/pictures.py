"""The desks' charts and the tables that stand under them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from service.web.charts import Bar, Point, bars, months_stacked, trend
from surveys.rollups.reasons import Reason

from . import labels, spoken

Months = Mapping[date, Mapping[str, Any]]


def tells_rates(months: Months) -> bool:
    """Tell whether most months have ratings enough for rates and levels."""
    known: list[bool] = [shown["enough"] for shown in months.values() if shown["n"]]
    return 2 * sum(known) >= len(known) > 0


def volume(months: Months) -> Markup:
    """Draw the ratings by month: stacked by level, or how many where the levels are not told."""
    series = [
        (gettext(name), [(shown["levels"] or [0] * 5)[level - 1] for shown in months.values()])
        for level, name in labels.LEVEL_NAMES.items()
    ]
    if not tells_rates(months):
        series = [(gettext("评价数"), [shown["n"] for shown in months.values()])]
    return months_stacked(list(map(spoken.month, months)), series, gettext("每月评价"))


def level_rows(months: Months) -> list[list[Any]]:
    """Return the same as rows: month, n, the levels from the best, held, excluded."""
    return [
        [
            f"{month:%Y-%m}",
            shown["n"],
            *(shown["levels"][::-1] if shown["levels"] else [spoken.NOTHING] * 5),
            shown["held"],
            shown["excluded"],
        ]
        for month, shown in months.items()
    ]


def positive(months: Months) -> Markup:
    """Draw the positive rate by month in the band of its interval."""
    points = []
    for month, shown in months.items():
        found = shown["positive"]
        bounds = (found["low"], found["high"]) if found["enough"] else (0.0, 1.0)
        points.append(Point(spoken.month(month), found["value"], *bounds))
    return trend(points, gettext("每月好评率与可信区间"))


def positive_rows(months: Months) -> list[list[Any]]:
    """Return the same as rows: month, n, positive rate, interval, satisfied rate."""
    return [
        [
            f"{month:%Y-%m}",
            shown["n"],
            spoken.percent(shown["positive"]["value"]),
            spoken.interval(shown["positive"]),
            spoken.percent(shown["satisfied"]["value"]),
        ]
        for month, shown in months.items()
    ]


def ticked(found: Sequence[Reason], language: str) -> Markup:
    """Draw how often each reason was ticked."""
    rows = [Bar(reason.words[language], reason.times) for reason in found]
    return bars(rows, gettext("群众勾选的原因"))


def ticked_rows(found: Sequence[Reason], language: str) -> list[list[Any]]:
    """Return the same as rows."""
    return [[reason.words[language], reason.times] for reason in found]


def wanting(found: Sequence[Mapping[str, Any]], language: str) -> Markup:
    """Draw how often each of the things found wanting was ticked."""
    rows = [Bar(each["words"][language], each["share"]["k"]) for each in found]
    return bars(rows, gettext("勾选最多的原因"))


def wanting_rows(found: Sequence[Mapping[str, Any]], language: str) -> list[list[Any]]:
    """Return the same as rows: reason, how often, share of ratings, interval."""
    return [
        [
            each["words"][language],
            each["share"]["k"],
            spoken.percent(each["share"]["value"]),
            spoken.interval(each["share"]),
        ]
        for each in found
    ]
