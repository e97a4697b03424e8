"""Which reasons citizens ticked, in words and how often."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveys.forms.models import FormVersion
from surveys.forms.queries import versions
from surveys.ratings import sheet

from .queries import Cell
from .statistics import total


@dataclass(frozen=True, eq=False)
class Reason:
    """How often a reason was ticked by those whose ratings count."""

    key: str
    #: by ``zh`` and ``en``
    words: Mapping[str, str]
    #: the group of levels that it is offered for: good, fair, bad
    group: str
    times: int

    @property
    def people(self) -> int:
        """Return how many people stand behind it."""
        return self.times


@dataclass(frozen=True)
class Judged:
    """How one side of the service was judged by those whose ratings count."""

    key: str
    #: by ``zh`` and ``en``
    words: Mapping[str, str]
    n: int
    #: sum of the levels 1 to 5
    sum: int

    @property
    def people(self) -> int:
        """Return how many people stand behind it."""
        return self.n

    @property
    def mean(self) -> float:
        """Return the mean level (1–5)."""
        return round(self.sum / self.n, 2)


class Words:
    """The words of reasons and points by their key; those of the newest version win."""

    def __init__(self, sheets: Iterable[sheet.Sheet]) -> None:
        """Read forms, oldest first."""
        self._reasons: dict[str, tuple[Mapping[str, str], str]] = {}
        self._points: dict[str, Mapping[str, str]] = {}
        for read in sheets:
            for group in read.groups:
                self._reasons |= {each.key: (each.words, group.key) for each in group.reasons}
            self._points |= {each.key: each.words for each in read.dimensions}

    @classmethod
    def of(cls, session: Session, used: Collection[uuid.UUID]) -> "Words":
        """Read the versions that were answered."""
        found = session.scalars(versions().where(FormVersion.id.in_(used))).all()
        return cls(sheet.read(each.id, each.number, each.sha256, each.body) for each in found[::-1])

    def ticked(self, times: Mapping[str, int]) -> list[Reason]:
        """Return reasons, the most often ticked first."""
        found = [
            Reason(key, _both(words), group, count)
            for key, count in times.items()
            for words, group in [self._reasons[key]]
        ]
        return sorted(found, key=lambda reason: (-reason.times, reason.key))

    def judged(self, sums: Mapping[str, tuple[int, int]]) -> list[Judged]:
        """Return points by their (sum, count), in the order of the newest form."""
        return [
            Judged(key, _both(words), n, sum_)
            for key, words in self._points.items()
            for sum_, n in [sums.get(key, (0, 0))]
            if n
        ]


def ticked(session: Session, cells: Collection[Cell]) -> list[Reason]:
    """Return the reasons in cells, the most often ticked first."""
    return _words(session, cells).ticked(total(cell.figures for cell in cells).reasons)


def judged(session: Session, cells: Collection[Cell]) -> list[Judged]:
    """Return the dimensions in cells, in the order of the newest form."""
    return _words(session, cells).judged(total(cell.figures for cell in cells).dimensions)


def _words(session: Session, cells: Collection[Cell]) -> Words:
    return Words.of(session, {cell.form_version_id for cell in cells})


def _both(words: Mapping[str, str]) -> dict[str, str]:
    return {language: words[language] for language in ("zh", "en")}
