"""The desks' charts and the tables that stand under them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from service.web.charts import Bar, Point, bars, months_stacked, trend
from surveys.rollups.reasons import Reason
from surveys.rollups.statistics import Spread

from . import labels, spoken
from .shown import ReasonMonths

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


def beside(months: Months, like: Mapping[date, Spread]) -> Markup:
    """Draw the own positive rate by month before the band of like windows."""
    names = list(map(spoken.month, months))
    rates = [each["positive"]["value"] for each in months.values()]
    own = [Point(name, rate) for name, rate in zip(names, rates, strict=True)]
    others = [like.get(month) for month in months]
    band = [
        Point(name, each.middle, each.low, each.high) if each else Point(name, None)
        for name, each in zip(names, others, strict=True)
    ]
    return trend(own, gettext("与同类同级窗口比"), like=band)


def beside_rows(months: Months, like: Mapping[date, Spread]) -> list[list[Any]]:
    """Return the same as rows: month, own rate, 10th percentile, median, 90th percentile."""
    return [
        [
            f"{month:%Y-%m}",
            spoken.percent(shown["positive"]["value"]),
            *(
                spoken.percent(getattr(like[month], name) if month in like else None)
                for name in ("low", "middle", "high")
            ),
        ]
        for month, shown in months.items()
    ]


#: how many reasons are drawn over time, and how many stand in the table below
DRAWN, LISTED = 3, 6


def over_time(told: ReasonMonths, language: str) -> Markup:
    """Draw how often the most frequent reasons were ticked by month."""
    months = [spoken.month(month) for month in next(iter(told.values()))]
    series = [
        (words, [times or 0 for times in by_month.values()])
        for words, by_month in _worded(told, language)[:DRAWN]
    ]
    return months_stacked(months, series, gettext("原因的走势"))


def over_time_header(told: ReasonMonths, language: str) -> list[str]:
    """Return month and the reasons."""
    return [gettext("月份"), *(words for words, _ in _worded(told, language))]


def over_time_rows(told: ReasonMonths, language: str) -> list[list[Any]]:
    """Return the same as rows: month, and how often each reason was ticked; a dash: not told."""
    listed = [by_month for _, by_month in _worded(told, language)]
    return [
        [f"{month:%Y-%m}", *(by_month[month] or spoken.NOTHING for by_month in listed)]
        for month in next(iter(told.values()))
    ]


def _worded(told: ReasonMonths, language: str) -> list[tuple[str, Mapping[date, int | None]]]:
    return [(reason.words[language], by_month) for reason, by_month in told.items()][:LISTED]
