"""The state of a submission for programs, and what a citizen does with a case of his own."""

import uuid
from typing import Any

from flask import Response
from flask.views import MethodView

from service.core.problems import invalid
from service.web.access import public
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import database
from surveys.complaints import held
from surveys.complaints.citizen_schemas import HeldSchema, PhotoSchema
from surveys.complaints.desk import keep_photo

from . import desk
from .operations import Given
from .queries import Progress
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


@blueprint.route("/messages")
class Messages(MethodView):
    """The citizen's side of a conversation."""

    @public
    @blueprint.arguments(NewMessageSchema)
    @blueprint.response(201, ProgressSchema)
    @missing
    @not_now
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Progress:
        """Write to whoever handles the case, with up to three photos sent before"""
        photos = held.named(database().keys, database().blobs, data["held"])
        if photos.wrong:
            raise invalid({"held": [problem.sentence for _, problem in photos.wrong]})
        given = Given(data["client_key"], data["text"], tuple(photos.names))
        return desk.do("message", desk.case_of(data["receipt"]), given)


@blueprint.route("/confirmation")
class Confirmation(MethodView):
    """The citizen's word whether it is solved."""

    @public
    @blueprint.arguments(ConfirmationSchema)
    @blueprint.response(200, ProgressSchema)
    @missing
    @not_now
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Progress:
        """Say whether it is solved; this closes the case"""
        given = Given(uuid.uuid4(), solved=data["solved"])
        return desk.do("confirm", desk.case_of(data["receipt"]), given)


@blueprint.route("/reopening")
class Reopening(MethodView):
    """The wish that it be done again."""

    @public
    @blueprint.arguments(NewReasonSchema)
    @blueprint.response(200, ProgressSchema)
    @missing
    @not_now
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Progress:
        """Send it back because it is not solved; the second time it goes one level up by itself"""
        return _ask_again("reopen", data)


@blueprint.route("/review")
class Review(MethodView):
    """The wish that somebody above looks at it."""

    @public
    @blueprint.arguments(NewReasonSchema)
    @blueprint.response(200, ProgressSchema)
    @missing
    @not_now
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Progress:
        """Have it reviewed one level up, once"""
        return _ask_again("review", data)


@blueprint.route("/withdrawal")
class Withdrawal(MethodView):
    """The end that the citizen sets himself."""

    @public
    @blueprint.arguments(ReceiptSchema)
    @blueprint.response(200, ProgressSchema)
    @missing
    @not_now
    @wrong
    @often
    def post(self, data: dict[str, Any]) -> Progress:
        """Take it back while it is looked into"""
        return desk.do("withdraw", desk.case_of(data["receipt"]), Given(uuid.uuid4()))


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


def _ask_again(act: str, data: dict[str, Any]) -> Progress:
    given = Given(data["client_key"], data["reason"])
    return desk.do(act, desk.case_of(data["receipt"]), given)
