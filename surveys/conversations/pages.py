"""The office's pages: what citizens wrote and wait for, and the conversation of one case."""

import uuid

from flask import Blueprint, Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from surveys import matters
from surveys.complaints import life, sheet
from surveys.complaints import queries as complaints

from . import operations, queries
from .operations import Said
from .schemas import LONGEST_MESSAGE, OfficeMessageSchema, ReadSchema

blueprint = Blueprint("conversations", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages; templates of cases ask ``unread_messages`` how many wait."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["unread_messages"] = lambda ids: queries.unread(session(), ids)


@blueprint.get("/messages")
@allow(Action.HANDLE_COMPLAINT)
def waiting() -> str:
    """List the cases in which a citizen wrote something that nobody has read."""
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), queries.waiting(current_actor()), number=number)
    return render(
        "conversations/waiting.html",
        page=page,
        unread=queries.unread(session(), [each.id for each in page.items]),
        categories={
            each.id: sheet.category(each.form_version.body, each.category) for each in page.items
        },
    )


@blueprint.route("/complaints/<uuid:complaint_id>/messages", methods=["GET"])
@allow(Action.READ_COMPLAINT_CASE)
def thread(complaint_id: uuid.UUID) -> str:
    """Show the conversation of a case."""
    return _show(complaint_id, None)


@blueprint.post("/complaints/<uuid:complaint_id>/messages")
@allow(Action.HANDLE_COMPLAINT)
def write(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Write to the citizen."""

    def act() -> ResponseReturnValue:
        said = Said(**forms.load(OfficeMessageSchema()))
        operations.write_to_citizen(
            session(),
            actor=current_actor(),
            complaint_id=complaint_id,
            said=said,
            now=clock.now(),
        )
        return redirect(url_for(".thread", complaint_id=complaint_id), 303)

    return forms.answered(lambda problem: _show(complaint_id, problem), act)


@blueprint.post("/complaints/<uuid:complaint_id>/messages/read")
@allow(Action.HANDLE_COMPLAINT)
def read(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Say that the citizen's messages have been read."""
    operations.mark_read(
        session(),
        actor=current_actor(),
        complaint_id=complaint_id,
        now=clock.now(),
        **forms.load(ReadSchema()),
    )
    return redirect(url_for(".thread", complaint_id=complaint_id), 303)


@blueprint.get("/complaints/<uuid:complaint_id>/messages/<int:number>/photos/<int:which>")
@allow(Action.READ_COMPLAINT_CASE)
def photo(complaint_id: uuid.UUID, number: int, which: int) -> Response:
    """Give one photo of a message."""
    matters.one(session(), complaints.cases(current_actor()), complaint_id)
    data = queries.photo(session(), complaint_id, number, which)
    return Response(data, mimetype="image/jpeg")


def _show(complaint_id: uuid.UUID, problem: Problem | None) -> str:
    actor = current_actor()
    complaint = matters.one(session(), complaints.cases(actor), complaint_id)
    handled = complaints.cases(actor, Action.HANDLE_COMPLAINT)
    is_handler = matters.find(session(), handled, complaint_id) is not None
    messages = queries.of_case(session(), complaint_id)
    is_reused = problem is not None and problem.code == "key_reused"
    return render(
        "conversations/thread.html",
        complaint=complaint,
        category=sheet.category(complaint.form_version.body, complaint.category) or {},
        messages=[(each, queries.shown(session(), complaint, each)) for each in messages],
        unread=queries.unread(session(), [complaint_id]).get(complaint_id, 0),
        is_handler=is_handler,
        may_open=actor.may(Action.REVEAL_WORDS, complaint.handler_path),
        may_write=is_handler and complaint.state in life.OPEN,
        client_key=(not is_reused and request.form.get("client_key")) or uuid.uuid4(),
        longest=LONGEST_MESSAGE,
        problem=problem,
        given=request.form,
    )
