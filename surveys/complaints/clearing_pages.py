"""Clearing notes on pages and on paper."""

import uuid
from pathlib import Path

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import Problem
from service.core.typeset import typesetter
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session, settings
from surveys import matters

from . import clearing, clearings, queries
from .schemas import ClearingSchema

blueprint = Blueprint("clearings", __name__, template_folder="templates")

READ = Action.READ_COMPLAINT_CASE, Action.READ_COMPLAINT_MATTER
PAPER = Path(__file__).parent / "templates" / "typst" / "clearing.typ"


@blueprint.get("/clearings")
@allow(*READ)
def index() -> str:
    """List the notes about the reader's windows and of the cases he reads."""
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), clearings.visible(current_actor()), number=number)
    return render("complaints/clearings.html", page=page)


@blueprint.get("/clearings/<uuid:clearing_id>")
@allow(*READ)
def note(clearing_id: uuid.UUID) -> str:
    """Show a note."""
    found = clearings.one(session(), current_actor(), clearing_id)
    return render("complaints/clearing.html", note=clearings.told(session(), found))


@blueprint.get("/clearings/<uuid:clearing_id>.pdf")
@allow(*READ)
def paper(clearing_id: uuid.UUID) -> Response:
    """Print a note: always the same bytes."""
    told = clearings.told(session(), clearings.one(session(), current_actor(), clearing_id))
    day = told["issued_on"]
    data = {
        **{name: told[name] for name in ("number", "window_name", "person", "office", "sha256")},
        "paragraphs": [line for line in told["text"].splitlines() if line.strip()],
        "day": [day.year, day.month, day.day],
    }
    answer = Response(
        typesetter(*settings().font_dirs).typeset(PAPER, data), mimetype="application/pdf"
    )
    answer.headers["Content-Disposition"] = f'inline; filename="{told["number"]}.pdf"'
    return answer


@blueprint.route("/complaints/<uuid:complaint_id>/clearing", methods=["GET", "POST"])
@allow(Action.HANDLE_COMPLAINT)
def issue(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Write the note of a complaint that was found untrue."""
    actor = current_actor()
    handled = queries.cases(actor, Action.HANDLE_COMPLAINT)
    complaint = matters.one(session(), handled, complaint_id)

    def show(problem: Problem | None) -> str:
        about = {"complaint": complaint, "window": complaint.window.full_name}
        page = "complaints/clear.html"
        return render(page, **about, problem=problem, given=request.form)

    def act() -> ResponseReturnValue:
        made = clearing.issue_clearing(
            session(),
            actor=actor,
            complaint_id=complaint_id,
            now=clock.now(),
            **forms.load(ClearingSchema()),
        )
        return redirect(url_for(".note", clearing_id=made.id), 303)

    return forms.answered(show, act)
