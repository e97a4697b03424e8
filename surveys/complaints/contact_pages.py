"""The page on which a complainant's contact is opened, for a written reason."""

import uuid

from flask import request
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session

from . import contents, operations, queries
from .pages import blueprint
from .schemas import ReasonSchema


@blueprint.route("/complaints/<uuid:complaint_id>/contact", methods=["GET", "POST"])
@allow(Action.REVEAL_CONTACT)
def contact(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Open the contact for a written reason; it is shown in this one answer only."""
    actor, problem, opened = current_actor(), None, None
    if request.method == "POST":
        try:
            why = forms.load(ReasonSchema())
        except Problem as wrong:
            problem = wrong
        else:
            opened = operations.reveal_contact(
                session(), actor=actor, complaint_id=complaint_id, now=clock.now(), **why
            )
    seen = queries.cases(actor, Action.REVEAL_CONTACT)
    complaint = queries.one(session(), seen, complaint_id)
    page = render(
        "complaints/contact.html",
        complaint=complaint,
        opened=opened,
        reveals=contents.reveals(session(), complaint),
        problem=problem,
        given=request.form,
    )
    return page, problem.status if problem else 200
