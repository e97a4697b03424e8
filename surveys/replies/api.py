"""Reply templates for programs."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from surveys import matters

from . import operations, queries
from .models import ReplyTemplate
from .schemas import ReplyKeepingSchema, ReplySchema, ReplyTextSchema

blueprint = Blueprint(
    "replies",
    __name__,
    url_prefix="/reply-templates",
    description="Words that places keep for the answers of their windows.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)
meanwhile = blueprint.alt_response(
    409, schema=ErrorSchema, description="changed_meanwhile, or title_taken"
)


@blueprint.route("")
class Templates(MethodView):
    """Reply templates."""

    @allow(Action.EDIT_REPLIES)
    @blueprint.response(200, ReplySchema(many=True))
    def get(self) -> Sequence[ReplyTemplate]:
        """List the templates of the caller's places and of those above, the nearest first"""
        return session().scalars(queries.visible(current_actor())).all()

    @allow(Action.EDIT_REPLIES)
    @blueprint.arguments(ReplyKeepingSchema)
    @blueprint.response(201, ReplySchema)
    @missing
    @meanwhile
    @wrong
    def post(self, data: dict[str, Any]) -> ReplyTemplate:
        """Keep a template at one of the caller's places; the same again stores nothing twice"""
        made = operations.keep_reply(session(), actor=current_actor(), now=clock.now(), **data)
        return _shown(made)


@blueprint.route("/<uuid:template_id>")
class OneTemplate(MethodView):
    """One reply template."""

    @allow(Action.EDIT_REPLIES)
    @blueprint.etag
    @blueprint.response(200, ReplySchema)
    @missing
    def get(self, template_id: uuid.UUID) -> ReplyTemplate:
        """Read a template"""
        return _shown(matters.one(session(), queries.visible(current_actor()), template_id))

    @allow(Action.EDIT_REPLIES)
    @blueprint.etag
    @blueprint.arguments(ReplyTextSchema)
    @blueprint.response(200, ReplySchema)
    @missing
    @meanwhile
    @wrong
    def put(self, data: dict[str, Any], template_id: uuid.UUID) -> ReplyTemplate:
        """Change title and words of one's own template"""
        known = _as_seen(template_id)
        return _shown(operations.change_reply(session(), **known, **data))

    @allow(Action.EDIT_REPLIES)
    @blueprint.etag
    @blueprint.response(204)
    @missing
    @meanwhile
    def delete(self, template_id: uuid.UUID) -> None:
        """Offer one's own template no longer"""
        operations.retire_reply(session(), **_as_seen(template_id))


def _as_seen(template_id: uuid.UUID) -> dict[str, Any]:
    actor = current_actor()
    seen = matters.one(session(), queries.editable(actor), template_id)
    blueprint.check_etag({"version": seen.version})
    return {
        "actor": actor,
        "template_id": template_id,
        "version": seen.version,
        "now": clock.now(),
    }


def _shown(made: ReplyTemplate) -> ReplyTemplate:
    blueprint.set_etag({"version": made.version})
    return made
