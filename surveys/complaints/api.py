"""Complaints for programs of those who handle and watch: whole cases."""

import uuid
from functools import partial
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from surveys import matters, step_api
from surveys.words import ContactSchema, ReasonSchema

from . import acts, clearing, clearings, contents, moves, operations, queries
from .acts import ACTS
from .life import Step
from .models import Complaint
from .schemas import (
    CaseRowSchema,
    CaseSchema,
    ClearingNoteSchema,
    ClearingSchema,
    QueueSchema,
    narrowing,
)

blueprint = Blueprint(
    "complaints", __name__, url_prefix="/complaints", description="Complaints, whole."
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)
meanwhile = blueprint.alt_response(409, schema=ErrorSchema, description="changed_meanwhile")


@blueprint.route("")
class Complaints(MethodView):
    """Complaints, whole."""

    @allow(Action.READ_COMPLAINT_CASE)
    @blueprint.arguments(QueueSchema, location="query")
    @blueprint.response(200, CaseRowSchema(many=True))
    @wrong
    @blueprint.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[Complaint]:
        """List the complaints that the asker may read whole, what is due soonest first"""
        seen = queries.narrowed(queries.cases(current_actor()), **narrowing(asked))
        page = paginate(
            session(), seen, number=pagination_parameters.page, size=pagination_parameters.page_size
        )
        pagination_parameters.item_count = page.total
        return page.items


@blueprint.route("/<uuid:complaint_id>")
class Case(MethodView):
    """A whole complaint."""

    @allow(Action.READ_COMPLAINT_CASE)
    @blueprint.etag
    @blueprint.response(200, CaseSchema)
    @missing
    def get(self, complaint_id: uuid.UUID) -> dict[str, Any]:
        """Read a complaint whole

        Not for the unit complained of; see /complaints/summaries.
        """
        return _whole(matters.one(session(), queries.cases(current_actor()), complaint_id))


@blueprint.route("/<uuid:complaint_id>/photos/<int:number>")
class Photo(MethodView):
    """A photo of a complaint."""

    @allow(Action.READ_COMPLAINT_CASE)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
    @missing
    def get(self, complaint_id: uuid.UUID, number: int) -> Response:
        """Get a photo"""
        complaint = matters.one(session(), queries.cases(current_actor()), complaint_id)
        return Response(contents.photo(session(), complaint, number), mimetype="image/jpeg")


@blueprint.route("/<uuid:complaint_id>/contact")
class Contact(MethodView):
    """The complainant's contact."""

    @allow(Action.REVEAL_CONTACT)
    @blueprint.arguments(ReasonSchema)
    @blueprint.response(200, ContactSchema)
    @missing
    @wrong
    def post(self, data: dict[str, Any], complaint_id: uuid.UUID) -> dict[str, str]:
        """Open the contact for a written reason

        Who asked, when and why is recorded for good.
        """
        opened = operations.reveal_contact(
            session(), actor=current_actor(), complaint_id=complaint_id, now=clock.now(), **data
        )
        return {"contact": opened}


def _whole(complaint: Complaint) -> dict[str, Any]:
    """Return a whole case as its reader may see it now, and set its ETag."""
    blueprint.set_etag({"version": complaint.version})
    computed = {
        "matter": contents.shown(session(), complaint),
        "facts": contents.shown_facts(session(), complaint),
        "has_contact": contents.has_contact(session(), complaint),
        "photos": len(complaint.photos),
        "may": acts.open_to(session(), current_actor(), complaint),
    }
    names = {*CaseSchema().fields, "window", "shown_number"} & {*dir(complaint)}
    return {name: getattr(complaint, name) for name in names} | computed


for _step, _act in ACTS.items():
    if _step is not Step.ANSWER:  # the window has an address of its own: it reads a summary
        step_api.add(
            blueprint,
            f"/<uuid:complaint_id>/{_act.path}",
            _step.value.title().replace("_", ""),
            put=step_api.method(
                blueprint,
                _act.title,
                action=acts.action(_step),
                schema=_act.schema,
                answers=CaseSchema,
                seen=partial(moves.seen_for, _step),
                take=partial(acts.take, step=_step),
                shown=_whole,
            ),
        )


@blueprint.route("/<uuid:complaint_id>/clearing")
class Clearing(MethodView):
    """The clearing note of a complaint."""

    @allow(Action.HANDLE_COMPLAINT)
    @blueprint.arguments(ClearingSchema)
    @blueprint.response(201, ClearingNoteSchema)
    @missing
    @meanwhile
    @wrong
    def post(self, data: dict[str, Any], complaint_id: uuid.UUID) -> dict[str, Any]:
        """Clear the window or one of its staff of an unfounded complaint"""
        made = clearing.issue_clearing(
            session(), actor=current_actor(), complaint_id=complaint_id, now=clock.now(), **data
        )
        return clearings.told(session(), made)


@blueprint.route("/clearings/<uuid:clearing_id>")
class Note(MethodView):
    """A clearing note."""

    @allow(Action.READ_COMPLAINT_CASE, Action.READ_COMPLAINT_MATTER)
    @blueprint.response(200, ClearingNoteSchema)
    @missing
    def get(self, clearing_id: uuid.UUID) -> dict[str, Any]:
        """Read a clearing note, with the SHA-256 over everything it says"""
        return clearings.told(session(), clearings.one(session(), current_actor(), clearing_id))
