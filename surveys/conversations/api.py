"""Conversations for programs of those who handle and watch."""

import uuid
from typing import Any

from flask import Response
from flask.views import MethodView
from sqlalchemy.orm import Session

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from surveys import matters
from surveys.complaints import queries as complaints
from surveys.complaints.models import Complaint

from . import operations, queries
from .models import Message
from .operations import Said
from .schemas import MessageSchema, OfficeMessageSchema, ReadSchema

blueprint = Blueprint(
    "conversations",
    __name__,
    url_prefix="/complaints/<uuid:complaint_id>/messages",
    description="Words between a citizen without a name and whoever handles the case.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
over = blueprint.alt_response(
    409, schema=ErrorSchema, description="key_reused, or conversation_over"
)
wrong = blueprint.alt_response(422, schema=ErrorSchema)


def shown(opened: Session, case: Complaint, message: Message) -> dict[str, Any]:
    """Return a message as it goes out to those who may read the case."""
    return {
        "number": message.number,
        "speaker": message.speaker,
        "text": queries.shown(opened, case, message),
        "at": message.at,
        "read_at": message.read_at,
        "photos": len(message.photos),
    }


@blueprint.route("")
class Messages(MethodView):
    """The conversation of a case."""

    @allow(Action.READ_COMPLAINT_CASE)
    @blueprint.response(200, MessageSchema(many=True))
    @missing
    def get(self, complaint_id: uuid.UUID) -> list[dict[str, Any]]:
        """Read a conversation, oldest first; private numbers and names are masked

        Reading marks nothing as read.
        """
        case = matters.one(session(), complaints.cases(current_actor()), complaint_id)
        return [shown(session(), case, each) for each in queries.of_case(session(), complaint_id)]

    @allow(Action.HANDLE_COMPLAINT)
    @blueprint.arguments(OfficeMessageSchema)
    @blueprint.response(201, MessageSchema)
    @missing
    @over
    @wrong
    def post(self, data: dict[str, Any], complaint_id: uuid.UUID) -> dict[str, Any]:
        """Write to the citizen, who reads it by receipt; what he wrote counts as read"""
        message = operations.write_to_citizen(
            session(),
            actor=current_actor(),
            complaint_id=complaint_id,
            said=Said(**data),
            now=clock.now(),
        )
        case = matters.one(session(), complaints.cases(current_actor()), complaint_id)
        return shown(session(), case, message)


@blueprint.route("/read")
class Reading(MethodView):
    """How far the handler has read."""

    @allow(Action.HANDLE_COMPLAINT)
    @blueprint.arguments(ReadSchema)
    @blueprint.response(204)
    @missing
    @wrong
    def put(self, data: dict[str, Any], complaint_id: uuid.UUID) -> None:
        """Say that the citizen's messages have been read"""
        operations.mark_read(
            session(), actor=current_actor(), complaint_id=complaint_id, now=clock.now(), **data
        )


@blueprint.route("/<int:number>/photos/<int:which>")
class Photo(MethodView):
    """A photo of a message."""

    @allow(Action.READ_COMPLAINT_CASE)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
    @missing
    def get(self, complaint_id: uuid.UUID, number: int, which: int) -> Response:
        """Get a photo"""
        matters.one(session(), complaints.cases(current_actor()), complaint_id)
        data = queries.photo(session(), complaint_id, number, which)
        return Response(data, mimetype="image/jpeg")
