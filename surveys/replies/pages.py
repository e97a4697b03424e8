"""Reply templates as pages: the list, a new one, changing one's own."""

import uuid
from typing import Any

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from surveys import matters

from . import desk, labels, operations, queries
from .schemas import ReplyKeepingSchema, ReplyTextSchema

blueprint = Blueprint("replies", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages; forms of answers ask ``reply_templates`` what they may offer."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["reply_templates"] = lambda window_id, use: desk.offered(
        session(), window_id, use
    )


@blueprint.get("/replies")
@allow(Action.EDIT_REPLIES)
def index() -> str:
    """List the templates of the reader's places and of those above."""
    actor = current_actor()
    found = session().scalars(queries.visible(actor)).all()
    return render(
        "replies/index.html",
        found=found,
        places=queries.places(session(), {each.path for each in found}),
        own=set(actor.paths(Action.EDIT_REPLIES)),
        labels=labels,
    )


@blueprint.route("/replies/new", methods=["GET", "POST"])
@allow(Action.EDIT_REPLIES)
def new() -> ResponseReturnValue:
    """Keep a new template."""

    def act() -> ResponseReturnValue:
        data = forms.load(ReplyKeepingSchema())
        operations.keep_reply(session(), actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".index"), 303)

    return forms.answered(lambda problem: _form(problem, None), act)


@blueprint.route("/replies/<uuid:template_id>", methods=["GET", "POST"])
@allow(Action.EDIT_REPLIES)
def edit(template_id: uuid.UUID) -> ResponseReturnValue:
    """Change one of one's own templates."""

    def act() -> ResponseReturnValue:
        operations.change_reply(
            session(), **_seen(template_id), **forms.load(ReplyTextSchema(), _typed())
        )
        return redirect(url_for(".index"), 303)

    return forms.answered(lambda problem: _form(problem, template_id), act)


@blueprint.post("/replies/<uuid:template_id>/retire")
@allow(Action.EDIT_REPLIES)
def retire(template_id: uuid.UUID) -> ResponseReturnValue:
    """Offer it no longer."""

    def act() -> ResponseReturnValue:
        operations.retire_reply(session(), **_seen(template_id))
        return redirect(url_for(".index"), 303)

    return forms.answered(lambda problem: _form(problem, template_id), act)


def _seen(template_id: uuid.UUID) -> dict[str, Any]:
    return {
        "actor": current_actor(),
        "template_id": template_id,
        "version": request.form.get("version", 0, type=int),
        "now": clock.now(),
    }


def _typed() -> MultiDict[str, str]:
    return MultiDict((k, v) for k, v in request.form.items(multi=True) if k != "version")


def _form(problem: Problem | None, template_id: uuid.UUID | None) -> str:
    actor = current_actor()
    made = template_id and matters.one(session(), queries.editable(actor), template_id)
    own = queries.places(session(), actor.paths(Action.EDIT_REPLIES))
    return render(
        "replies/edit.html",
        made=made,
        places=list(own.items()),
        uses=[(use, gettext(name)) for use, name in labels.USE_NAMES.items()],
        problem=problem,
        given=request.form,
    )
