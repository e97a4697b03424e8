"""Which reasons citizens ticked, in words and how often."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveys.forms.models import FormVersion
from surveys.forms.queries import versions
from surveys.ratings import sheet

from .queries import Cell
from .statistics import total


@dataclass(frozen=True)
class Reason:
    """How often a reason was ticked by those whose ratings count."""

    key: str
    #: by ``zh`` and ``en``
    words: Mapping[str, str]
    #: the group of levels that it is offered for: good, fair, bad
    group: str
    times: int


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
    def mean(self) -> float:
        """Return the mean level (1–5)."""
        return round(self.sum / self.n, 2)


def ticked(session: Session, cells: Collection[Cell]) -> list[Reason]:
    """Return the reasons in cells, most often ticked first; words of the newest version win."""
    names: dict[str, tuple[Mapping[str, str], str]] = {}
    for read in _sheets(session, cells):
        for group in read.groups:
            names |= {reason.key: (reason.words, group.key) for reason in group.reasons}
    times = total(cell.figures for cell in cells).reasons
    return sorted(
        (_reason(key, names, count) for key, count in times.items()),
        key=lambda reason: (-reason.times, reason.key),
    )


def judged(session: Session, cells: Collection[Cell]) -> list[Judged]:
    """Return the dimensions in cells in the order of the newest form; its words win."""
    found = total(cell.figures for cell in cells).dimensions
    names = {each.key: each.words for read in _sheets(session, cells) for each in read.dimensions}
    return [
        Judged(key, _both(words), n, sum_)
        for key, words in names.items()
        for sum_, n in [found.get(key, (0, 0))]
        if n
    ]


def _sheets(session: Session, cells: Collection[Cell]) -> list[sheet.Sheet]:
    """Return the forms that were answered, oldest first: what comes later stays."""
    used = {cell.form_version_id for cell in cells}
    found = session.scalars(versions().where(FormVersion.id.in_(used))).all()
    return [sheet.read(each.id, each.number, each.sha256, each.body) for each in found[::-1]]


def _both(words: Mapping[str, str]) -> dict[str, str]:
    return {language: words[language] for language in ("zh", "en")}


def _reason(key: str, names: Mapping[str, tuple[Mapping[str, str], str]], times: int) -> Reason:
    words, group = names[key]
    return Reason(key, _both(words), group, times)
