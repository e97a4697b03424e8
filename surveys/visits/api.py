"""Visits for phones and programs: sent in small parts, each safe to send again."""

import uuid
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.core.crypto import keys_of
from service.core.paging import paginate
from service.core.problems import not_found
from service.core.storage import blobs_of
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.health import submissions
from service.web.unit import session
from service.windows import queries as windows

from . import operations, queries, record, scoring
from .reading import seen_by
from .schemas import (
    VisitChecklistSchema,
    VisitReceiptSchema,
    VisitSchema,
    VisitSheetSchema,
    VisitStateSchema,
    VisitSummarySchema,
)
from .sheet import Sheet

READ = (Action.LOG_VISIT, Action.READ_VISITS, Action.READ_DISCLOSED_VISITS)
BYTES = {"schema": {"type": "string", "format": "binary"}}

blueprint = Blueprint("visits", __name__, url_prefix="", description="Unannounced visits.")


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
    @blueprint.alt_response(409, schema=ErrorSchema, description="key_reused: the first one stays")
    def put(self, sheet: Sheet, visit_id: uuid.UUID) -> Any:
        """Send a visit under a key of your own making

        Sending the same again is harmless. Announced photos follow one by one; until all are here
        the visit is incomplete and has no score. 422 `unknown_checklist` names the current one.
        """
        visit, created = operations.log_visit(
            session(), actor=current_actor(), now=clock.now(), visit_id=visit_id, sheet=sheet
        )
        if created:
            submissions.labels("visit").inc()
        return visit, 201 if created else 200


@blueprint.route("/visits/<uuid:visit_id>/photos/<string:sha256>")
class Photos(MethodView):
    """A photo of a visit, named by the SHA-256 of the bytes that the phone sends."""

    @allow(Action.LOG_VISIT, Action.READ_VISITS)
    @blueprint.response(200, content_type="image/jpeg", description="The kept copy, a JPEG")
    @blueprint.alt_response(404, schema=ErrorSchema)
    def get(self, visit_id: uuid.UUID, sha256: str) -> Response:
        """Read a photo; only for those who may know who came"""
        actor = current_actor()
        visit = queries.get_visible(session(), actor, visit_id)
        kept = {photo.sent_sha256: photo.stored_sha256 for photo in visit.photos}
        stored = kept.get(sha256) if queries.sees_all(actor, visit) else None
        if stored is None:
            raise not_found()
        return Response(blobs_of(session()).get(stored), mimetype="image/jpeg")

    @allow(Action.LOG_VISIT)
    @blueprint.doc(requestBody={"required": True, "content": {"image/jpeg": BYTES}})
    @blueprint.response(201, VisitStateSchema)
    @blueprint.alt_response(200, schema=VisitStateSchema, description="It was here already")
    @blueprint.alt_response(404, schema=ErrorSchema)
    @blueprint.alt_response(409, schema=ErrorSchema, description="visit_complete")
    @blueprint.alt_response(413, schema=ErrorSchema, description="photo_too_large")
    @blueprint.alt_response(415, schema=ErrorSchema, description="not_an_image")
    @blueprint.alt_response(422, schema=ErrorSchema, description="photo_mismatch and others")
    def put(self, visit_id: uuid.UUID, sha256: str) -> Any:
        """Send the bytes of an announced photo (JPEG, PNG or WebP, at most 10 MB)"""
        prepared = operations.prepare_photo(request.get_data(), sha256)
        created = operations.attach_photo(
            session(),
            actor=current_actor(),
            now=clock.now(),
            visit_id=visit_id,
            name=sha256,
            prepared=prepared,
        )
        return queries.own(session(), current_actor(), visit_id), 201 if created else 200


@blueprint.route("/visits/<uuid:visit_id>/receipt")
class Receipts(MethodView):
    """What the server holds of a visit."""

    @allow(Action.LOG_VISIT)
    @blueprint.response(200, VisitReceiptSchema)
    @blueprint.alt_response(404, schema=ErrorSchema)
    def get(self, visit_id: uuid.UUID) -> Any:
        """Get a signed receipt: a phone may forget what it lists as received"""
        visit = queries.own(session(), current_actor(), visit_id)
        return record.receipt(keys_of(session()), visit, clock.now())


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
