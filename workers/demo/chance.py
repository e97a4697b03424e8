"""Chance that is the same every time: moments of a year, levels and words by weight."""

import json
import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from service.core.clock import SHANGHAI
from service.core.workdays import WorkCalendar

T = TypeVar("T")
WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "data/words.json").read_text("utf-8"))
DAYS = 365


class Chance:
    """A seeded source of everything random in the demonstration."""

    def __init__(self, seed: str) -> None:
        """Start from ``seed``; the same seed gives the same year."""
        self._random = random.Random(seed)  # noqa: S311 -- demonstration, not secrets
        self._calendar = WorkCalendar()

    def pick(self, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """Choose one option."""
        return self._random.choices(options, weights)[0]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Choose one to ``most`` different options."""
        count = min(len(options), self._random.randint(1, most))
        return self._random.sample(list(options), count)

    def happens(self, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self._random.random() < probability

    def number(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        return self._random.randint(low, high)

    def key(self) -> uuid.UUID:
        """Return an id."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    def moments(self, count: int, now: datetime) -> list[datetime]:
        """Return ``count`` moments in opening hours of the year before ``now``, in order."""
        days = list(self._workdays(now.astimezone(SHANGHAI).date()))
        made = (self._moment(self._random.choice(days)) for _ in range(count))
        return sorted(moment for moment in made if moment < now)

    def _workdays(self, today: date) -> Iterator[date]:
        for back in range(DAYS, -1, -1):
            day = today - timedelta(days=back)
            if self._calendar.is_working(day):
                yield day

    def _moment(self, day: date) -> datetime:
        hour = self.pick((8, 9, 10, 11, 13, 14, 15, 16), (3, 9, 10, 5, 4, 8, 7, 3))
        moment = time(hour, self.number(31 if hour == 8 else 0, 29 if hour == 11 else 59))  # noqa: PLR2004
        return datetime.combine(day, moment, SHANGHAI)
