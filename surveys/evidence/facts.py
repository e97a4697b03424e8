"""The shapes of what is known of a window in a period. Plain, frozen, written as JSON one way."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from surveys.rollups.reasons import Reason
from surveys.rollups.statistics import Figures, Share

#: a text in each language, by ``zh`` and ``en``
Words = Mapping[str, str]


def words_of(body: Mapping[str, Any]) -> Words:
    """Return the two languages of a text that may carry more beside them."""
    return {language: body[language] for language in ("zh", "en")}


@dataclass(frozen=True)
class Window:
    """Which window."""

    code: str
    name: str
    kind: str
    level: str


@dataclass(frozen=True)
class Counted:
    """Ratings added up; ``levels`` counts the levels 1 to 5 of those that count."""

    n: int
    levels: tuple[int, ...]
    held: int
    excluded: int
    #: 好评率 and 满意率（严）
    positive: Share
    satisfied: Share
    mean: float | None

    @classmethod
    def of(cls, sums: Figures) -> "Counted":
        """Work out the rates of sums."""
        rates = sums.positive, sums.satisfied, sums.mean
        return cls(sums.n, sums.levels, sums.held, sums.excluded, *rates)


@dataclass(frozen=True)
class Month:
    """One month; ``is_whole`` is false where the period cuts it."""

    month: date
    is_whole: bool
    ratings: Counted


@dataclass(frozen=True)
class Form:
    """A form version, by what proves it: the SHA-256 of its body."""

    key: str
    title: dict[str, str]
    number: int
    sha256: str


@dataclass(frozen=True)
class FormRatings:
    """Ratings given on one version of the form."""

    form: Form
    ratings: Counted


@dataclass(frozen=True)
class Ratings:
    """What citizens rated."""

    total: Counted
    months: tuple[Month, ...]
    #: by trust grade A, B, C
    grades: Mapping[str, Counted]
    forms: tuple[FormRatings, ...]
    reasons: tuple[Reason, ...]
    #: low ratings that the window appealed against, and appeals upheld: those ratings are excluded
    appeals: int
    appeals_upheld: int


@dataclass(frozen=True)
class Category:
    """Complaints of one category."""

    key: str
    words: Words
    received: int
    upheld: int


@dataclass(frozen=True)
class Complaints:
    """What citizens complained of, in numbers alone: no word of theirs, and nobody's name."""

    received: int
    praises: int
    answered: int
    upheld: int
    categories: tuple[Category, ...]
    #: how many are in each state, and closed with each finding
    states: Mapping[str, int]
    findings: Mapping[str, int]
    #: closed on or before the due day, of those closed
    on_time: Share


@dataclass(frozen=True)
class Visit:
    """One disclosed visit, without who went."""

    observed_on: date
    mode: str
    form: Form
    #: hundredths of a point; nothing when it does not score
    score: int | None
    observe_only: bool
    #: item → outcome as a fraction from 0 to 1 (``1/2``); nothing where it does not apply
    outcomes: Mapping[str, str | None]


@dataclass(frozen=True)
class Pass:
    """How one item, section or group of items fared over the visits that score.

    ``seen`` counts answers that apply, ``met`` those fully met, ``mean`` is the mean outcome
    (0–1).
    """

    key: str
    words: Words
    seen: int
    met: int
    not_applicable: int
    mean: float | None


@dataclass(frozen=True)
class Ratio:
    """Things counted on the spot: ``part`` of ``whole``."""

    part: int
    whole: int
    value: float | None


@dataclass(frozen=True)
class Coverage:
    """How much was looked at. Plans are not kept here, so ``planned`` is not known.

    ``undisclosed`` tells of visits that the window does not know of yet: it is for the province
    and the auditor, and keeps anybody from disclosing only the good ones.
    """

    planned: int | None
    disclosed: int
    scored: int
    observe_only: int
    undisclosed: int


@dataclass(frozen=True)
class Visits:
    """What inspectors saw."""

    coverage: Coverage
    #: mean of the visits that score, in hundredths of a point
    mean_score: int | None
    visits: tuple[Visit, ...]
    sections: tuple[Pass, ...]
    items: tuple[Pass, ...]
    #: 五制, 四公开, 三亮明, 四统一, 文明用语
    groups: tuple[Pass, ...]
    #: counters left without excuse, of those due to be open
    vacant_posts: Ratio
    #: staff in uniform, of those on duty
    uniforms: Ratio


@dataclass(frozen=True)
class Rectifications:
    """What had to be put right; all but ``asked`` leave out what was withdrawn."""

    asked: int
    withdrawn: int
    open: int
    closed: int
    #: handed in within the term, of those closed
    on_time: Share
    #: whose term ran out, put right since or not
    late: int
    systemic: int
    #: the same issue again within 12 months
    recurrences: int
    #: by low_rating, complaint, visit
    sources: Mapping[str, int]


@dataclass(frozen=True)
class Codes:
    """Counters in use, and how many of them have a code that citizens can scan, today."""

    counters: int
    with_code: int


@dataclass(frozen=True)
class Facts:
    """All that is known of a window from ``first_day`` to ``last_day``, both counted."""

    window: Window
    first_day: date
    last_day: date
    ratings: Ratings
    complaints: Complaints
    visits: Visits
    rectifications: Rectifications
    codes: Codes
    #: what the figures mean: version and terms in both languages
    definitions: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the facts as JSON holds them: the same state gives the same bytes."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
