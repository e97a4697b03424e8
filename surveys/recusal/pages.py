"""Recusals as pages: an inspector's own ties, and the appointments of invited supervisors."""

import uuid
from typing import Any

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import choices
from service.windows import queries as windows

from . import labels, operations, queries
from .schemas import AppointmentSchema, DeclarationSchema

blueprint = Blueprint("recusal", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages; they are found from the tasks and from the plans."""
    app.register_blueprint(blueprint)


@blueprint.route("/recusal", methods=["GET", "POST"])
@allow(Action.LOG_VISIT)
def own() -> ResponseReturnValue:
    """Show the reader's own ties; take a new one."""

    def act() -> ResponseReturnValue:
        data = forms.load(DeclarationSchema())
        operations.declare_tie(session(), actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".own"), 303)

    return forms.answered(_own, act)


def _own(problem: Problem | None) -> str:
    ties = queries.own(session(), current_actor())
    codes = [each.tie["code"] for each in ties]
    names = {c: unit.full_name for c, unit in windows.units_by_code(session(), codes).items()}
    halls = windows.windows_by_code(session(), codes)
    return render(
        "recusal/own.html",
        ties=ties,
        names=names | {code: window.full_name for code, window in halls.items()},
        kinds=choices.options(labels.TIE_NAMES),
        **_words(problem),
    )


@blueprint.post("/recusal/<uuid:declaration_id>/end")
@allow(Action.LOG_VISIT)
def end(declaration_id: uuid.UUID) -> ResponseReturnValue:
    """End a tie."""
    operations.end_tie(
        session(), actor=current_actor(), declaration_id=declaration_id, now=clock.now()
    )
    return redirect(url_for(".own"), 303)


@blueprint.get("/recusal/appointments")
@allow(Action.READ_PLANS)
def appointments() -> str:
    """List the invited supervisors."""
    return _appointments(None)


@blueprint.post("/recusal/appointments")
@allow(Action.PLAN_VISITS)
def appoint() -> ResponseReturnValue:
    """Appoint a supervisor."""

    def act() -> ResponseReturnValue:
        data = forms.load(AppointmentSchema())
        operations.appoint(session(), actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".appointments"), 303)

    return forms.answered(_appointments, act)


def _appointments(problem: Problem | None) -> str:
    actor = current_actor()
    units = list(session().scalars(windows.visible_units(actor, Action.READ_PLANS)))
    return render(
        "recusal/appointments.html",
        found=list(session().scalars(queries.appointments(actor))),
        areas=choices.tree(units),
        unit_names={unit.path: unit.name for unit in units},
        **_words(problem),
    )


@blueprint.post("/recusal/appointments/<uuid:appointment_id>/end")
@allow(Action.PLAN_VISITS)
def end_appointment(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """End an appointment today."""
    operations.end_appointment(
        session(), actor=current_actor(), appointment_id=appointment_id, now=clock.now()
    )
    return redirect(url_for(".appointments"), 303)


def _words(problem: Problem | None) -> dict[str, Any]:
    return {
        "labels": labels,
        "problem": problem,
        "wrong": problem.fields if problem else {},
        "given": request.form,
        "today": clock.today(),
    }
