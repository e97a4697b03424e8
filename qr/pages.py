"""Codes as pages: find them, issue, print, post, replace, revoke."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE

from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows.choices import offices, options, page_of

from . import files, labels, operations, press, queries, states
from .acts import perform
from .codes import spaced
from .posters import Layout
from .schemas import ChangeSchema, CodeQuerySchema, IssueSchema, MarkSchema, PrintSchema

blueprint = Blueprint("qr", __name__, template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"labels": labels, "spaced": spaced, "options": options, "url_of": press.url_of}


@blueprint.get("/codes")
@allow(Action.READ_CODES)
def index() -> str:
    """List the codes that the reader sees, narrowed by the filters."""
    return _list(None)


def _list(problem: Problem | None) -> str:
    asked, actor = _asked(), current_actor()
    return render(
        "qr/index.html",
        page=page_of(queries.search(session(), actor, **asked)),
        offices=offices(Action.READ_CODES),
        asked=asked,
        chosen=request.form.getlist("codes"),
        may_manage=actor.may(Action.MANAGE_CODES),
        problem=problem,
    )


def _asked() -> dict[str, Any]:
    return forms.load(CodeQuerySchema(unknown=EXCLUDE), request.args)


@blueprint.post("/codes/mark")
@allow(Action.MANAGE_CODES)
def mark() -> ResponseReturnValue:
    """Note of several codes at once that they were printed or posted."""

    def act() -> ResponseReturnValue:
        given = forms.load(MarkSchema(unknown=EXCLUDE))
        for code in given["codes"]:
            perform(code, given["act"])
        return redirect(url_for(".index", **_asked()), 303)

    return forms.answered(_list, act)


@blueprint.route("/codes/issue", methods=["GET", "POST"])
@allow(Action.MANAGE_CODES)
def issue() -> ResponseReturnValue:
    """Issue codes where there are none."""

    def act() -> ResponseReturnValue:
        given = forms.load(IssueSchema())
        made = operations.issue_codes(session(), **press.who(), **given)
        return render("qr/issued.html", made=len(made), place=given["place"])

    return forms.answered(lambda problem: _form("qr/issue.html", problem), act)


@blueprint.route("/codes/print", methods=["GET", "POST"])
@allow(Action.MANAGE_CODES)
def print_codes() -> ResponseReturnValue:
    """Print cards as a PDF."""

    def act() -> ResponseReturnValue:
        given = forms.load(PrintSchema())
        layout, chosen = Layout(given.pop("layout")), given.pop("codes")
        made = press.run(layout, chosen=chosen, **given)
        return redirect(url_for(".run", run_id=made.id), 303)

    return forms.answered(lambda problem: _form("qr/print.html", problem), act)


def _form(template: str, problem: Problem | None) -> str:
    given = request.form or request.args
    return render(
        template,
        offices=offices(Action.MANAGE_CODES),
        given=given,
        chosen=given.getlist("codes"),
        problem=problem,
    )


@blueprint.route("/codes/<code>", methods=["GET"])
@allow(Action.READ_CODES)
def show(code: str) -> str:
    """Show one code."""
    return _code(code, None)


@blueprint.post("/codes/<code>")
@allow(Action.MANAGE_CODES)
def change(code: str) -> ResponseReturnValue:
    """Mark a code as printed or posted, replace or revoke it."""

    def act() -> ResponseReturnValue:
        changed = perform(code, **forms.load(ChangeSchema()))
        return redirect(url_for(".show", code=changed.code), 303)

    return forms.answered(lambda problem: _code(code, problem), act)


def _code(code: str, problem: Problem | None) -> str:
    actor = current_actor()
    row = queries.get_visible(session(), actor, code)
    may = actor.may(Action.MANAGE_CODES, row.window.path)
    return render(
        "qr/show.html",
        row=row,
        acts=states.possible(states.CodeState(row.state)) if may else [],
        given=request.form,
        problem=problem,
    )


@blueprint.get("/codes/<code>.svg")
@allow(Action.READ_CODES)
def svg(code: str) -> Response:
    """Show a code's picture."""
    return files.svg(code)


@blueprint.get("/codes/<code>.png")
@allow(Action.READ_CODES)
def png(code: str) -> Response:
    """Show a code's picture for programs that cannot draw SVG."""
    return files.png(code)


@blueprint.get("/codes/runs")
@allow(Action.READ_CODES)
def runs() -> str:
    """List the print runs."""
    return render("qr/runs.html", page=page_of(queries.runs(current_actor())))


@blueprint.get("/codes/runs/<uuid:run_id>")
@allow(Action.READ_CODES)
def run(run_id: uuid.UUID) -> str:
    """Show a print run and its cards."""
    return render("qr/run.html", run=queries.get_run(session(), current_actor(), run_id))


@blueprint.get("/codes/runs/<uuid:run_id>.pdf")
@allow(Action.READ_CODES)
def pdf(run_id: uuid.UUID) -> Response:
    """Download the sheet."""
    return files.pdf(run_id)


@blueprint.get("/codes/runs/<uuid:run_id>.csv")
@allow(Action.READ_CODES)
def table(run_id: uuid.UUID) -> Response:
    """Download the list of cards for a spreadsheet."""
    return files.table(run_id)


@blueprint.get("/codes/runs/<uuid:run_id>.json")
@allow(Action.READ_CODES)
def manifest(run_id: uuid.UUID) -> Response:
    """Download the list of cards for a program."""
    return files.manifest_json(run_id)
