"""The pages on which a reason is written and the original words are shown, once."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import queries as windows
from surveys.complaints import queries as complaints
from surveys.complaints.schemas import ReasonSchema

from . import operations
from .operations import Original
from .schemas import CommentsReasonSchema

blueprint = Blueprint("originals", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)


@blueprint.route("/complaints/<uuid:complaint_id>/original", methods=["GET", "POST"])
@allow(Action.REVEAL_WORDS)
def case(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Open what the citizen wrote in a case."""
    actor = current_actor()
    seen = complaints.cases(actor, Action.REVEAL_WORDS)
    complaint = complaints.one(session(), seen, complaint_id)

    def act(given: dict[str, Any]) -> Original:
        return operations.open_case(
            session(), actor=actor, complaint_id=complaint_id, now=clock.now(), **given
        )

    back = url_for("complaints.case", complaint_id=complaint_id)
    return _page(ReasonSchema(), act, window=complaint.window, back=back)


@blueprint.route("/windows/<uuid:window_id>/comments/original", methods=["GET", "POST"])
@allow(Action.REVEAL_COMMENTS)
def comments(window_id: uuid.UUID) -> ResponseReturnValue:
    """Open one released batch of comments."""
    actor = current_actor()
    window = windows.get_visible(session(), actor, window_id, Action.REVEAL_COMMENTS)

    def act(given: dict[str, Any]) -> Original:
        opened = operations.open_comments(
            session(), actor=actor, window_id=window_id, now=clock.now(), **given
        )
        return Original([each.text for each in opened])

    back = url_for("desks.head", window=window_id)
    return _page(CommentsReasonSchema(), act, window=window, back=back)


def _page(
    schema: Schema, act: Callable[[dict[str, Any]], Original], **shown: Any
) -> ResponseReturnValue:
    problem, opened = None, None
    if request.method == "POST":
        try:
            opened = act(forms.load(schema))
        except Problem as refusal:
            if refusal.status == 404:  # noqa: PLR2004
                raise
            problem = refusal
    page = render(
        "originals/open.html", opened=opened, problem=problem, given=request.values, **shown
    )
    return page, problem.status if problem else 200
