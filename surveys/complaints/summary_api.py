"""Complaints for programs of the window and those above it: summaries, answers and praise."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from sqlalchemy import Select

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import contents, queries, summary, verification
from .models import Complaint
from .schemas import AnswerSchema, PraiseRowSchema, QueueSchema, SummarySchema, narrowing
from .summary import Summary

blueprint = Blueprint(
    "complaint_summaries",
    __name__,
    url_prefix="/complaints",
    description="What windows learn of complaints.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)


def _paged(query: Select[Complaint], parameters: PaginationParameters) -> list[Complaint]:
    page = paginate(session(), query, number=parameters.page, size=parameters.page_size)
    parameters.item_count = page.total
    return page.items


@blueprint.route("/summaries")
class Summaries(MethodView):
    """Accepted complaints as the handlers tell them."""

    @allow(Action.READ_COMPLAINT_MATTER)
    @blueprint.arguments(QueueSchema, location="query")
    @blueprint.response(200, SummarySchema(many=True))
    @wrong
    @blueprint.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[Summary]:
        """List the accepted complaints about the asker's windows"""
        seen = queries.narrowed(queries.summarised(current_actor()), **narrowing(asked))
        return summary.of(session(), _paged(seen, pagination_parameters))


@blueprint.route("/summaries/<uuid:complaint_id>")
class OneSummary(MethodView):
    """One accepted complaint."""

    @allow(Action.READ_COMPLAINT_MATTER)
    @blueprint.etag
    @blueprint.response(200, SummarySchema)
    @missing
    def get(self, complaint_id: uuid.UUID) -> Summary:
        """Read an accepted complaint as the handler tells it"""
        told = queries.one(session(), queries.summarised(current_actor()), complaint_id)
        return _told(told)


@blueprint.route("/summaries/<uuid:complaint_id>/answer")
class Answer(MethodView):
    """What the window says to a complaint."""

    @allow(Action.ANSWER_COMPLAINT)
    @blueprint.etag
    @blueprint.arguments(AnswerSchema)
    @blueprint.response(200, SummarySchema)
    @missing
    @blueprint.alt_response(409, schema=ErrorSchema, description="changed_meanwhile")
    @wrong
    def put(self, data: dict[str, Any], complaint_id: uuid.UUID) -> Summary:
        """Answer for the window"""
        actor = current_actor()
        answerable = queries.summarised(actor, Action.ANSWER_COMPLAINT)
        seen = queries.one(session(), answerable, complaint_id)
        blueprint.check_etag({"version": seen.version})
        answered = verification.answer_complaint(
            session(),
            actor=actor,
            complaint_id=complaint_id,
            version=seen.version,
            now=clock.now(),
            **data,
        )
        return _told(answered)


def _told(complaint: Complaint) -> Summary:
    blueprint.set_etag({"version": complaint.version})
    return summary.of(session(), [complaint])[0]


@blueprint.route("/praises")
class Praises(MethodView):
    """What windows were praised for."""

    @allow(Action.READ_COMPLAINT_MATTER)
    @blueprint.response(200, PraiseRowSchema(many=True))
    @blueprint.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[dict[str, Any]]:
        """List the praise of the asker's windows, newest first"""
        rows = _paged(queries.praises(current_actor()), pagination_parameters)
        received = summary.received(session(), rows)
        return [
            {
                "id": row.id,
                "kind": row.kind,
                "window_id": row.window_id,
                "window_name": row.window.full_name,
                "received": received[row.id],
                "text": contents.shown(session(), row),
            }
            for row in rows
        ]
