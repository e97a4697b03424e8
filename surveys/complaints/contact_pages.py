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
from surveys import matters
from surveys.words import ReasonSchema

from . import contents, operations, queries
from .models import Complaint
from .pages import blueprint


@blueprint.route("/complaints/<uuid:complaint_id>/contact", methods=["GET", "POST"])
@allow(Action.REVEAL_CONTACT)
def contact(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Open the contact for a written reason; it is shown in this one answer only."""
    actor = current_actor()

    def show(problem: Problem | None, opened: list[str] | None = None) -> str:
        seen = queries.cases(actor, Action.REVEAL_CONTACT)
        complaint = matters.one(session(), seen, complaint_id)
        table = Complaint.__tablename__
        return render(
            "complaints/contact.html",
            complaint=complaint,
            opened=opened,
            reveals=matters.history(session(), table, complaint.id, contents.REVEAL),
            problem=problem,
            given=request.form,
        )

    def act() -> str:
        known = {"complaint_id": complaint_id, "now": clock.now(), **forms.load(ReasonSchema())}
        return show(None, [operations.reveal_contact(session(), actor=actor, **known)])

    return forms.answered(show, act)
