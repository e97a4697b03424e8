"""What a reader learns of low ratings: words in their batches, days only where many came."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from service.core import private
from service.people.discretion import names_at
from surveys import quiet
from surveys.deadlines import queries as deadlines
from surveys.deadlines.models import Deadline
from surveys.forms import queries as forms
from surveys.ratings import queries as ratings
from surveys.ratings import sheet
from surveys.ratings.models import Rating
from surveys.ratings.sheet import Words

from .models import LowRating


@dataclass(frozen=True)
class Told:
    """A low rating as its readers may know it."""

    case: LowRating
    reasons: tuple[Words, ...]
    #: ``2026-11-20``, or only ``2026-11`` when few people were there that day
    received: str
    #: what the citizen wrote, private things masked; nothing before its batch is released
    comment: str | None
    #: there are words that are not released yet
    comment_waits: bool
    #: the terms that run, soonest first
    clocks: Sequence[Deadline]


def of(session: Session, cases: Sequence[LowRating], today: date) -> list[Told]:
    """Return cases as they may be told, in their order."""
    clocks = deadlines.running(session, LowRating.__tablename__, [case.id for case in cases])
    words = _Words(session, today)
    places = [(case.window_id, case.rating.day) for case in cases]
    received = quiet.received(session, places)
    return [
        _told(words, case, received[case.window_id, case.rating.day], clocks.get(case.id, []))
        for case in cases
    ]


def _told(words: "_Words", case: LowRating, received: str, clocks: Sequence[Deadline]) -> Told:
    """Tell one. Until its window is told, only those see it who answer in the window's place."""
    is_open = words.is_released(case.rating) or bool(case.raised_to and not case.told_at)
    return Told(
        case=case,
        reasons=words.reasons(case.rating),
        received=received,
        comment=words.comment(case.rating) if is_open else None,
        comment_waits=bool(case.rating.comment) and not is_open,
        clocks=clocks,
    )


class _Words:
    """Reads forms and released weeks once for many ratings."""

    def __init__(self, session: Session, today: date) -> None:
        self._session, self._today = session, today
        self._sheets: dict[uuid.UUID, sheet.Sheet] = {}
        self._weeks: dict[uuid.UUID, list[ratings.Batch]] = {}

    def reasons(self, rating: Rating) -> tuple[Words, ...]:
        if rating.form_version_id not in self._sheets:
            found = forms.version(self._session, rating.form_version_id)
            self._sheets[found.id] = sheet.read(found.id, found.number, found.sha256, found.body)
        group = self._sheets[rating.form_version_id].group_of(rating.level)
        ticked = (each.words for each in group.reasons if each.key in rating.reasons)
        return tuple({language: words[language] for language in ("zh", "en")} for words in ticked)

    def is_released(self, rating: Rating) -> bool:
        window = rating.window_id
        if window not in self._weeks:
            self._weeks[window] = ratings.released(self._session, window, self._today)
        return any(each.first_day <= rating.day <= each.last_day for each in self._weeks[window])

    def comment(self, rating: Rating) -> str | None:
        return rating.comment and private.mask(
            rating.comment, names_at(self._session, rating.window_id)
        )
