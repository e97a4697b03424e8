"""The organisation tree as a page."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session

from . import choices, divisions, queries
from .pages import blueprint
from .schemas import NewUnitByCodeSchema


@blueprint.route("/units", methods=["GET", "POST"])
@allow(Action.EDIT_WINDOWS)
def units() -> ResponseReturnValue:
    """List the authorities, and add one."""

    def page(problem: Problem | None) -> str:
        return render(
            "windows/units.html",
            page=choices.page_of(queries.visible_units(current_actor(), Action.EDIT_WINDOWS)),
            offices=choices.offices(Action.EDIT_WINDOWS),
            given=request.form,
            problem=problem,
        )

    def act() -> ResponseReturnValue:
        given = forms.load(NewUnitByCodeSchema())
        parent_id, who = choices.unit_id_of(given), current_actor()
        divisions.add_unit(session(), actor=who, now=clock.now(), parent_id=parent_id, **given)
        return redirect(url_for(".units"), 303)

    return forms.answered(page, act)
