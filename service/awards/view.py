"""What the pages of nomination show: the way up, the quota, the form to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from marshmallow import Schema, ValidationError
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import invalid
from service.core.typeset import typesetter
from service.people import queries as people
from service.web import forms
from service.web.unit import settings
from service.windows.models import OrgUnit

from . import labels, ladder, queries, quota, rules
from .models import AwardCycle, Candidacy, CandidacyStep, Stage

STATEMENT = "statement_"


@dataclass(frozen=True)
class Mark:
    """One stage on the way: done, now or to come; ``step`` is the row that holds it.

    The ministry's answer has no stage before it is given.
    """

    stage: str
    state: str
    step: CandidacyStep | None = None
    who: str = ""


def way_up(session: Session, candidacy: Candidacy, steps: Sequence[CandidacyStep]) -> list[Mark]:
    """Return the whole way of a candidacy with what stands of it."""
    taken = ladder.standing(steps)
    names = people.names(session, {step.actor_id for step in steps})
    following = ladder.following(candidacy.stage, candidacy.window.level)
    marks = [
        Mark(stage, "done", taken[stage], names.get(taken[stage].actor_id, ""))
        if stage in taken
        else Mark(stage, "now" if stage in following else "")
        for stage in ladder.route(candidacy.window.level)[1:]
    ]
    for stage in ladder.OUTCOMES:
        if stage in taken:
            return [*marks, Mark(stage, "done", taken[stage], names.get(taken[stage].actor_id, ""))]
    return [*marks, Mark("", "now" if following == ladder.OUTCOMES else "")]


def told(step: CandidacyStep) -> list[tuple[str, str]]:
    """Return a step's facts as (name, words) for a reader."""
    said = []
    for name, value in step.details.items():
        words = labels.CHOICES.get(name, {}).get(str(value).lower())
        said.append((gettext(labels.FACT_NAMES[name]), gettext(words) if words else str(value)))
    return said


def hints(candidacy: Candidacy) -> list[str]:
    """Return what could be better about a draft, characters that cannot be printed included."""
    said = [gettext(hint) for hint in rules.hints(candidacy.form, candidacy.cycle)]
    written = "".join(text for text in candidacy.form.values() if isinstance(text, str))
    if missing := typesetter(*settings().font_dirs).missing_glyphs(written):
        said.append(
            gettext("字库中没有这些字符，打印时以“〓”代替：%(characters)s", characters=missing)
        )
    return said


def notes(cycle: AwardCycle) -> list[str]:
    """Return 填表说明 一 to 九 for a cycle, in the reader's language."""
    span = f"{cycle.evaluation_from.year}—{cycle.evaluation_to.year}"
    copies = cycle.requirements["copies"]
    return [gettext(note, span=span, copies=copies) for note in labels.FORM_NOTES]


def seen_quota(
    session: Session, actor: Actor, cycle: AwardCycle, cities: Sequence[OrgUnit]
) -> list[quota.Finding]:
    """Weigh the cycle's rules for the cities that ``actor`` sees; the list for the province."""
    on_list = queries.listed(session, cycle.id, Stage.CITY_OPINION)
    weighed = quota.weigh(cycle.quota_rules, on_list)
    seen = {city.code for city in cities}
    mine = [one for one in weighed if one.city in seen]
    whole = quota.of_list(weighed) if actor.may(Action.REVIEW_CANDIDACY) else []
    return mine + whole


def given_form(schema: Schema) -> dict[str, Any]:
    """Load an approval form from a page: statements come as one field for each condition."""
    data = forms.plain(schema, request.form)
    named = [name for name in data if name.startswith(STATEMENT)]
    data["statements"] = {name.removeprefix(STATEMENT): data.pop(name) for name in named}
    data.pop("version", None)
    try:
        loaded: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise invalid(messages) from error
    return loaded


def typed(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept form as the fields of a page hold it."""
    statements = form.get("statements", {})
    return {**form, **{STATEMENT + key: text for key, text in statements.items()}}


def fresh(window: Any, today: date) -> dict[str, Any]:
    """Return what the register already knows, so that nobody types it again."""
    known = {
        name: getattr(window, name)
        for name in ("nature", "grade", "staff_count", "head_name", "phone")
    }
    return {**known, "filled_on": today.isoformat()}
