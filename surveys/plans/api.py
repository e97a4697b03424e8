"""Plans of visits for programs."""

import uuid
from collections.abc import Callable
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import Schema

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from surveys import matters, step_api

from . import desk, drawing, operations, pairs, queries, schemas
from .models import Plan

blueprint = Blueprint(
    "plans", __name__, url_prefix="/plans", description="Plans of visits, drawn and sealed."
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)
STEPS: dict[str, tuple[str, type[Schema], Callable[..., Plan]]] = {
    "approval": (
        "Approve as a second person\n\nThe draw's secret is committed to from now on.",
        schemas.PlanStepSchema,
        operations.approve_plan,
    ),
    "draw": (
        "Draw with the public value\n\nAnyone can repeat it; tasks are sealed at once.",
        schemas.PlanDrawSchema,
        drawing.draw_plan,
    ),
    "merger": (
        "Put a draft into another one close by",
        schemas.PlanMergeSchema,
        operations.merge_plan,
    ),
    "closure": (
        "End a plan of which nothing is secret any more",
        schemas.PlanStepSchema,
        operations.close_plan,
    ),
    "cancellation": (
        "Give a plan up; open tasks are withdrawn",
        schemas.PlanReasonSchema,
        operations.cancel_plan,
    ),
}


@blueprint.route("")
class Plans(MethodView):
    """Plans."""

    @allow(Action.READ_PLANS)
    @blueprint.response(200, schemas.PlanSchema(many=True))
    @blueprint.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[Plan]:
        """List plans, the latest period first; the look is recorded"""
        actor, chosen = current_actor(), pagination_parameters
        query = queries.visible(actor)
        page = paginate(session(), query, number=chosen.page, size=chosen.page_size)
        chosen.item_count = page.total
        desk.looked(actor)
        return page.items

    @allow(Action.PLAN_VISITS)
    @blueprint.arguments(schemas.PlanDraftSchema)
    @blueprint.response(201, schemas.PlanSchema)
    @blueprint.alt_response(409, schema=ErrorSchema, description="key_reused")
    @missing
    @wrong
    def post(self, data: dict[str, Any]) -> Plan:
        """Draft a plan: what is taken from which windows, when, by whom"""
        made = operations.draft_plan(session(), actor=current_actor(), now=clock.now(), **data)
        return _shown(made)


@blueprint.route("/<uuid:plan_id>")
class OnePlan(MethodView):
    """One plan."""

    @allow(Action.READ_PLANS)
    @blueprint.etag
    @blueprint.response(200, schemas.PlanCaseSchema)
    @missing
    def get(self, plan_id: uuid.UUID) -> dict[str, Any]:
        """Read a plan with its coverage; the look is recorded"""
        plan = _one(plan_id)
        _shown(plan)
        return desk.case(session(), plan, desk.lines(session(), plan))


@blueprint.route("/<uuid:plan_id>/tasks")
class Tasks(MethodView):
    """Tasks of a plan."""

    @allow(Action.READ_PLANS)
    @blueprint.response(200, schemas.PlanOfficeLineSchema(many=True))
    @missing
    def get(self, plan_id: uuid.UUID) -> Any:
        """List a plan's tasks with what they came to; the look is recorded"""
        return desk.lines(session(), _one(plan_id))


@blueprint.route("/burden")
class Burden(MethodView):
    """How often windows are checked."""

    @allow(Action.READ_PLANS)
    @blueprint.arguments(schemas.PlanYearSchema, location="query")
    @blueprint.response(200, schemas.PlanLoadSchema(many=True))
    @wrong
    def get(self, asked: dict[str, int]) -> Any:
        """List windows by how often they are checked in a year, by all levels together"""
        desk.looked(current_actor())
        return desk.year_of(session(), current_actor(), asked["year"])


@blueprint.route("/agreement")
class Agreed(MethodView):
    """How far two pairs of eyes agree."""

    @allow(Action.READ_FORMS)
    @blueprint.response(200, schemas.PlanAgreementSchema(many=True))
    def get(self) -> Any:
        """Read agreement item by item, over closed plans"""
        return desk.agreement(pairs.published(session()))


def _one(plan_id: uuid.UUID) -> Plan:
    actor = current_actor()
    plan = matters.one(session(), queries.visible(actor), plan_id)
    desk.looked(actor, plan)
    return plan


def _shown(plan: Plan) -> Plan:
    blueprint.set_etag({"version": plan.version})
    return plan


for _noun, (_title, _schema, _take) in STEPS.items():
    step_api.add(
        blueprint,
        f"/<uuid:plan_id>/{_noun}",
        _noun.title(),
        put=step_api.method(
            blueprint,
            _title,
            action=Action.PLAN_VISITS,
            schema=_schema,
            answers=schemas.PlanSchema,
            seen=lambda actor: queries.visible(actor, Action.PLAN_VISITS),
            take=_take,
            shown=_shown,
        ),
    )
