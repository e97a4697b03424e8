"""Requests for support, for programs."""

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
from surveys import matters

from . import operations, queries
from .acts import ACTS, Act
from .life import SupportStep
from .models import SupportRequest
from .schemas import SupportAskingSchema, SupportFilterSchema, SupportSchema

blueprint = Blueprint(
    "support",
    __name__,
    url_prefix="/support-requests",
    description="What windows ask of the unit above them.",
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)
meanwhile = blueprint.alt_response(
    409, schema=ErrorSchema, description="changed_meanwhile, or nobody_above"
)


@blueprint.route("")
class Requests(MethodView):
    """Requests for support."""

    @allow(Action.READ_SUPPORT)
    @blueprint.arguments(SupportFilterSchema, location="query")
    @blueprint.response(200, SupportSchema(many=True))
    @wrong
    @blueprint.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[SupportRequest]:
        """List the requests that the asker may read, what waits for an answer first"""
        chosen = pagination_parameters
        query = queries.narrowed(queries.visible(current_actor()), **asked)
        page = paginate(session(), query, number=chosen.page, size=chosen.page_size)
        chosen.item_count = page.total
        return page.items

    @allow(Action.ASK_SUPPORT)
    @blueprint.arguments(SupportAskingSchema)
    @blueprint.response(201, SupportSchema)
    @blueprint.alt_response(409, schema=ErrorSchema, description="key_reused, or window_ended")
    @missing
    @wrong
    def post(self, data: dict[str, Any]) -> SupportRequest:
        """Ask the unit above a window for what it lacks"""
        made = operations.ask_support(session(), actor=current_actor(), now=clock.now(), **data)
        return _shown(made)


@blueprint.route("/<uuid:request_id>")
class OneRequest(MethodView):
    """One request for support."""

    @allow(Action.READ_SUPPORT)
    @blueprint.etag
    @blueprint.response(200, SupportSchema)
    @missing
    def get(self, request_id: uuid.UUID) -> SupportRequest:
        """Read a request with all its steps"""
        return _shown(matters.one(session(), queries.visible(current_actor()), request_id))


def _view(step: SupportStep, act: Act) -> type[MethodView]:
    """Make the address of one step: PUT, with what goes with it."""

    @allow(act.action)
    @blueprint.etag
    @blueprint.arguments(act.schema)
    @blueprint.response(200, SupportSchema)
    @missing
    @meanwhile
    @wrong
    def put(_: MethodView, data: dict[str, Any], request_id: uuid.UUID) -> SupportRequest:
        actor = current_actor()
        seen = matters.one(session(), act.seen(actor), request_id)
        blueprint.check_etag({"version": seen.version})
        known = {"request_id": request_id, "version": seen.version, **data}
        return _shown(act.operation(session(), actor=actor, now=clock.now(), **known))

    put.__doc__ = act.title
    name = step.value.title().replace("_", "")
    return type(name, (MethodView,), {"put": put, "__doc__": act.title})


for _step, _act in ACTS.items():
    blueprint.route(f"/<uuid:request_id>/{_act.path}")(_view(_step, _act))


def _shown(made: SupportRequest) -> SupportRequest:
    blueprint.set_etag({"version": made.version})
    return made
