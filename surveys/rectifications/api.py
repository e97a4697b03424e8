"""Rectifications for programs."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from sqlalchemy import Select
from werkzeug.datastructures import FileStorage

from service.core import clock
from service.core.access import Action, Actor
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import desk, operations, queries
from .models import Rectification
from .opening import open_from
from .schemas import (
    RectificationFilterSchema,
    RectificationMeasuresSchema,
    RectificationMoreTimeDecisionSchema,
    RectificationMoreTimeSchema,
    RectificationNoteSchema,
    RectificationOpeningSchema,
    RectificationPhotoNoteSchema,
    RectificationProofSchema,
    RectificationRowSchema,
    RectificationSchema,
)

blueprint = Blueprint(
    "rectifications",
    __name__,
    url_prefix="/rectifications",
    description="What windows have to put right.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)
meanwhile = blueprint.alt_response(409, schema=ErrorSchema, description="changed_meanwhile")
JPEG = {"type": "string", "format": "binary"}


@blueprint.route("")
class Rectifications(MethodView):
    """Rectifications."""

    @allow(Action.READ_RECTIFICATIONS)
    @blueprint.arguments(RectificationFilterSchema, location="query")
    @blueprint.response(200, RectificationRowSchema(many=True))
    @wrong
    @blueprint.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[Rectification]:
        """List what the asker may read, what is due soonest first"""
        chosen = pagination_parameters
        query = desk.listed(current_actor(), asked)
        page = paginate(session(), query, number=chosen.page, size=chosen.page_size)
        chosen.item_count = page.total
        return page.items

    @allow(Action.OPEN_RECTIFICATION)
    @blueprint.arguments(RectificationOpeningSchema)
    @blueprint.response(201, RectificationSchema)
    @missing
    @wrong
    def post(self, data: dict[str, Any]) -> Rectification:
        """Ask a window to put right what a low rating, complaint or visit shows

        What that source asks for already is returned as it is.
        """
        return _shown(open_from(session(), actor=current_actor(), now=clock.now(), **data))


@blueprint.route("/photos")
class Photos(MethodView):
    """Photos that are sent before their proof."""

    @allow(Action.RECTIFY)
    @blueprint.doc(requestBody={"required": True, "content": {"image/jpeg": {"schema": JPEG}}})
    @blueprint.response(201, RectificationPhotoNoteSchema)
    @blueprint.alt_response(413, schema=ErrorSchema, description="photo_too_large")
    @blueprint.alt_response(415, schema=ErrorSchema, description="not_an_image")
    def post(self) -> dict[str, str]:
        """Send a photo (JPEG, PNG or WebP, at most 10 MB); its note goes into the proof"""
        return {"note": desk.keep_photo(FileStorage(request.stream))}


@blueprint.route("/<uuid:rectification_id>")
class OneRectification(MethodView):
    """One rectification."""

    @allow(Action.READ_RECTIFICATIONS)
    @blueprint.etag
    @blueprint.response(200, RectificationSchema)
    @missing
    def get(self, rectification_id: uuid.UUID) -> Rectification:
        """Read a rectification with all its steps"""
        return _shown(desk.one(session(), current_actor(), rectification_id))


@blueprint.route("/<uuid:rectification_id>/photos/<int:number>")
class Photo(MethodView):
    """A photo of what was put right."""

    @allow(Action.READ_RECTIFICATIONS)
    @blueprint.response(200, JPEG, content_type="image/jpeg")
    @missing
    def get(self, rectification_id: uuid.UUID, number: int) -> Response:
        """Get a photo"""
        made = desk.one(session(), current_actor(), rectification_id)
        return Response(queries.photo(session(), made, number), mimetype="image/jpeg")


@blueprint.route("/<uuid:rectification_id>/measures")
class Measures(MethodView):
    """What will be done."""

    @allow(Action.RECTIFY)
    @blueprint.etag
    @blueprint.arguments(RectificationMeasuresSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @meanwhile
    @wrong
    def put(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """State what will be done"""
        return _step(operations.plan_measures, queries.own, rectification_id, data)


@blueprint.route("/<uuid:rectification_id>/proof")
class Proof(MethodView):
    """What was done."""

    @allow(Action.RECTIFY)
    @blueprint.etag
    @blueprint.arguments(RectificationProofSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @meanwhile
    @wrong
    def put(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """Hand in what was done, in words, by photos, or both"""
        photos = desk.photos(session(), data.pop("held"))
        known = {**data, "photos": photos}
        return _step(operations.submit_proof, queries.own, rectification_id, known)


@blueprint.route("/<uuid:rectification_id>/verification")
class Verification(MethodView):
    """The word that it is put right."""

    @allow(Action.RECHECK_RECTIFICATION)
    @blueprint.etag
    @blueprint.arguments(RectificationNoteSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @meanwhile
    @wrong
    def put(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """Say, as somebody else, that it is put right; that ends it"""
        step = operations.verify_rectification
        return _step(step, queries.checkable, rectification_id, data)


@blueprint.route("/<uuid:rectification_id>/return")
class Return(MethodView):
    """The word that it is not."""

    @allow(Action.RECHECK_RECTIFICATION)
    @blueprint.etag
    @blueprint.arguments(RectificationNoteSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @meanwhile
    @wrong
    def put(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """Give it back with a reason; the clock runs on"""
        step = operations.return_rectification
        return _step(step, queries.checkable, rectification_id, data)


@blueprint.route("/<uuid:rectification_id>/withdrawal")
class Withdrawal(MethodView):
    """The word that it should not have been asked for."""

    @allow(Action.RECHECK_RECTIFICATION)
    @blueprint.etag
    @blueprint.arguments(RectificationNoteSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @meanwhile
    @wrong
    def put(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """Take it back with a reason, which stays"""
        step = operations.withdraw_rectification
        return _step(step, queries.checkable, rectification_id, data)


@blueprint.route("/<uuid:rectification_id>/extension")
class Extension(MethodView):
    """More time, once."""

    @allow(Action.RECTIFY)
    @blueprint.etag
    @blueprint.arguments(RectificationMoreTimeSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @meanwhile
    @wrong
    def post(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """Ask for more time"""
        return _step(operations.ask_extension, queries.own, rectification_id, data)

    @allow(Action.RECHECK_RECTIFICATION)
    @blueprint.etag
    @blueprint.arguments(RectificationMoreTimeDecisionSchema)
    @blueprint.response(200, RectificationSchema)
    @missing
    @blueprint.alt_response(409, schema=ErrorSchema, description="changed_meanwhile, deadline_over")
    @wrong
    def put(self, data: dict[str, Any], rectification_id: uuid.UUID) -> Rectification:
        """Give more time, or not"""
        return _step(operations.decide_extension, queries.checkable, rectification_id, data)


def _step(
    operation: Callable[..., Rectification],
    seen: Callable[[Actor], Select[Rectification]],
    rectification_id: uuid.UUID,
    data: dict[str, Any],
) -> Rectification:
    actor = current_actor()
    made = queries.one(session(), seen(actor), rectification_id)
    blueprint.check_etag({"version": made.version})
    known = {"rectification_id": rectification_id, "version": made.version, **data}
    return _shown(operation(session(), actor=actor, now=clock.now(), **known))


def _shown(made: Rectification) -> Rectification:
    blueprint.set_etag({"version": made.version})
    return made
