"""What phones ask while they deliver: who am I, how much of a photo is there, what is received."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, request
from flask.views import MethodView
from flask_wtf.csrf import generate_csrf
from werkzeug.http import parse_content_range_header

from service.core import clock
from service.core.access import Action
from service.core.crypto import keys_of
from service.core.problems import N_, Problem, not_found
from service.core.storage import blobs_of
from service.web.access import allow, current_actor
from service.web.api import ErrorSchema
from service.web.unit import database, session

from . import queries, record, uploads
from .api import blueprint
from .phone_schemas import VisitPartSchema, VisitReceiptSchema, VisitSessionSchema
from .schemas import VisitStateSchema

BYTES = {"schema": {"type": "string", "format": "binary"}}
RANGE = {
    "in": "header",
    "name": "Content-Range",
    "schema": {"type": "string"},
    "description": "`bytes 0-65535/200000` for a part; without it the body is the whole photo",
}
PHOTO = "/visits/<uuid:visit_id>/photos/<string:sha256>"


@blueprint.route("/visits/session")
class Session(MethodView):
    """The log-in of a phone."""

    @allow(Action.LOG_VISIT)
    @blueprint.response(200, VisitSessionSchema)
    def get(self) -> Mapping[str, Any]:
        """Get who is signed in, a fresh CSRF token and the server's time

        A phone asks before it sends what waited: it may have waited for longer than a log-in.
        """
        return {
            "inspector_id": current_actor().id,
            "csrf_token": generate_csrf(),
            "server_time": clock.now(),
        }


@blueprint.route(PHOTO)
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
    @blueprint.response(
        200,
        description="How much is here",
        headers={
            "Upload-Offset": {"schema": {"type": "integer"}, "description": "The next byte to send"}
        },
    )
    def head(self, visit_id: uuid.UUID, sha256: str) -> Response:
        """Ask how much of an announced photo is here (header `Upload-Offset`)

        `Upload-Complete: ?1` says that nothing is missing. 404 without such a photo.
        """
        visit = queries.own(session(), current_actor(), visit_id)
        for photo in visit.photos:
            if photo.sent_sha256 == sha256:
                is_here = photo.received_at is not None
                offset = 0 if is_here else uploads.held(session(), photo)
                answer = Response()
                answer.headers["Upload-Offset"] = str(offset)
                answer.headers["Upload-Complete"] = "?1" if is_here else "?0"
                return answer
        raise not_found()

    @allow(Action.LOG_VISIT)
    @blueprint.doc(
        requestBody={"required": True, "content": {"image/jpeg": BYTES}}, parameters=[RANGE]
    )
    @blueprint.response(201, VisitStateSchema)
    @blueprint.alt_response(200, schema=VisitStateSchema, description="It was here already")
    @blueprint.alt_response(202, schema=VisitPartSchema, description="The part is here")
    @blueprint.alt_response(404, schema=ErrorSchema)
    @blueprint.alt_response(
        409, schema=ErrorSchema, description="visit_complete, wrong_offset or other_bytes"
    )
    @blueprint.alt_response(413, schema=ErrorSchema, description="photo_too_large")
    @blueprint.alt_response(415, schema=ErrorSchema, description="not_an_image")
    @blueprint.alt_response(422, schema=ErrorSchema, description="photo_mismatch and others")
    def put(self, visit_id: uuid.UUID, sha256: str) -> Any:
        """Send the bytes of an announced photo (JPEG, PNG or WebP, at most 10 MB)

        Whole, or in parts one after the other, each with `Content-Range`: what has come stays.
        """
        part, actor = _part(), current_actor()
        with database().reading() as reading:
            _, photo = uploads.announced(reading, actor, visit_id, sha256)
            whole = None if photo.received_at else uploads.whole(reading, photo, part)
            is_here = photo.received_at is not None
        if whole is None and not is_here:
            offset = uploads.keep_part(
                session(), actor=actor, visit_id=visit_id, name=sha256, part=part
            )
            return make_response({"offset": offset, "length": part.total}, 202)
        created = whole is not None and uploads.attach_photo(
            session(),
            actor=actor,
            now=clock.now(),
            visit_id=visit_id,
            name=sha256,
            prepared=_prepared(actor, visit_id, sha256, whole),
        )
        return queries.own(session(), actor, visit_id), 201 if created else 200


def _part() -> uploads.Part:
    """Return the bytes of the request and where they belong; refuses what contradicts itself."""
    data = request.get_data()
    stated = request.headers.get("Content-Range")
    if stated is None:
        return uploads.Part(0, data, len(data))
    place = parse_content_range_header(stated)
    if place is None or place.start is None or not place.length or not data:
        raise _bad_range()
    part = uploads.Part(place.start, data, place.length)
    if part.end != place.stop or part.end > part.total:
        raise _bad_range()
    return part


def _bad_range() -> Problem:
    return Problem(422, "bad_range", N_("照片这一段的长度与所说的不符，请重新发送这一段。"))


def _prepared(actor: Any, visit_id: uuid.UUID, name: str, whole: bytes) -> uploads.Prepared:
    """Make the copy to keep. What is no such photo is dropped, so that it can be begun again."""
    try:
        return uploads.prepare_photo(whole, name)
    except Problem:
        with database().transaction() as writing:
            uploads.forget_parts(writing, actor=actor, visit_id=visit_id, name=name)
        raise


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
