"""Original words for programs."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from surveys.desks.head_schemas import CommentSchema
from surveys.ratings.queries import Comment
from surveys.words import ReasonSchema

from . import operations
from .operations import Original
from .schemas import CommentsReasonSchema, OriginalSchema

blueprint = Blueprint(
    "originals",
    __name__,
    url_prefix="",
    description="What citizens wrote, word for word, for a written reason.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)


@blueprint.route("/complaints/<uuid:complaint_id>/original")
class CaseWords(MethodView):
    """The citizen's own words in a case."""

    @allow(Action.REVEAL_WORDS)
    @blueprint.arguments(ReasonSchema)
    @blueprint.response(200, OriginalSchema)
    @missing
    @wrong
    def post(self, data: dict[str, Any], complaint_id: uuid.UUID) -> Original:
        """Open a citizen's words for a written reason

        Who asked, when and why is recorded for good.
        """
        return operations.open_case(
            session(), actor=current_actor(), complaint_id=complaint_id, now=clock.now(), **data
        )


@blueprint.route("/windows/<uuid:window_id>/comments/original")
class CommentWords(MethodView):
    """One released batch of comments."""

    @allow(Action.REVEAL_COMMENTS)
    @blueprint.arguments(CommentsReasonSchema)
    @blueprint.response(200, CommentSchema(many=True))
    @missing
    @wrong
    def post(self, data: dict[str, Any], window_id: uuid.UUID) -> Sequence[Comment]:
        """Open a batch of comments for a written reason

        Who asked, when and why is recorded for good.
        """
        return operations.open_comments(
            session(), actor=current_actor(), window_id=window_id, now=clock.now(), **data
        )
