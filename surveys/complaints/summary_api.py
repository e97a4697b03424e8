"""Complaints for programs of the window and those above it: summaries, answers and praise."""

import uuid
from functools import partial
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from sqlalchemy import Select

from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from surveys import matters, step_api

from . import acts, contents, moves, praise, queries, summary
from .life import Step
from .models import Complaint
from .schemas import (
    AnswerSchema,
    PraiseResponseSchema,
    PraiseRowSchema,
    QueueSchema,
    SummarySchema,
    narrowing,
)
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
        told = matters.one(session(), queries.summarised(current_actor()), complaint_id)
        return _told(told)


def _told(complaint: Complaint) -> Summary:
    blueprint.set_etag({"version": complaint.version})
    return summary.of(session(), [complaint])[0]


step_api.add(
    blueprint,
    "/summaries/<uuid:complaint_id>/answer",
    "Answer",
    put=step_api.method(
        blueprint,
        "Answer for the window",
        action=Action.ANSWER_COMPLAINT,
        schema=AnswerSchema,
        answers=SummarySchema,
        seen=partial(moves.seen_for, Step.ANSWER),
        take=partial(acts.take, step=Step.ANSWER),
        shown=_told,
    ),
)


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
        return [_praise(row, received[row.id]) for row in rows]


@blueprint.route("/praises/<uuid:complaint_id>")
class OnePraise(MethodView):
    """Praise or a suggestion."""

    @allow(Action.READ_COMPLAINT_MATTER)
    @blueprint.etag
    @blueprint.response(200, PraiseRowSchema)
    @missing
    def get(self, complaint_id: uuid.UUID) -> dict[str, Any]:
        """Read praise or a suggestion"""
        return _one(matters.one(session(), queries.praises(current_actor()), complaint_id))


def _praise(row: Complaint, received: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "window_id": row.window_id,
        "window_name": row.window.full_name,
        "received": received,
        "text": contents.shown(session(), row),
        "response": praise.response_to(row),
        "reply": row.reply,
        "version": row.version,
    }


def _one(row: Complaint) -> dict[str, Any]:
    blueprint.set_etag({"version": row.version})
    return _praise(row, summary.received(session(), [row])[row.id])


step_api.add(
    blueprint,
    "/praises/<uuid:complaint_id>/response",
    "PraiseResponse",
    put=step_api.method(
        blueprint,
        "Answer praise or a suggestion, once",
        action=Action.ANSWER_COMPLAINT,
        schema=PraiseResponseSchema,
        answers=PraiseRowSchema,
        seen=partial(queries.praises, action=Action.ANSWER_COMPLAINT),
        take=praise.respond,
        shown=_one,
    ),
)
