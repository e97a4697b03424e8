"""The leak alarm: were citizens happier around a visit than usual? Shown to the office only.

For each window visited, satisfied ratings (levels 5 and 4) of the seven days around the visit are
compared with those of the four weeks on either side, by the hypergeometric mean and variance of a
two-by-two table; over all windows of a plan the differences are added up (Mantel and Haenszel,
J. Natl. Cancer Inst. 22 (1959) 719-748). z beyond ±3 is for a person to look at. It proves nothing.
"""

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.rollups.models import RatingDay
from surveys.rollups.queries import sum_of_levels
from surveys.visits.models import Visit

NEAR, FAR = timedelta(days=3), timedelta(days=28)
#: fewer ratings around the visit, or in the usual weeks, say nothing
LEAST_NEAR, LEAST_USUAL = 10, 30
ALARM = 3.0


@dataclass(frozen=True)
class Table:
    """Satisfied and all ratings around the visit (near) and in the usual weeks."""

    near: int
    near_n: int
    usual: int
    usual_n: int

    @property
    def is_enough(self) -> bool:
        """Tell whether there are ratings enough to compare."""
        return self.near_n >= LEAST_NEAR and self.usual_n >= LEAST_USUAL

    @property
    def surplus(self) -> float:
        """Return how many more were satisfied than expected."""
        return self.near - self.near_n * (self.near + self.usual) / (self.near_n + self.usual_n)

    @property
    def variance(self) -> float:
        """Return the hypergeometric variance of the surplus."""
        n, good = self.near_n + self.usual_n, self.near + self.usual
        return self.near_n * self.usual_n * good * (n - good) / (n * n * (n - 1))


@dataclass(frozen=True)
class Alarm:
    """What was compared: windows with enough ratings, and how far off they are together."""

    windows: int
    z: float | None

    @property
    def is_loud(self) -> bool:
        """Tell whether somebody should look."""
        return self.z is not None and abs(self.z) >= ALARM


def alarm(tables: Iterable[Table]) -> Alarm:
    """Add up the tables of several windows; z is empty where nothing can differ."""
    enough = [table for table in tables if table.is_enough]
    variance = sum(table.variance for table in enough)
    z = sum(table.surplus for table in enough) / math.sqrt(variance) if variance else None
    return Alarm(len(enough), None if z is None else round(z, 2))


def around(session: Session, visits: Sequence[Visit]) -> list[tuple[Visit, Table]]:
    """Return the table of each visit."""
    if not visits:
        return []
    days = [visit.observed_on for visit in visits]
    counts = _by_day(session, {v.window_id for v in visits}, min(days) - FAR, max(days) + FAR)
    return [(visit, _table(counts.get(visit.window_id, {}), visit.observed_on)) for visit in visits]


def _by_day(
    session: Session, window_ids: set[uuid.UUID], first: date, last: date
) -> dict[uuid.UUID, dict[date, tuple[int, int]]]:
    rows = session.execute(
        select(
            RatingDay.window_id,
            RatingDay.day,
            func.sum(RatingDay.n4 + RatingDay.n5),
            func.sum(sum_of_levels(RatingDay)),
        )
        .where(RatingDay.window_id.in_(window_ids), RatingDay.day.between(first, last))
        .group_by(RatingDay.window_id, RatingDay.day)
    )
    found: dict[uuid.UUID, dict[date, tuple[int, int]]] = {}
    for window_id, day, satisfied, n in rows:
        found.setdefault(window_id, {})[day] = int(satisfied), int(n)
    return found


def _table(counts: dict[date, tuple[int, int]], day: date) -> Table:
    near = [pair for other, pair in counts.items() if abs(other - day) <= NEAR]
    usual = [pair for other, pair in counts.items() if NEAR < abs(other - day) <= FAR]
    sums = [
        sum(column)
        for part in (near, usual)
        for column in (zip(*part, strict=True) if part else ((), ()))
    ]
    return Table(*sums)
