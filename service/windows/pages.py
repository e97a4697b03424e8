"""The register as pages: find a window, see it, change it."""

import uuid
from collections.abc import Callable
from typing import Any, get_type_hints

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action
from service.core.problems import N_, Problem, invalid, not_found
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session

from . import choices, hours, labels, operations, queries, story
from .models import ServiceWindow
from .schemas import (
    EditSchema,
    MergeByCodeSchema,
    NewCounterSchema,
    NewWindowByCodeSchema,
    RenameSchema,
    WindowQuerySchema,
    WindowReasonSchema,
)

blueprint = Blueprint("windows", __name__, template_folder="templates")

MOVES: dict[str, Callable[..., ServiceWindow]] = {
    "suspend": operations.suspend_window,
    "close": operations.close_window,
    "reopen": operations.reopen_window,
}
FACTS = tuple(get_type_hints(operations.Facts))


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "labels": labels,
        "spoken": hours.spoken,
        "options": choices.options,
        "tree": choices.tree,
        "may": lambda action: current_actor().may(Action(action)),
    }


@blueprint.get("/windows")
@allow(Action.READ_WINDOWS)
def index() -> str:
    """List the windows that the reader sees, narrowed by the filters."""
    asked = forms.load(WindowQuerySchema(unknown=EXCLUDE), request.args)
    actor = current_actor()
    unit = queries.visible_unit_by_code(session(), actor, asked.get("unit", ""))
    if asked.get("unit") and unit is None:
        raise not_found()
    query = queries.search(actor, **{**asked, "unit": unit})
    return render(
        "windows/index.html", page=choices.page_of(query), offices=choices.offices(), asked=asked
    )


@blueprint.get("/windows/<uuid:window_id>")
@allow(Action.READ_WINDOWS)
def show(window_id: uuid.UUID) -> str:
    """Show one window."""
    return _window("windows/show.html", window_id)


def _window(template: str, window_id: uuid.UUID, problem: Problem | None = None) -> str:
    actor, now = current_actor(), session()
    window = queries.get_visible(now, actor, window_id)
    successor = queries.successor(now, window_id)
    return render(
        template,
        window=window,
        successor=successor if successor.id != window.id else None,
        counters=queries.counters(now, window_id),
        history=[story.Line.of(event) for event in queries.history(now, window_id)],
        city=queries.nominating_city(now, window),
        may_edit=actor.may(Action.EDIT_WINDOWS, window.path),
        problem=problem,
        given=request.form,
    )


def _back(window_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", window_id=window_id), 303)


@blueprint.route("/windows/new", methods=["GET", "POST"])
@allow(Action.EDIT_WINDOWS)
def new() -> ResponseReturnValue:
    """Open a window."""

    def form(problem: Problem | None) -> str:
        units = session().scalars(queries.visible_units(current_actor(), Action.EDIT_WINDOWS))
        given = request.form or request.args
        return render("windows/new.html", units=units.all(), given=given, problem=problem)

    def act() -> ResponseReturnValue:
        given = forms.load(NewWindowByCodeSchema())
        unit_id, who = choices.unit_id_of(given), current_actor()
        opened = operations.open_window(
            session(), actor=who, now=clock.now(), unit_id=unit_id, **given
        )
        return _back(opened.id)

    return forms.answered(form, act)


@blueprint.route("/windows/<uuid:window_id>/edit", methods=["GET", "POST"])
@allow(Action.EDIT_WINDOWS)
def edit(window_id: uuid.UUID) -> ResponseReturnValue:
    """Change what is known of a window; a field left empty is cleared."""

    def form(problem: Problem | None) -> str:
        window = _editable(window_id)
        stated = {name: getattr(window, name) for name in FACTS}
        stated |= {"hours": hours.spoken(window.hours), "version": window.version}
        given = request.form or stated
        return render("windows/edit.html", window=window, given=given, problem=problem)

    def act() -> ResponseReturnValue:
        given = dict.fromkeys(FACTS) | forms.load(EditSchema())
        operations.edit_window(
            session(), actor=current_actor(), now=clock.now(), window_id=window_id, **given
        )
        return _back(window_id)

    return forms.answered(form, act)


def _editable(window_id: uuid.UUID) -> ServiceWindow:
    return queries.get_visible(session(), current_actor(), window_id, Action.EDIT_WINDOWS)


def _ask(
    template: str, window_id: uuid.UUID, do: Callable[[dict[str, Any]], Any], **shown: Any
) -> ResponseReturnValue:
    """Ask for what an act on a window needs, then do it with who and when."""

    def form(problem: Problem | None) -> str:
        window = _editable(window_id)
        return render(template, window=window, given=request.form, problem=problem, **shown)

    def done() -> ResponseReturnValue:
        do({"actor": current_actor(), "now": clock.now(), "window_id": window_id})
        return _back(window_id)

    return forms.answered(form, done)


@blueprint.route("/windows/<uuid:window_id>/rename", methods=["GET", "POST"])
@allow(Action.EDIT_WINDOWS)
def rename(window_id: uuid.UUID) -> ResponseReturnValue:
    """Give a window a new name."""
    return _ask(
        "windows/rename.html",
        window_id,
        lambda who: operations.rename_window(session(), **who, **forms.load(RenameSchema())),
    )


@blueprint.route("/windows/<uuid:window_id>/merge", methods=["GET", "POST"])
@allow(Action.EDIT_WINDOWS)
def merge(window_id: uuid.UUID) -> ResponseReturnValue:
    """Merge a window into another one, named by its code."""

    def act(who: dict[str, Any]) -> None:
        given = forms.load(MergeByCodeSchema())
        into = queries.windows_by_code(session(), [given["into"]]).get(given["into"])
        if into is None or not current_actor().may(Action.EDIT_WINDOWS, into.path):
            raise invalid({"into": [N_("没有找到这个窗口编码。")]})
        operations.merge_windows(session(), **who, into_id=into.id, reason=given["reason"])

    return _ask("windows/merge.html", window_id, act)


@blueprint.route(
    "/windows/<uuid:window_id>/<any(suspend, close, reopen):act>", methods=["GET", "POST"]
)
@allow(Action.EDIT_WINDOWS)
def move(window_id: uuid.UUID, act: str) -> ResponseReturnValue:
    """Suspend, close or reopen a window."""
    return _ask(
        "windows/move.html",
        window_id,
        lambda who: MOVES[act](session(), **who, **forms.load(WindowReasonSchema())),
        act=act,
    )


@blueprint.post("/windows/<uuid:window_id>/counters")
@allow(Action.EDIT_WINDOWS)
def add_counter(window_id: uuid.UUID) -> ResponseReturnValue:
    """Add a counter."""

    def act() -> ResponseReturnValue:
        given = forms.load(NewCounterSchema())
        operations.add_counter(
            session(), actor=current_actor(), now=clock.now(), window_id=window_id, **given
        )
        return _back(window_id)

    return forms.answered(lambda problem: _window("windows/show.html", window_id, problem), act)


@blueprint.post("/windows/<uuid:window_id>/counters/<uuid:counter_id>/close")
@allow(Action.EDIT_WINDOWS)
def close_counter(window_id: uuid.UUID, counter_id: uuid.UUID) -> ResponseReturnValue:
    """Close a counter."""
    operations.close_counter(
        session(),
        actor=current_actor(),
        now=clock.now(),
        window_id=window_id,
        counter_id=counter_id,
    )
    return _back(window_id)
