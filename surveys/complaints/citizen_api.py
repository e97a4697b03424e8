"""Complaints and praise for programs of citizens; no sign-in."""

from typing import Any

from flask.views import MethodView

from qr import tickets
from qr.queries import resolve
from service.core import clock
from service.web.access import public
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import database, session
from surveys import held

from . import desk, sheet
from .citizen_schemas import (
    AskedSchema,
    ComplaintSchema,
    FiledSchema,
    HeldSchema,
    PhotoSchema,
    PraiseSchema,
    TicketSchema,
)
from .models import ComplaintKind
from .operations import Filed

blueprint = Blueprint(
    "complaint_filing",
    __name__,
    url_prefix="/complaints",
    description="Complaints and praise as citizens hand them in; no sign-in.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="mistyped or unknown code")
wrong = blueprint.alt_response(422, schema=ErrorSchema, description="bad_ticket, form_expired too")
reused = blueprint.alt_response(409, schema=ErrorSchema, description="key_reused: the first stays")
often = blueprint.alt_response(429, schema=ErrorSchema)
busy = blueprint.alt_response(503, schema=ErrorSchema, description="busy: send the same again")


@blueprint.route("/forms/<string:code>")
class Forms(MethodView):
    """What is asked at a counter."""

    @public
    @blueprint.response(200, AskedSchema)
    @missing
    def get(self, code: str) -> dict[str, Any]:
        """Read what the complaint page shows, and get a ticket for one complaint or praise

        A ticket serves for two hours and for one submission.
        """
        asked = desk.ask(session(), resolve(session(), code))
        return {
            "code": asked.scan.code,
            "window_name": asked.scan.window_name,
            "counter_number": asked.scan.counter_number,
            "ticket": asked.ticket,
            "expires_at": clock.now() + tickets.LASTS,
            "handler": asked.handler,
            "handler_of_grave": asked.province,
            "title": asked.body["title"],
            "groups": [
                {
                    "words": group,
                    "categories": [
                        {"key": each["key"], "words": each, "is_grave": sheet.is_grave(each)}
                        for each in group["categories"]
                    ],
                }
                for group in asked.body["groups"]
            ],
        }


@blueprint.route("")
class Filing(MethodView):
    """Complaints as they are handed in."""

    @public
    @blueprint.arguments(ComplaintSchema)
    @blueprint.response(201, FiledSchema)
    @missing
    @reused
    @wrong
    @often
    @busy
    def post(self, data: dict[str, Any]) -> Filed:
        """Complain

        Photos are sent before, to /complaints/photos. The same ticket and the same content give
        the same receipt, however often they are sent.
        """
        ticket = tickets.read(database().keys, data["ticket"], clock.now())
        photos = held.sure(database().keys, database().blobs, data["held"])
        return desk.hand_in(ticket, ComplaintKind.COMPLAINT, data, photos)


@blueprint.route("/praise")
class Praise(MethodView):
    """Praise as it is handed in."""

    @public
    @blueprint.arguments(PraiseSchema)
    @blueprint.response(201, FiledSchema)
    @missing
    @reused
    @wrong
    @often
    @busy
    def post(self, data: dict[str, Any]) -> Filed:
        """Praise"""
        ticket = tickets.read(database().keys, data["ticket"], clock.now())
        return desk.hand_in(ticket, ComplaintKind.PRAISE, data, [])


@blueprint.route("/suggestion")
class Suggestion(MethodView):
    """A suggestion as it is handed in."""

    @public
    @blueprint.arguments(PraiseSchema)
    @blueprint.response(201, FiledSchema)
    @missing
    @reused
    @wrong
    @often
    @busy
    def post(self, data: dict[str, Any]) -> Filed:
        """Suggest something: read by the window, answered if it likes, nothing counts against it"""
        ticket = tickets.read(database().keys, data["ticket"], clock.now())
        return desk.hand_in(ticket, ComplaintKind.SUGGESTION, data, [])


@blueprint.route("/photos")
class Photos(MethodView):
    """Photos that are sent before their complaint."""

    @public
    @blueprint.arguments(TicketSchema, location="form")
    @blueprint.arguments(PhotoSchema, location="files")
    @blueprint.response(201, HeldSchema)
    @blueprint.alt_response(413, schema=ErrorSchema, description="photo_too_large")
    @blueprint.alt_response(415, schema=ErrorSchema, description="not_an_image")
    @wrong
    @often
    @busy
    @blueprint.alt_response(507, schema=ErrorSchema, description="storage_full")
    def post(self, form: dict[str, Any], files: dict[str, Any]) -> dict[str, str]:
        """Send a photo

        JPEG, PNG or WebP, at most 10 MB. The answer is a note to put into the complaint.
        """
        tickets.read(database().keys, form["ticket"], clock.now())
        return {"held": desk.keep_photo(files["photo"])}
