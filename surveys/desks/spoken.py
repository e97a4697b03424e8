"""Writes figures for readers: percentages, intervals, months."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from service.windows.labels import KIND_NAMES, LEVEL_NAMES

#: what stands where nothing can be said
NOTHING = "—"


def percent(value: float | None) -> str:
    """Write a share with one decimal; only all is 100.0% and only none is 0.0%."""
    if value is None:
        return NOTHING
    rounded = f"{value:.1%}"
    if rounded == "100.0%" and value < 1:
        return "99.9%"
    return "0.1%" if rounded == "0.0%" and value > 0 else rounded


def interval(share: Mapping[str, Any]) -> str:
    """Write the bounds of a shown share."""
    if not share["enough"]:
        return NOTHING
    return f"{percent(share['low']).removesuffix('%')}–{percent(share['high'])}"


def month(day: date) -> str:
    """Write a month short enough to stand under a column: 26-11."""
    return f"{day:%y-%m}"


def number(value: float | None) -> str:
    """Write a number as short as it is: 87.5, 3, 1,284."""
    return NOTHING if value is None else f"{value:,.10g}"


def score(value: float | None) -> str:
    """Write a score from 0 to 100 with one decimal."""
    return NOTHING if value is None else f"{value:.1f}"


def points(difference: float | None) -> str:
    """Write a difference of shares in percentage points."""
    return NOTHING if difference is None else f"{100 * difference:.1f}"


def filters(asked: Mapping[str, Any], cities: Mapping[str, str]) -> list[tuple[str, str]]:
    """Write the filters as (name, value): what stands on paper in place of their form."""
    every = gettext("全部")
    kind, level = asked.get("kind"), asked.get("level")
    return [
        (gettext("城市"), cities.get(asked.get("city", ""), every)),
        (gettext("类别"), gettext(KIND_NAMES[kind]) if kind else every),
        (gettext("层级"), gettext(LEVEL_NAMES[level]) if level else every),
    ]
