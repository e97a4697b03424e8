"""Visits for phones and programs: sent in small parts, each safe to send again."""

import uuid
from datetime import datetime
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import ValidationError, fields

from service.core import clock
from service.core.access import Action
from service.core.crypto import sha256
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.health import submissions
from service.web.unit import session
from service.windows import queries as windows

from . import operations, queries, scoring
from .reading import seen_by
from .schemas import (
    CLOCK,
    VisitChecklistSchema,
    VisitSchema,
    VisitSheetSchema,
    VisitStateSchema,
    VisitSummarySchema,
)
from .sheet import Sent, Sheet

READ = (Action.LOG_VISIT, Action.READ_VISITS, Action.READ_DISCLOSED_VISITS)

blueprint = Blueprint("visits", __name__, url_prefix="", description="Unannounced visits.")


def _device_time() -> datetime | None:
    """Return what the phone's clock shows; one that nobody can read says nothing."""
    try:
        moment: datetime = fields.AwareDateTime(validate=CLOCK).deserialize(
            request.headers.get("X-Device-Time", "")
        )
    except ValidationError:
        return None
    return moment


@blueprint.route("/visits")
class Visits(MethodView):
    """Visits that the caller may read."""

    @allow(*READ)
    @blueprint.response(200, VisitSummarySchema(many=True))
    @blueprint.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> Any:
        """List visits, newest first

        An inspector's own; all for the province; for a window and those above it, disclosed ones.
        """
        chosen = pagination_parameters
        query = queries.visible(current_actor())
        page = paginate(session(), query, number=chosen.page, size=chosen.page_size)
        chosen.item_count = page.total
        return page.items


@blueprint.route("/visits/<uuid:visit_id>")
class OneVisit(MethodView):
    """One visit, under the key that the phone made."""

    @allow(*READ)
    @blueprint.etag
    @blueprint.response(200, VisitSchema)
    @blueprint.alt_response(404, schema=ErrorSchema)
    def get(self, visit_id: uuid.UUID) -> Any:
        """Read a visit with its results, item by item"""
        actor = current_actor()
        return seen_by(session(), actor, queries.get_visible(session(), actor, visit_id))

    @allow(Action.LOG_VISIT)
    @blueprint.arguments(VisitSheetSchema)
    @blueprint.response(201, VisitStateSchema)
    @blueprint.alt_response(200, schema=VisitStateSchema, description="It was here already")
    @blueprint.alt_response(403, schema=ErrorSchema, description="conflict_of_interest")
    @blueprint.alt_response(404, schema=ErrorSchema, description="No such window in your area")
    @blueprint.alt_response(
        409, schema=ErrorSchema, description="key_reused: the first one stays; already_corrected"
    )
    def put(self, sheet: Sheet, visit_id: uuid.UUID) -> Any:
        """Send a visit under a key of your own making

        Sending the same again is harmless. Announced photos follow one by one; until all are here
        the visit is incomplete and has no score. 422 `unknown_checklist` names the current one.
        `X-Device-Time` may say what the phone's clock shows now: a wrong one is put right.
        With `corrects` and `reason` it takes the place of an earlier one, which stays as it is.
        """
        visit, created = operations.log_visit(
            session(),
            actor=current_actor(),
            now=clock.now(),
            visit_id=visit_id,
            sheet=sheet,
            sent=Sent(sha256(request.get_data()), _device_time()),
        )
        if created:
            submissions.labels("visit").inc()
        return visit, 201 if created else 200


@blueprint.route("/visits/<uuid:visit_id>/disclose")
class Disclosure(MethodView):
    """Whether the window knows."""

    @allow(Action.DISCLOSE_VISIT)
    @blueprint.response(200, VisitStateSchema)
    @blueprint.alt_response(404, schema=ErrorSchema)
    @blueprint.alt_response(409, schema=ErrorSchema, description="visit_incomplete")
    def post(self, visit_id: uuid.UUID) -> Any:
        """Let the window and those above it read a visit, without the inspector's name"""
        return operations.disclose_visit(
            session(), actor=current_actor(), now=clock.now(), visit_id=visit_id
        )


@blueprint.route("/windows/<uuid:window_id>/checklist")
class Checklists(MethodView):
    """What is looked at in a window."""

    @allow(Action.READ_FORMS)
    @blueprint.etag
    @blueprint.response(200, VisitChecklistSchema)
    @blueprint.alt_response(404, schema=ErrorSchema)
    def get(self, window_id: uuid.UUID) -> Any:
        """Read the checklist in use for a window, with weights and clauses"""
        window = windows.get_visible(session(), current_actor(), window_id)
        version = queries.checklist_of(session(), window.kind)
        return {
            "form_key": version.form.key,
            "form_version": version.number,
            "sha256": version.sha256,
            "scored_from": version.scored_from,
            "title": version.body["title"],
            "sections": scoring.sections(version.body, window.kind),
        }
