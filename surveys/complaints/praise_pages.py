"""The page of praise and suggestions, on which a window answers them."""

import uuid
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import close, session

from . import contents, praise, queries, summary
from .pages import blueprint
from .schemas import LONGEST_TEXT, PraiseResponseSchema


@blueprint.get("/complaints/praises")
@allow(Action.READ_COMPLAINT_MATTER)
def praises() -> str:
    """List what the reader's windows were praised for, and what was suggested."""
    return _show()


@blueprint.post("/complaints/praises/<uuid:complaint_id>")
@allow(Action.ANSWER_COMPLAINT)
def respond(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Answer praise or a suggestion; a refusal shows the list with what was typed."""
    typed = MultiDict((k, v) for k, v in request.form.items(multi=True) if k != "version")
    known: dict[str, Any] = {"complaint_id": complaint_id, "now": clock.now()}
    known["version"] = request.form.get("version", 0, type=int)
    try:
        praise.respond(
            session(), actor=current_actor(), **known, **forms.load(PraiseResponseSchema(), typed)
        )
    except Problem as problem:
        if problem.status == 404:  # noqa: PLR2004
            raise
        close(problem)
        return _show(problem, complaint_id), problem.status
    return redirect(url_for(".praises"), 303)


def _show(problem: Problem | None = None, tried: uuid.UUID | None = None) -> str:
    actor = current_actor()
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), queries.praises(actor), number=number)
    return render(
        "complaints/praises.html",
        page=page,
        received=summary.received(session(), page.items),
        texts={each.id: contents.shown(session(), each) for each in page.items},
        praise=praise,
        problem=problem,
        tried=tried,
        given=request.form,
        longest=LONGEST_TEXT,
    )
