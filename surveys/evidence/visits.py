"""Gathers the visits of a period: every disclosed one, and how items and groups of items fared."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.windows.models import ServiceWindow
from surveys import questions
from surveys.forms.models import FormVersion
from surveys.rollups.statistics import DIGITS
from surveys.visits import models, scoring
from surveys.visits.models import VisitState
from surveys.visits.queries import standing
from surveys.visits.scoring import Line, Result

from .facts import Coverage, Pass, Ratio, Visit, Visits, Words, words_of
from .ratings import form_of

#: named groups of items (人社部发〔2014〕91号 三, 人社部发〔2019〕13号 三)
GROUPS: dict[str, tuple[Words, frozenset[str]]] = {
    key: ({"zh": zh, "en": en}, frozenset(items.split()))
    for key, zh, en, items in (
        ("five_systems", "五制", "Five systems", "D1 D2 D3 D4 D5"),
        ("four_disclosures", "四公开", "Four disclosures", "E1 E2 E3 E4"),
        ("three_displays", "三亮明", "Three displays", "B2 B3 B4"),
        ("four_unities", "四统一", "Four unities", "U1 U2 U3 U4"),
        ("courtesy", "文明用语", "Courtesy", "C1 C2 C3 C4 C5 C6"),
    )
}
UNIFORM = "B1"


def gather(session: Session, window: ServiceWindow, first: date, last: date) -> Visits:
    """Return the visits observed from ``first`` to ``last``; nothing says who went."""
    rows = _rows(session, window.id, first, last)
    disclosed = [row for row in rows if row.state == VisitState.DISCLOSED]
    scored = [row for row in disclosed if row.score is not None and not row.observe_only]
    lines = [line for row in scored for line in _result(row, window).lines]
    titles = _titles(row.form_version for row in scored)
    scores = [row.score for row in scored if row.score is not None]
    return Visits(
        coverage=Coverage(
            planned=None,
            disclosed=len(disclosed),
            scored=len(scored),
            observe_only=len(disclosed) - len(scored),
            undisclosed=len(rows) - len(disclosed),
        ),
        mean_score=round(Fraction(sum(scores), len(scores))) if scores else None,
        visits=tuple(_visit(row, _result(row, window)) for row in disclosed),
        sections=_passes(lines, lambda line: line.section, titles),
        items=_passes(lines, lambda line: str(line.item["id"]), titles),
        groups=tuple(
            _pass(key, words, [line for line in lines if line.item["id"] in items])
            for key, (words, items) in GROUPS.items()
        ),
        vacant_posts=_vacant_posts(lines),
        uniforms=_uniforms(lines),
    )


def _rows(session: Session, window_id: uuid.UUID, first: date, last: date) -> list[models.Visit]:
    """Return the complete visits, in order."""
    query = (
        select(models.Visit)
        .options(joinedload(models.Visit.form_version).joinedload(FormVersion.form))
        .where(
            models.Visit.window_id == window_id,
            models.Visit.observed_on.between(first, last),
            models.Visit.state != VisitState.INCOMPLETE,
            standing(),
        )
        .order_by(models.Visit.observed_on, models.Visit.id)
    )
    return list(session.scalars(query))


def _result(row: models.Visit, window: ServiceWindow) -> Result:
    return scoring.result(
        row.form_version.body, window.kind, row.answers, observed_on=row.observed_on
    )


def _visit(row: models.Visit, result: Result) -> Visit:
    return Visit(
        observed_on=row.observed_on,
        mode=row.mode,
        form=form_of(row.form_version),
        score=row.score,
        observe_only=row.observe_only,
        outcomes={
            line.item["id"]: None if line.outcome is None else str(line.outcome)
            for line in result.lines
        },
    )


def _titles(versions: Iterable[FormVersion]) -> dict[str, Words]:
    """Return the words of sections and items; those of the newest version win."""
    titles: dict[str, Words] = {}
    for version in sorted(set(versions), key=lambda each: (each.published_at, each.number)):
        for section in version.body["sections"]:
            titles[section["id"]] = words_of(section["title"])
            titles |= {item["id"]: words_of(item["text"]) for item in section["items"]}
    return titles


def _passes(
    lines: Sequence[Line], key: Callable[[Line], str], titles: dict[str, Words]
) -> tuple[Pass, ...]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return tuple(_pass(name, titles[name], groups[name]) for name in sorted(groups))


def _pass(key: str, words: Words, lines: Sequence[Line]) -> Pass:
    outcomes = [line.outcome for line in lines if line.outcome is not None]
    return Pass(
        key=key,
        words=words,
        seen=len(outcomes),
        met=sum(outcome == 1 for outcome in outcomes),
        not_applicable=sum(line.is_not_applicable for line in lines),
        mean=_share(sum(outcomes, Fraction(0)), len(outcomes)),
    )


def _vacant_posts(lines: Sequence[Line]) -> Ratio:
    """Add up counters left without excuse (人社部发〔2019〕13号 三（七）) and those due open."""
    values = [
        line.answer["value"]
        for line in lines
        if line.item["kind"] == "vacant_post" and line.answer and line.outcome is not None
    ]
    vacant = sum(value["vacant"] for value in values if not questions.is_excused(value))
    return _ratio(vacant, sum(value["due"] for value in values))


def _uniforms(lines: Sequence[Line]) -> Ratio:
    values = [
        line.answer["value"]
        for line in lines
        if line.item["id"] == UNIFORM and line.answer and line.outcome is not None
    ]
    return _ratio(sum(value["part"] for value in values), sum(value["whole"] for value in values))


def _ratio(part: int, whole: int) -> Ratio:
    return Ratio(part, whole, _share(Fraction(part), whole))


def _share(part: Fraction, whole: int) -> float | None:
    return round(float(part / whole), DIGITS) if whole else None
