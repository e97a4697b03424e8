"""Rectifications for programs."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import database, session
from surveys import held as held_photos
from surveys import step_api

from . import acts, desk, queries
from .acts import ACTS
from .life import Step
from .models import Rectification
from .opening import open_from
from .schemas import (
    RectificationFilterSchema,
    RectificationMoreTimeDecisionSchema,
    RectificationOpeningSchema,
    RectificationPhotoNoteSchema,
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


def _shown(made: Rectification) -> Rectification:
    blueprint.set_etag({"version": made.version})
    return made


def _method(step: Step, **changes: Any) -> Callable[..., Any]:
    """Return the method of a view that takes ``step``."""
    act = ACTS[step]
    usual = {"schema": act.schema, "take": partial(acts.take, step=step)}
    return step_api.method(
        blueprint,
        act.title,
        action=act.action,
        answers=RectificationSchema,
        seen=act.seen,
        shown=_shown,
        **{**usual, **changes},
    )


def _submit(session: Session, held: list[str], **known: Any) -> Rectification:
    """Take the photos that the notes in ``held`` speak of with the proof."""
    photos = held_photos.sure(database().keys, database().blobs, held)
    return acts.take(session, Step.SUBMIT, photos=photos, **known)


_ADDRESS = "/<uuid:rectification_id>/"
for _noun, _methods in {
    "measures": {"put": _method(Step.PLAN)},
    "proof": {"put": _method(Step.SUBMIT, take=_submit)},
    "verification": {"put": _method(Step.VERIFY)},
    "return": {"put": _method(Step.RETURN)},
    "withdrawal": {"put": _method(Step.WITHDRAW)},
    "extension": {
        "post": _method(Step.ASK_EXTENSION),
        "put": _method(
            Step.GRANT_EXTENSION,
            schema=RectificationMoreTimeDecisionSchema,
            take=acts.decide_extension,
        ),
    },
}.items():
    step_api.add(blueprint, _ADDRESS + _noun, _noun.title(), **_methods)
