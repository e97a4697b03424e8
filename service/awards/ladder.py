"""The ladder of nomination as a table: which stage follows which, who takes it, on what terms.

自下而上逐级审核 (辽人社〔2016〕149号 四, 六（二）): no level is skipped; a return goes one level
down. Pure: it looks at what it is given and never at the database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from service.core.access import Action
from service.core.problems import N_, conflict, invalid
from service.windows.models import COUNTY_AND_BELOW, Level

from . import guards
from .guards import VETOES, Case, Facts, Step
from .models import Move, Stage

ORDER = (
    Stage.DRAFT,
    Stage.OWNER_PUBLICITY,
    Stage.COUNTY_OPINION,
    Stage.CITY_OPINION,
    Stage.INITIAL_REVIEW,
    Stage.PANEL_REVIEW,
    Stage.PROVINCE_PUBLICITY,
    Stage.FINAL_DECISION,
    Stage.TO_MINISTRY,
)
OUTCOMES = (Stage.AWARDED, Stage.NOT_AWARDED)
#: where each level below the province has spoken: a return undoes the highest of them
LEVELS = (Stage.OWNER_PUBLICITY, Stage.COUNTY_OPINION, Stage.CITY_OPINION)


@dataclass(frozen=True)
class Rung:
    """One step up: who may take it, the facts it records, and the guard that lets it pass."""

    stage: Stage
    actions: tuple[Action, ...]
    required: tuple[str, ...]
    guard: Callable[[Case, Facts], None]
    optional: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of all its facts."""
        return self.required + self.optional


_OWNERS = (Action.GIVE_COUNTY_OPINION, Action.GIVE_CITY_OPINION, Action.REVIEW_CANDIDACY)
_COUNTY, _CITY = (Action.GIVE_COUNTY_OPINION,), (Action.GIVE_CITY_OPINION,)
_PROVINCE = (Action.REVIEW_CANDIDACY,)
_NOTICE = ("starts_on", "ends_on", "url", "phone", "objection")
_OPINION = ("on", "text", "agree", "seal")
_CITY_OPINION = (*_OPINION, "rank", *VETOES)
_REVIEW = ("complete", *VETOES)
_DECISION = ("document", *_OPINION)
_WHY, _REMARK = ("deviation_reason",), ("text",)

RUNGS = {
    rung.stage: rung
    for rung in (
        Rung(Stage.OWNER_PUBLICITY, _OWNERS, _NOTICE, guards.notice),
        Rung(Stage.COUNTY_OPINION, _COUNTY, _OPINION, guards.opinion),
        Rung(Stage.CITY_OPINION, _CITY, _CITY_OPINION, guards.city_opinion, _WHY),
        Rung(Stage.INITIAL_REVIEW, _PROVINCE, _REVIEW, guards.initial_review, _REMARK),
        Rung(Stage.PANEL_REVIEW, _PROVINCE, (), guards.panel_review, _REMARK),
        Rung(Stage.PROVINCE_PUBLICITY, _PROVINCE, _NOTICE, guards.notice),
        Rung(Stage.FINAL_DECISION, _PROVINCE, _DECISION, guards.final_decision, _WHY),
        Rung(Stage.TO_MINISTRY, _PROVINCE, ("on", "copies", "sealed"), guards.to_ministry),
        Rung(Stage.AWARDED, _PROVINCE, ("on", "document"), guards.dated),
        Rung(Stage.NOT_AWARDED, _PROVINCE, ("on",), guards.dated, ("document",)),
    )
}


def route(level: str) -> tuple[Stage, ...]:
    """Return the stages on the way of a window of ``level``: provincial ones pass no city."""
    skipped = set()
    if level not in COUNTY_AND_BELOW:
        skipped.add(Stage.COUNTY_OPINION)
    if level == Level.PROVINCE:
        skipped.add(Stage.CITY_OPINION)
    return tuple(stage for stage in ORDER if stage not in skipped)


def following(stage: str, level: str) -> tuple[Stage, ...]:
    """Return the stages that may come next; none at the end and after a withdrawal."""
    way = route(level)
    if stage not in way:
        return ()
    if stage == way[-1]:
        return OUTCOMES
    return (way[way.index(Stage(stage)) + 1],)


def reached(stage: str, wanted: Stage) -> bool:
    """Tell whether a candidacy at ``stage`` has come as far as ``wanted``."""
    order = ORDER + OUTCOMES
    return stage in order and order.index(Stage(stage)) >= order.index(wanted)


def below(stage: str, level: str) -> Stage | None:
    """Return where a return leads: before the last level that has spoken. Nowhere from the ends."""
    way = route(level)
    if stage not in way[1:-1]:
        return None
    passed = way[: way.index(Stage(stage)) + 1]
    last = max(way.index(spoken) for spoken in LEVELS if spoken in passed)
    return way[last - 1]


T = TypeVar("T", bound=Step)


def standing(steps: Iterable[T]) -> dict[Stage, T]:
    """Return the steps that still hold, by stage: a return undoes those above where it leads."""
    taken: dict[Stage, T] = {}
    for step in steps:
        if step.move == Move.ADVANCED:
            taken[Stage(step.to_stage)] = step
        else:
            taken = {at: held for at, held in taken.items() if reached(step.to_stage, at)}
    return taken


def check(case: Case, *, stage: str, level: str, to: Stage, facts: Facts) -> dict[str, Any]:
    """Let a step pass or raise; returns the facts that it records, and only those."""
    if to not in following(stage, level):
        raise conflict("not_next", N_("现在不能走这一步，请按程序逐级办理。"))
    rung = RUNGS[to]
    given = {name: facts[name] for name in rung.fields if facts.get(name) not in (None, "")}
    missing = [name for name in rung.required if name not in given]
    if missing:
        raise invalid({name: N_("这一项必须填写。") for name in missing})
    rung.guard(case, given)
    return given
