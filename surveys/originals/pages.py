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
from service.windows.models import ServiceWindow
from surveys import matters
from surveys.complaints import queries as complaints
from surveys.complaints.models import Complaint
from surveys.words import ReasonSchema

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

    def about() -> Complaint:
        return matters.one(session(), complaints.cases(actor, Action.REVEAL_WORDS), complaint_id)

    def act(given: dict[str, Any]) -> Original:
        return operations.open_case(
            session(), actor=actor, complaint_id=complaint_id, now=clock.now(), **given
        )

    back = url_for("complaints.case", complaint_id=complaint_id)
    return _page(ReasonSchema(), act, lambda: ((found := about()), found.window), back)


@blueprint.route("/windows/<uuid:window_id>/comments/original", methods=["GET", "POST"])
@allow(Action.REVEAL_COMMENTS)
def comments(window_id: uuid.UUID) -> ResponseReturnValue:
    """Open one released batch of comments."""
    actor = current_actor()

    def about() -> ServiceWindow:
        return windows.get_visible(session(), actor, window_id, Action.REVEAL_COMMENTS)

    def act(given: dict[str, Any]) -> Original:
        opened = operations.open_comments(
            session(), actor=actor, window_id=window_id, now=clock.now(), **given
        )
        return Original([each.text for each in opened])

    back = url_for("desks.head", window=window_id)
    return _page(CommentsReasonSchema(), act, lambda: ((found := about()), found), back)


def _page(
    schema: Schema,
    act: Callable[[dict[str, Any]], Original],
    about: Callable[[], tuple[Complaint | ServiceWindow, ServiceWindow]],
    back: str,
) -> ResponseReturnValue:
    """Ask for a reason, or show what it opened; ``about`` gives the matter and its window."""

    def show(problem: Problem | None, opened: Original | None = None) -> str:
        matter, window = about()
        return render(
            "originals/words.html",
            window=window,
            back=back,
            opened=opened and opened.words,
            facts=opened and opened.facts,
            reveals=matters.history(session(), matter.__tablename__, matter.id, operations.REVEAL),
            problem=problem,
            given=request.values,
        )

    return forms.answered(show, lambda: show(None, act(forms.load(schema))))
