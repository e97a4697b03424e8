"""Visits as pages: what an inspector has to do and did, the checklist to fill, the result."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from service.core import clock
from service.core.access import Action, within
from service.core.crypto import sha256
from service.core.db import new_id
from service.core.paging import paginate
from service.core.problems import N_, Problem, invalid
from service.web import forms
from service.web.access import allow, current_actor
from service.web.health import submissions
from service.web.pages import render
from service.web.unit import session
from service.windows import queries as windows
from service.windows.models import ServiceWindow, WindowState
from surveys import questions
from surveys.recusal.operations import refuse_conflict

from . import operations, queries, scoring, typed, uploads
from .models import VisitState
from .phone_pages import words
from .reading import seen_by
from .schemas import VisitSheetSchema
from .sheet import Sheet

READ = (Action.LOG_VISIT, Action.READ_VISITS, Action.READ_DISCLOSED_VISITS)
#: how many windows the search shows at once
MOST_FOUND = 8
OWN_FIELDS = {forms.CSRF_FIELD, "id"}

blueprint = Blueprint("visits", __name__, template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {**words(), "told": told}


def told(line: scoring.Line) -> str:
    """Return the answer to one item in the reader's words."""
    said = questions.summarise(line.answer, line.item) if line.answer else (N_("没有看"), {})
    sentence, values = said
    return str(gettext(sentence, **values))


@blueprint.get("/visits")
@allow(*READ)
def tasks() -> str:
    """List the visits that the reader may see; an inspector can start one from here."""
    actor, asked = current_actor(), request.args.get("q", "")
    text = "".join(filter(str.isprintable, asked)).strip()
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), queries.visible(actor), number=number)
    found: list[ServiceWindow] = []
    if actor.may(Action.LOG_VISIT):
        query = windows.search(actor, state=WindowState.ACTIVE, text=text)
        mine = within(ServiceWindow.path, actor, Action.LOG_VISIT)
        found = list(session().scalars(query.where(mine).limit(MOST_FOUND)))
    return render("visits/tasks.html", page=page, found=found, text=text, most=MOST_FOUND)


@blueprint.route("/visits/new", methods=["GET", "POST"])
@allow(Action.LOG_VISIT)
def fill() -> ResponseReturnValue:
    """Show the checklist for a window; take it filled in one go, photos included.

    Without a script the whole form comes here; the script sends the same in parts to the API.
    """
    given = typed.unflatten(_pairs())

    def act() -> ResponseReturnValue:
        return redirect(url_for(".show", visit_id=_store(given)), 303)

    return forms.answered(lambda problem: _checklist(given, problem), act)


def _pairs() -> Iterable[tuple[str, str]]:
    return [pair for pair in request.form.items(multi=True) if pair[0] not in OWN_FIELDS]


def _store(given: dict[str, Any]) -> uuid.UUID:
    """Store what was typed and its photos in one transaction; return the visit's id."""
    taken = _photos()
    sheet = _sheet({**given, "photos": [announced for announced, _ in taken]})
    key = _key(request.form.get("id", ""))
    visit, created = operations.log_visit(
        session(), actor=current_actor(), now=clock.now(), visit_id=key, sheet=sheet
    )
    for announced, prepared in taken:
        uploads.attach_photo(
            session(),
            actor=current_actor(),
            now=clock.now(),
            visit_id=visit.id,
            name=announced["sha256"],
            prepared=prepared,
        )
    if created:
        submissions.labels("visit").inc()
    return visit.id


def _photos() -> list[tuple[dict[str, Any], uploads.Prepared]]:
    """Return the photos of the form, each once, with the copies to keep (slow: before writing)."""
    found: dict[str, tuple[dict[str, Any], uploads.Prepared]] = {}
    for field, file in request.files.items(multi=True):
        data = file.read()
        name = sha256(data)
        if data and name not in found:
            item = field.rpartition(".")[2]
            announced = {"sha256": name, "item": item, "number": len(found) + 1}
            found[name] = announced, uploads.prepare_photo(data, name)
    return list(found.values())


def _sheet(given: dict[str, Any]) -> Sheet:
    try:
        sheet: Sheet = VisitSheetSchema().load(given)
    except ValidationError as error:
        wrong: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        if isinstance(answers := wrong.get("answers"), dict):
            wrong["answers"] = {item: [forms.sentence(said)] for item, said in answers.items()}
        raise invalid(wrong) from error
    return sheet


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return new_id()


@blueprint.get("/visits/<uuid:visit_id>/correct")
@allow(Action.LOG_VISIT)
def correct(visit_id: uuid.UUID) -> str:
    """Show one's own visit as a form: a new version, with a reason, takes its place."""
    visit = queries.own(session(), current_actor(), visit_id)
    given = {"window_id": visit.window_id, "corrects": visit.id, "answers": visit.answers}
    return _checklist({**given, "mode": visit.mode}, None)


def _checklist(given: dict[str, Any], problem: Problem | None) -> str:
    window_id = _key(str(given.get("window_id") or request.args.get("window", "")))
    window = windows.get_visible(session(), current_actor(), window_id, Action.LOG_VISIT)
    refuse_conflict(session(), current_actor(), window, clock.today())
    version = queries.checklist_of(session(), window.kind)
    answers, wrong = given.get("answers"), (problem.fields if problem else {}).get("answers")
    return render(
        "visits/fill.html",
        window=window,
        version=version,
        sections=scoring.sections(version.body, window.kind),
        key=_key(request.form.get("id", "")),
        given=given,
        answers=answers if isinstance(answers, dict) else {},
        wrong=wrong if isinstance(wrong, dict) else {},
        problem=problem,
        corrected=_key(str(given["corrects"])) if given.get("corrects") else None,
    )


@blueprint.get("/visits/<uuid:visit_id>")
@allow(*READ)
def show(visit_id: uuid.UUID) -> str:
    """Show the result of a visit, item by item."""
    return _result(visit_id)


def _result(visit_id: uuid.UUID, problem: Problem | None = None) -> str:
    actor = current_actor()
    visit = queries.get_visible(session(), actor, visit_id)
    seen = seen_by(session(), actor, visit)
    is_whole = visit.state != VisitState.INCOMPLETE
    return render(
        "visits/show.html",
        visit=seen,
        may_disclose=actor.may(Action.DISCLOSE_VISIT, visit.window.path),
        may_correct=visit.inspector_id == actor.id
        and is_whole
        and not queries.correction_of(session(), visit),
        problem=problem,
    )


@blueprint.get("/visits/review")
@allow(Action.DISCLOSE_VISIT)
def review() -> str:
    """List the complete visits that wait for disclosure."""
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), queries.awaiting_disclosure(current_actor()), number=number)
    return render("visits/review.html", page=page)


@blueprint.post("/visits/<uuid:visit_id>/disclose")
@allow(Action.DISCLOSE_VISIT)
def disclose(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Let the window and those above it read a visit."""

    def act() -> ResponseReturnValue:
        operations.disclose_visit(
            session(), actor=current_actor(), now=clock.now(), visit_id=visit_id
        )
        return redirect(url_for(".show", visit_id=visit_id), 303)

    return forms.answered(lambda problem: _result(visit_id, problem), act)
