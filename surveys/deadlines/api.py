"""Deadlines for programs: what is due, and the rules by which it is counted."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import queries, reading, spoken
from .rules import rules_of
from .schemas import DueFilterSchema, DueSchema, RulesSchema

blueprint = Blueprint(
    "deadlines", __name__, url_prefix="/deadlines", description="What is due, and by which rule."
)


@blueprint.route("")
class Deadlines(MethodView):
    """What is due at the caller's places."""

    @allow(Action.READ_DEADLINES)
    @blueprint.arguments(DueFilterSchema, location="query")
    @blueprint.response(200, DueSchema(many=True))
    @blueprint.paginate()
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> Any:
        """List what is due, what has run out first"""
        now, wanted = clock.now(), pagination_parameters
        query = reading.listed(session(), current_actor(), chosen, now)
        page = paginate(session(), query, number=wanted.page, size=wanted.page_size)
        wanted.item_count = page.total
        return [reading.shown(deadline, now, spoken.calendar()) for deadline in page.items]


@blueprint.route("/<uuid:deadline_id>")
class OneDeadline(MethodView):
    """One deadline."""

    @allow(Action.READ_DEADLINES)
    @blueprint.response(200, DueSchema)
    @blueprint.alt_response(404, schema=ErrorSchema)
    def get(self, deadline_id: uuid.UUID) -> Any:
        """Read how a deadline stands, met ones included"""
        found = queries.get_visible(session(), current_actor(), deadline_id)
        return reading.shown(found, clock.now(), spoken.calendar())


@blueprint.route("/rules")
class Rules(MethodView):
    """The rules by which deadlines are counted."""

    @allow(Action.READ_DEADLINES)
    @blueprint.response(200, RulesSchema)
    def get(self) -> Any:
        """Read which clocks are in force at the caller's places, and every rule pack"""
        return rules_of(session(), current_actor(), clock.today())
