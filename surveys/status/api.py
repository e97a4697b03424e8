"""The state of a submission for programs, and what a citizen does with a case of his own."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Response
from flask.views import MethodView
from marshmallow import Schema

from service.web.access import public
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import database
from surveys import held
from surveys.complaints.citizen_schemas import HeldSchema, PhotoSchema
from surveys.complaints.desk import keep_photo

from . import desk
from .operations import Given
from .progress import Progress
from .schemas import (
    ConfirmationSchema,
    NewMessageSchema,
    NewReasonSchema,
    ProgressSchema,
    ReceiptSchema,
)

blueprint = Blueprint(
    "status", __name__, url_prefix="/status", description="What became of it, by receipt."
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="unknown_receipt")
not_now = blueprint.alt_response(
    409,
    schema=ErrorSchema,
    description="not_now, key_reused, conversation_over or wait_for_answer",
)
wrong = blueprint.alt_response(422, schema=ErrorSchema)
often = blueprint.alt_response(429, schema=ErrorSchema)


@blueprint.route("")
class Status(MethodView):
    """The state of one submission."""

    @public
    @blueprint.arguments(ReceiptSchema)
    @blueprint.response(200, ProgressSchema)
    @missing
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Progress:
        """Ask what became of a rating, complaint, praise or suggestion

        A wrong receipt and an unknown one have the same answer.
        """
        return desk.progress_of(data["receipt"])


@blueprint.route("/photos")
class Photos(MethodView):
    """Photos that are sent before their message."""

    @public
    @blueprint.arguments(ReceiptSchema, location="form")
    @blueprint.arguments(PhotoSchema, location="files")
    @blueprint.response(201, HeldSchema)
    @missing
    @blueprint.alt_response(413, schema=ErrorSchema, description="photo_too_large")
    @blueprint.alt_response(415, schema=ErrorSchema, description="not_an_image")
    @wrong
    @often
    def post(self, form: dict[str, Any], files: dict[str, Any]) -> dict[str, str]:
        """Send a photo

        JPEG, PNG or WebP, at most 10 MB. The answer is a note to put into the message.
        """
        desk.case_of(form["receipt"])
        return {"held": keep_photo(files["photo"])}


@blueprint.route("/card")
class Card(MethodView):
    """The receipt as a picture to keep."""

    @public
    @blueprint.arguments(ReceiptSchema)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/png")
    @missing
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Response:
        """Draw the receipt as PNG; its QR code holds the address to ask at, never the receipt"""
        return Response(desk.card_of(data["receipt"]), mimetype="image/png")


def _written(data: dict[str, Any]) -> Given:
    photos = held.sure(database().keys, database().blobs, data["held"])
    return Given(data["client_key"], data["text"], tuple(photos))


def _reasoned(data: dict[str, Any]) -> Given:
    return Given(data["client_key"], data["reason"])


class Act(NamedTuple):
    """One of the citizen's acts: its address, its view, what is sent and what that means."""

    noun: str
    title: str
    schema: type[Schema]
    given: Callable[[dict[str, Any]], Given]
    status: int = 200


ACTS: dict[str, Act] = {
    "message": Act(
        "messages",
        "Write to whoever handles the case, with up to three photos sent before",
        NewMessageSchema,
        _written,
        201,
    ),
    "confirm": Act(
        "confirmation",
        "Say whether it is solved; this closes the case",
        ConfirmationSchema,
        lambda data: Given(uuid.uuid4(), solved=data["solved"]),
    ),
    "reopen": Act(
        "reopening",
        "Send it back because it is not solved; the second time it goes one level up by itself",
        NewReasonSchema,
        _reasoned,
    ),
    "review": Act("review", "Have it reviewed one level up, once", NewReasonSchema, _reasoned),
    "withdraw": Act(
        "withdrawal",
        "Take it back while it is looked into",
        ReceiptSchema,
        lambda _: Given(uuid.uuid4()),
    ),
}


def _view(word: str, act: Act) -> type[MethodView]:
    @public
    @blueprint.arguments(act.schema)
    @blueprint.response(act.status, ProgressSchema)
    @missing
    @not_now
    @wrong
    @often
    def post(_: MethodView, data: dict[str, Any]) -> Progress:
        return desk.do(word, desk.case_of(data["receipt"]), act.given(data))

    post.__doc__ = act.title
    return type(act.noun.title(), (MethodView,), {"post": post, "__doc__": act.title})


for _word, _act in ACTS.items():
    blueprint.route(f"/{_act.noun}")(_view(_word, _act))
