"""The approval form as a page: put a window forward, and edit its draft."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem, not_found
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import choices
from service.windows import queries as windows
from service.windows.labels import GRADES, NATURES
from service.windows.models import ServiceWindow, WindowState

from . import ladder, operations, queries, view
from .models import AwardCycle, Candidacy
from .schemas import ApprovalFormSchema, NominationSchema

blueprint = Blueprint("nomination", __name__, template_folder="templates")


@blueprint.route("/awards/nominate", methods=["GET", "POST"])
@allow(Action.NOMINATE)
def nominate() -> ResponseReturnValue:
    """Put a window forward: choose it, then fill in its form."""

    def form(problem: Problem | None) -> str:
        cycle_id, window_id = _asked("cycle_id"), _asked("window_id")
        if cycle_id is None:
            raise not_found()
        cycle = queries.cycle(session(), cycle_id)
        if window_id is None:
            return render("awards/choose.html", cycle=cycle, windows=_nominable(cycle))
        window = windows.get_visible(session(), current_actor(), window_id, Action.NOMINATE)
        given = request.form or view.fresh(window, clock.today())
        return _form_page(cycle, window, given, problem, None)

    def act() -> ResponseReturnValue:
        given = view.given_form(NominationSchema())
        cycle_id, window_id = given.pop("cycle_id"), given.pop("window_id")
        made = operations.nominate(
            session(),
            actor=current_actor(),
            now=clock.now(),
            cycle_id=cycle_id,
            window_id=window_id,
            form=given,
        )
        return redirect(url_for("awards.show", candidacy_id=made.id), 303)

    return forms.answered(form, act)


def _asked(name: str) -> uuid.UUID | None:
    """Return an id from the form or the address; what is no id leads nowhere."""
    text = request.values.get(name, "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise not_found() from error


def _nominable(cycle: AwardCycle) -> list[ServiceWindow]:
    query = windows.visible(current_actor(), Action.NOMINATE)
    taken = session().scalars(queries.candidacies(current_actor(), cycle_id=cycle.id)).unique()
    known = {one.window_id for one in taken if one.stage in ladder.ORDER + ladder.OUTCOMES}
    found = session().scalars(query.where(ServiceWindow.state == WindowState.ACTIVE))
    return [window for window in found if window.id not in known]


def _form_page(
    cycle: AwardCycle,
    window: ServiceWindow,
    given: Any,
    problem: Problem | None,
    candidacy: Candidacy | None,
) -> str:
    return render(
        "awards/form.html",
        cycle=cycle,
        window=window,
        given=given,
        problem=problem,
        candidacy=candidacy,
        notes=view.notes(cycle),
        natures=choices.options(NATURES),
        grades=choices.options(GRADES),
    )


@blueprint.route("/awards/<uuid:candidacy_id>/edit", methods=["GET", "POST"])
@allow(Action.NOMINATE)
def edit(candidacy_id: uuid.UUID) -> ResponseReturnValue:
    """Change the form of a draft."""

    def form(problem: Problem | None) -> str:
        found = queries.get_visible_candidacy(
            session(), current_actor(), candidacy_id, Action.NOMINATE
        )
        given = request.form or {**view.typed(found.form), "version": found.version}
        return _form_page(found.cycle, found.window, given, problem, found)

    def act() -> ResponseReturnValue:
        operations.edit_form(
            session(),
            actor=current_actor(),
            now=clock.now(),
            candidacy_id=candidacy_id,
            version=request.form.get("version", type=int),
            form=view.given_form(ApprovalFormSchema()),
        )
        return redirect(url_for("awards.show", candidacy_id=candidacy_id), 303)

    return forms.answered(form, act)
