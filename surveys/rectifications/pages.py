"""Rectifications as pages: what is due, one case with its steps, opening and checking again."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import N_, Problem, invalid, not_found
from service.web import forms, pages
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.tongues import data_language
from service.web.unit import database, session
from surveys import held, matters

from . import acts, desk, labels, moves, owners, queries, sources
from .acts import ACTS
from .life import MOST_PHOTOS, Source, Step
from .models import Rectification
from .opening import open_from
from .schemas import (
    RectificationFilterSchema,
    RectificationMoreTimeDecisionSchema,
    RectificationOpeningSchema,
)

blueprint = Blueprint("rectifications", __name__, template_folder="templates")

#: the steps by their word in addresses
OWN = {"measures": Step.PLAN, "proof": Step.SUBMIT, "more_time": Step.ASK_EXTENSION}
CHECKING = {"verify": Step.VERIFY, "return": Step.RETURN, "withdraw": Step.WITHDRAW}


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the navigation."""
    app.register_blueprint(blueprint)
    pages.add_door(app, N_("整改"), "rectifications.index", Action.READ_RECTIFICATIONS, order=45)


@blueprint.get("/rectifications")
@allow(Action.READ_RECTIFICATIONS)
def index() -> str:
    """List what the reader may read, what is due soonest first."""
    actor, asked = current_actor(), _asked()
    query = desk.listed(actor, asked)
    page = paginate(session(), query, number=request.args.get("page", 1, type=int))
    everything = {**dict.fromkeys(asked), "own": asked["own"], "overdue": False}
    return render(
        "rectifications/index.html",
        page=page,
        tally=queries.tally(session(), desk.listed(actor, everything), clock.now()),
        windows=queries.windows_of(session(), queries.visible(actor)),
        is_owner=actor.may(Action.RECTIFY),
        **_words(),
    )


def _asked() -> dict[str, Any]:
    """Read the filters of the address; what makes no sense there filters nothing."""
    schema = RectificationFilterSchema()
    given = MultiDict((k, v) for k, v in request.args.items(multi=True) if k in schema.fields)
    try:
        return forms.load(schema, given)
    except Problem:
        return forms.load(schema, MultiDict())


@blueprint.route("/rectifications/new", methods=["GET", "POST"])
@allow(Action.OPEN_RECTIFICATION)
def new() -> ResponseReturnValue:
    """Ask a window to put right what a low rating, complaint or visit shows."""

    def act() -> ResponseReturnValue:
        data = forms.load(RectificationOpeningSchema())
        made = open_from(session(), actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".case", rectification_id=made.id), 303)

    return forms.answered(_opening, act)


def _opening(problem: Problem | None) -> str:
    actor, given = current_actor(), request.values
    try:
        source, source_id = Source(given.get("source", "")), uuid.UUID(given.get("source_id", ""))
    except ValueError as error:
        raise not_found() from error
    offer = sources.offered(session(), actor, source, source_id)
    language = data_language()
    return render(
        "rectifications/new.html",
        offer=offer,
        issues=[(key, words[language]) for key, words in offer.issues.items()],
        owners=[
            (each.id, each.display_name) for each in owners.able(session(), actor, offer.window)
        ],
        existing=session().scalars(queries.of_source(actor, source, source_id)).unique().all(),
        causes=[(key, gettext(name)) for key, name in labels.CAUSE_NAMES.items()],
        problem=problem,
        given=given,
        **_words(),
    )


@blueprint.get("/rectifications/<uuid:rectification_id>")
@allow(Action.READ_RECTIFICATIONS)
def case(rectification_id: uuid.UUID) -> str:
    """Show one with all its steps, and what the reader may do next."""
    return _case(rectification_id)


def _case(
    rectification_id: uuid.UUID,
    problem: Problem | None = None,
    given: MultiDict[str, str] | None = None,
) -> str:
    actor = current_actor()
    made = desk.one(session(), actor, rectification_id)
    is_own = matters.find(session(), queries.own(actor), made.id) is not None
    is_checker = matters.find(session(), queries.checkable(actor), made.id) is not None
    offer = sources.find(session(), actor, made)
    return render(
        "rectifications/case.html",
        made=made,
        names=queries.names(session(), made),
        earlier=queries.earlier(session(), made),
        category=offer.issues.get(made.issue_key) if offer else None,
        origin=_origin(made) if offer else None,
        mine={step for step in Step if is_own and moves.may(made, step)},
        checks={step for step in Step if is_checker and moves.may(made, step)},
        problem=problem,
        given=given or MultiDict(),
        most=MOST_PHOTOS,
        **_words(),
    )


def _origin(made: Rectification) -> str:
    endpoint, argument = sources.PAGES[Source(made.source)]
    which: dict[str, Any] = {argument: made.source_id}
    return url_for(endpoint, **which)


@blueprint.get("/rectifications/<uuid:rectification_id>/photos/<int:number>")
@allow(Action.READ_RECTIFICATIONS)
def photo(rectification_id: uuid.UUID, number: int) -> Response:
    """Give one photo."""
    made = desk.one(session(), current_actor(), rectification_id)
    return Response(queries.photo(session(), made, number), mimetype="image/jpeg")


@blueprint.post(
    "/rectifications/<uuid:rectification_id>/own/<any(measures, proof, more_time):step>"
)
@allow(Action.RECTIFY)
def put_right(rectification_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Plan, hand in, or ask for more time."""
    return _act(rectification_id, ACTS[OWN[step]].schema, partial(acts.take, step=OWN[step]))


@blueprint.post(
    "/rectifications/<uuid:rectification_id>/check/<any(verify, return, withdraw, more_time):step>"
)
@allow(Action.RECHECK_RECTIFICATION)
def check(rectification_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Verify, give back, withdraw, or decide on more time."""
    if step == "more_time":
        schema = RectificationMoreTimeDecisionSchema
        return _act(rectification_id, schema, acts.decide_extension)
    taken = CHECKING[step]
    return _act(rectification_id, ACTS[taken].schema, partial(acts.take, step=taken))


def _act(
    rectification_id: uuid.UUID, schema: type[Schema], operation: Callable[..., Rectification]
) -> ResponseReturnValue:
    """Do one step on the version that the reader saw; a refusal shows what is there now."""
    typed = request.form.copy()
    files = [file for file in request.files.getlist("photo") if file.filename]
    photos = desk.taken(typed.getlist("held"), files)
    if "held" in schema().fields:
        typed.setlist("held", held.notes(database().keys, photos))

    def act() -> ResponseReturnValue:
        if photos.wrong:
            said = [gettext(each.sentence, **each.values) for _, each in photos.wrong]
            raise invalid({"photo": said})
        data = forms.load_step(schema(), typed)
        if data.pop("held", None):
            data["photos"] = photos.names
        operation(
            session(),
            actor=current_actor(),
            rectification_id=rectification_id,
            now=clock.now(),
            **data,
        )
        return redirect(url_for(".case", rectification_id=rectification_id), 303)

    return forms.answered(lambda problem: _case(rectification_id, problem, typed), act)


def _words() -> dict[str, Any]:
    return {"labels": labels, "now": clock.now(), "chosen": request.args}
