"""Nomination as pages: who stands where, the form, the next step, the packs."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import choices
from service.windows import queries as windows
from service.windows.labels import LEVEL_NAMES
from service.windows.models import Level

from . import labels, ladder, operations, queries, view
from .delivery import send_pack
from .models import AwardCycle, Candidacy
from .schemas import CandidacyQuerySchema, NextStepSchema, TakeBackSchema

blueprint = Blueprint("awards", __name__, template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "labels": labels,
        "told": view.told,
        "options": choices.options,
        "level_names": LEVEL_NAMES,
        "may": lambda action: current_actor().may(Action(action)),
    }


@blueprint.get("/awards")
@allow(Action.READ_CANDIDACY)
def index() -> str:
    """List the candidacies of a cycle that the reader sees, and how the quota stands."""
    asked = forms.load(CandidacyQuerySchema(unknown=EXCLUDE), request.args)
    cycles = queries.cycles(session())
    cycle = _chosen(cycles, asked.pop("cycle_id"))
    if cycle is None:
        return render("awards/none.html")
    actor = current_actor()
    query = windows.visible_units(actor, Action.READ_CANDIDACY)
    cities = [unit for unit in session().scalars(query) if unit.level == Level.CITY]
    return render(
        "awards/index.html",
        cycles=cycles,
        cycle=cycle,
        cities=cities,
        asked=asked,
        findings=view.seen_quota(session(), actor, cycle, cities),
        page=choices.page_of(queries.candidacies(actor, cycle_id=cycle.id, **asked)),
    )


def _chosen(cycles: list[AwardCycle], cycle_id: uuid.UUID | None) -> AwardCycle | None:
    """Return the cycle asked for, else the open one, else the newest."""
    if cycle_id:
        return queries.cycle(session(), cycle_id)
    return next((one for one in cycles if one.is_open), cycles[0] if cycles else None)


@blueprint.get("/awards/<uuid:candidacy_id>")
@allow(Action.READ_CANDIDACY)
def show(candidacy_id: uuid.UUID) -> str:
    """Show a candidacy: its form, its way up, the next step, its packs."""
    return _candidacy(candidacy_id)


def _candidacy(candidacy_id: uuid.UUID, problem: Problem | None = None, tried: str = "") -> str:
    actor, now = current_actor(), session()
    candidacy = queries.get_visible_candidacy(now, actor, candidacy_id)
    steps = queries.steps(now, candidacy.id)
    rungs = queries.next_rungs(actor, candidacy)
    editable = candidacy.stage == ladder.ORDER[0] and _may(Action.NOMINATE, candidacy)
    return render(
        "awards/show.html",
        candidacy=candidacy,
        cycle=candidacy.cycle,
        steps=steps,
        marks=view.way_up(now, candidacy, steps),
        rungs=rungs,
        findings=queries.findings(now, candidacy, rungs[0].stage) if rungs else [],
        below=ladder.below(candidacy.stage, candidacy.window.level) if rungs else None,
        may_edit=editable,
        may_withdraw=candidacy.stage in ladder.ORDER[:-1] and _may(Action.NOMINATE, candidacy),
        sees_packs=_may(Action.READ_PACKS, candidacy),
        may_request=_may(Action.REQUEST_PACK, candidacy),
        packs=queries.packs(now, candidacy.id),
        hints=view.hints(candidacy) if editable else [],
        today=clock.today(),
        problem=problem,
        tried=tried,
        given=request.form,
    )


def _may(action: Action, candidacy: Candidacy) -> bool:
    return queries.may(current_actor(), action, candidacy)


def _back(candidacy_id: uuid.UUID, part: str = "") -> ResponseReturnValue:
    return redirect(url_for(".show", candidacy_id=candidacy_id, _anchor=part or None), 303)


@blueprint.post("/awards/<uuid:candidacy_id>/steps")
@allow(Action.GIVE_COUNTY_OPINION, Action.GIVE_CITY_OPINION, Action.REVIEW_CANDIDACY)
def advance(candidacy_id: uuid.UUID) -> ResponseReturnValue:
    """Take the next step."""

    def act() -> ResponseReturnValue:
        facts = forms.load(NextStepSchema())
        to, version = facts.pop("to"), facts.pop("version")
        operations.advance(
            session(),
            actor=current_actor(),
            now=clock.now(),
            candidacy_id=candidacy_id,
            to=to,
            facts=facts,
            version=version,
        )
        return _back(candidacy_id)

    return forms.answered(lambda problem: _candidacy(candidacy_id, problem, "step"), act)


@blueprint.post("/awards/<uuid:candidacy_id>/return")
@allow(Action.GIVE_COUNTY_OPINION, Action.GIVE_CITY_OPINION, Action.REVIEW_CANDIDACY)
def give_back(candidacy_id: uuid.UUID) -> ResponseReturnValue:
    """Return a candidacy one level down."""
    return _take_back(candidacy_id, operations.return_candidacy, "return")


@blueprint.post("/awards/<uuid:candidacy_id>/withdrawal")
@allow(Action.NOMINATE)
def withdraw(candidacy_id: uuid.UUID) -> ResponseReturnValue:
    """Withdraw a candidacy."""
    return _take_back(candidacy_id, operations.withdraw, "withdraw")


def _take_back(candidacy_id: uuid.UUID, operation: Any, tried: str) -> ResponseReturnValue:
    def act() -> ResponseReturnValue:
        why = forms.load(TakeBackSchema())
        now = clock.now()
        operation(session(), actor=current_actor(), now=now, candidacy_id=candidacy_id, **why)
        return _back(candidacy_id)

    return forms.answered(lambda problem: _candidacy(candidacy_id, problem, tried), act)


@blueprint.post("/awards/<uuid:candidacy_id>/packs")
@allow(Action.REQUEST_PACK)
def request_pack(candidacy_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a pack."""

    def act() -> ResponseReturnValue:
        operations.request_pack(
            session(), actor=current_actor(), now=clock.now(), candidacy_id=candidacy_id
        )
        return _back(candidacy_id, "packs")

    return forms.answered(lambda problem: _candidacy(candidacy_id, problem, "pack"), act)


@blueprint.get("/awards/packs/<uuid:pack_id>")
@allow(Action.READ_PACKS)
def download(pack_id: uuid.UUID) -> ResponseReturnValue:
    """Download a pack."""
    return send_pack(session(), queries.get_visible_pack(session(), current_actor(), pack_id))
