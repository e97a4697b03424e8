"""Plans as pages of the office: the list, drafting, one plan with its coverage, how often."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import N_, Problem
from service.people import queries as people
from service.web import forms, pages
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import choices
from service.windows import queries as windows
from service.windows.labels import KIND_NAMES, LEVEL_NAMES
from service.windows.models import Level
from surveys import matters

from . import desk, drawing, labels, operations, pairs, queries, schemas
from .models import Plan, PlanState

blueprint = Blueprint("plans", __name__, template_folder="templates")


class Step(NamedTuple):
    """What the office does to a plan: the form it fills and the operation."""

    schema: type[Schema]
    take: Callable[..., Plan]


STEPS = {
    "approve": Step(schemas.PlanStepSchema, operations.approve_plan),
    "draw": Step(schemas.PlanDrawSchema, drawing.draw_plan),
    "merge": Step(schemas.PlanMergeSchema, operations.merge_plan),
    "close": Step(schemas.PlanStepSchema, operations.close_plan),
    "cancel": Step(schemas.PlanReasonSchema, operations.cancel_plan),
}


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the navigation."""
    app.register_blueprint(blueprint)
    pages.add_door(
        app,
        N_("抽查计划"),
        "plans.index",
        Action.READ_PLANS,
        order=52,
        also=("recusal.appointments",),
    )


@blueprint.get("/plans")
@allow(Action.READ_PLANS)
def index() -> str:
    """List the plans; the look is recorded."""
    actor = current_actor()
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), queries.visible(actor), number=number)
    desk.looked(actor)
    return render("plans/index.html", page=page, **_words(None))


@blueprint.route("/plans/new", methods=["GET", "POST"])
@allow(Action.PLAN_VISITS)
def new() -> ResponseReturnValue:
    """Draft a plan."""

    def act() -> ResponseReturnValue:
        data = forms.load(schemas.PlanDraftSchema())
        made = operations.draft_plan(session(), actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".case", plan_id=made.id), 303)

    return forms.answered(_drafting, act)


def _drafting(problem: Problem | None) -> str:
    actor = current_actor()
    units = session().scalars(windows.visible_units(actor, Action.PLAN_VISITS))
    large = [unit for unit in units if unit.level in choices.OFFICES]
    is_reused = problem is not None and problem.code == "key_reused"
    staff = session().scalars(queries.inspectors(actor))
    return render(
        "plans/new.html",
        units=choices.tree(large),
        kinds=choices.options(KIND_NAMES),
        levels=choices.options({level: LEVEL_NAMES[level] for level in Level}),
        staff=[(each.id, each.display_name) for each in staff],
        client_key=(not is_reused and request.form.get("client_key")) or uuid.uuid4(),
        **_words(problem),
    )


@blueprint.get("/plans/<uuid:plan_id>")
@allow(Action.READ_PLANS)
def case(plan_id: uuid.UUID) -> str:
    """Show one plan with its coverage; the look is recorded."""
    return _case(plan_id, None)


def _case(plan_id: uuid.UUID, problem: Problem | None, tried: str = "") -> str:
    actor = current_actor()
    plan = matters.one(session(), queries.visible(actor), plan_id)
    desk.looked(actor, plan)
    found = desk.lines(session(), plan)
    keeps = actor.may(Action.PLAN_VISITS, plan.scope)
    twice = pairs.of_plans(session(), plan.id)
    severity = pairs.severity(twice) if keeps else {}
    return render(
        "plans/case.html",
        plan=plan,
        seen=desk.case(session(), plan, found),
        lines=found,
        keeps=keeps,
        similar=queries.similar(session(), actor, plan),
        agreement=desk.agreement(pairs.by_item(twice)),
        pair_count=len(twice),
        severity=severity,
        places=_places(plan),
        names=people.names(session(), {plan.drafted_by, plan.approved_by, *severity}),
        tried=tried,
        **_words(problem),
    )


def _places(plan: Plan) -> dict[str, str]:
    """Return names for the codes on a plan's page: of cities, of its scope, of what rests."""
    codes = [
        *plan.scope.split("/"),
        *(each["code"] for each in (plan.record or {}).get("taken", [])),
    ]
    cities = [each["city"] for each in (plan.record or {}).get("places", [])]
    units = windows.units_by_code(session(), {*codes[:5], *cities})
    halls = windows.windows_by_code(session(), codes)
    return {
        **{code: unit.name for code, unit in units.items()},
        **{code: window.full_name for code, window in halls.items()},
    }


@blueprint.post(f"/plans/<uuid:plan_id>/<any({','.join(STEPS)}):step>")
@allow(Action.PLAN_VISITS)
def act(plan_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Take one step on the version that the reader saw."""

    def done() -> ResponseReturnValue:
        chosen = STEPS[step]
        given = forms.load_step(chosen.schema())
        chosen.take(session(), actor=current_actor(), plan_id=plan_id, now=clock.now(), **given)
        return redirect(url_for(".case", plan_id=given.get("into_id", plan_id)), 303)

    return forms.answered(lambda problem: _case(plan_id, problem, step), done)


@blueprint.get("/plans/burden")
@allow(Action.READ_PLANS)
def burden() -> str:
    """Show how often windows are checked in a year; the look is recorded."""
    actor, this = current_actor(), clock.today().year
    year = request.args.get("year", this, type=int)
    year = year if this - 10 <= year <= this + 1 else this
    desk.looked(actor)
    rows = desk.year_of(session(), actor, year)
    return render("plans/burden.html", rows=rows, year=year, years=range(this + 1, this - 4, -1))


@blueprint.get("/visits/agreement")
@allow(Action.READ_FORMS)
def agreement() -> str:
    """Show how far two pairs of eyes agree, item by item, over closed plans."""
    found = desk.agreement(pairs.published(session()))
    return render("plans/agreement.html", found=found, **_words(None))


def _words(problem: Problem | None) -> dict[str, Any]:
    return {
        "labels": labels,
        "KIND_NAMES": KIND_NAMES,
        "LEVEL_NAMES": LEVEL_NAMES,
        "PlanState": PlanState,
        "options": choices.options,
        "problem": problem,
        "wrong": problem.fields if problem else {},
        "given": request.form,
        "today": clock.today(),
        "least_pairs": pairs.LEAST_PAIRS,
        "least_agreement": pairs.LEAST_AGREEMENT,
    }
