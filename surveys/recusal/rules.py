"""Who may not check which window (任职回避、公务回避). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: so long a unit that somebody has left is still his own (本系统口径)
PAST_YEARS = 3
_YEAR = timedelta(days=365)


class Tie(StrEnum):
    """What an inspector declares."""

    OWN = "own"
    PAST = "past"
    KIN = "kin"


class Rule(StrEnum):
    """Why somebody may not go."""

    OFFICE = "office"
    OWN = "own"
    PAST = "past"
    KIN = "kin"
    TERM = "term"
    AREA = "area"


@dataclass(frozen=True)
class Declared:
    """One tie: to the unit or window at ``path``; ``until`` is the last day in a past unit."""

    kind: Tie
    path: str
    until: date | None = None


@dataclass(frozen=True)
class Term:
    """One appointment as an invited supervisor, both days counted."""

    area: str
    since: date
    until: date


@dataclass(frozen=True)
class Bonds:
    """All that may keep one person from windows. ``offices``: places of his other roles."""

    offices: Sequence[str] = ()
    declared: Sequence[Declared] = ()
    terms: Sequence[Term] = ()

    @property
    def homes(self) -> set[str]:
        """Return the units this person belongs to by his own word."""
        return {tie.path for tie in self.declared if tie.kind is Tie.OWN}

    def against(self, path: str, first: date, last: date) -> Rule | None:
        """Return the rule that keeps this person from the window at ``path`` on these days."""
        unit = above(path)
        if any(path.startswith(place) or above(place) == unit for place in self.offices):
            return Rule.OFFICE
        for tie in self.declared:
            if _belongs(path, tie.path) and (tie.kind is not Tie.PAST or _fresh(tie, first)):
                return Rule(tie.kind.value)
        return self._untimely(path, first, last)

    def _untimely(self, path: str, first: date, last: date) -> Rule | None:
        """A supervisor goes within the term and the area of one appointment; others as they are."""
        now = [term for term in self.terms if term.since <= first and last <= term.until]
        if not self.terms or any(path.startswith(term.area) for term in now):
            return None
        return Rule.AREA if now else Rule.TERM


def above(path: str) -> str:
    """Return the path one step up."""
    return path.rstrip("/").rpartition("/")[0] + "/"


def _belongs(path: str, place: str) -> bool:
    """Tell whether a window is the place, its own, or below it; all is below the province."""
    is_root = place.count("/") == 1
    return above(path) == place if is_root else path.startswith(place)


def _fresh(tie: Declared, day: date) -> bool:
    return tie.until is None or day <= tie.until + PAST_YEARS * _YEAR
