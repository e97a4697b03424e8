"""Months and days of a period. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Split:
    """A period cut at the ends of months: whole months, and the loose days at its edges.

    ``months`` is the first day of the first and of the last whole month; ``edges`` are pairs of
    days, both counted.
    """

    months: tuple[date, date] | None
    edges: tuple[tuple[date, date], ...]


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_before(day: date, count: int) -> date:
    """Return the first day of the month ``count`` months before a day's month."""
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month that a period touches."""
    month = first_of(first)
    while month <= last:
        yield month
        month = months_before(month, -1)


def split(first: date, last: date) -> Split:
    """Cut a period (both days counted) so that long stretches are read by month."""
    begin = first if first == first_of(first) else last_of(first) + DAY
    end = last if last == last_of(last) else first_of(last) - DAY
    if begin > end:
        return Split(None, ((first, last),) if first <= last else ())
    edges = ((first, begin - DAY), (end + DAY, last))
    return Split((begin, first_of(end)), tuple(edge for edge in edges if edge[0] <= edge[1]))
