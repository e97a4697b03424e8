"""Seals for everybody: a line a day, proofs to check, draws to repeat."""

import uuid
from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.problems import not_found
from service.web.access import allow, current_actor, public
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import published
from . import seal_schemas as schemas
from .published import READ

blueprint = Blueprint(
    "plan_seals", __name__, url_prefix="", description="What plans committed to, for everybody."
)


@blueprint.route("/plan-seals")
class Seals(MethodView):
    """The seals of the last days."""

    @public
    @blueprint.response(200, schemas.SealSchema(many=True))
    def get(self) -> list[dict[str, Any]]:
        """List the seals of the last 31 days that are over, the newest first

        Every day has one, whether or not anything was planned.
        """
        return published.last_days(session(), clock.today())


@blueprint.route("/plan-seals/<string:day>")
class OneSeal(MethodView):
    """The seal of a day."""

    @public
    @blueprint.response(200, schemas.SealSchema)
    @blueprint.alt_response(404, schema=ErrorSchema, description="no day, or not over yet")
    def get(self, day: str) -> dict[str, Any]:
        """Read the seal of a day (2026-11-22)"""
        return published.of_day(session(), day, clock.today())


@blueprint.route("/plan-seals/check")
class Check(MethodView):
    """Proofs."""

    @public
    @blueprint.arguments(schemas.SealProofSchema)
    @blueprint.response(200, schemas.SealCheckSchema)
    @blueprint.alt_response(422, schema=ErrorSchema)
    def post(self, data: dict[str, Any]) -> dict[str, Any]:
        """Check that a proof leads to the seal of its day"""
        return published.checked(session(), data, clock.today())


@blueprint.route("/plan-draws/<uuid:plan_id>")
class Draws(MethodView):
    """Draws of closed plans."""

    @public
    @blueprint.response(200, schemas.SealDrawSchema)
    @blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not closed yet")
    def get(self, plan_id: uuid.UUID) -> dict[str, Any]:
        """Get all that is needed to repeat a draw: secret, public value, windows, rules"""
        return published.draw_of(session(), plan_id)


@blueprint.route("/visits/<uuid:visit_id>/plan-proof")
class Proofs(MethodView):
    """Proof that a visit was planned."""

    @allow(*READ)
    @blueprint.response(200, schemas.SealProofSchema)
    @blueprint.alt_response(404, schema=ErrorSchema, description="not yours, or not planned")
    def get(self, visit_id: uuid.UUID) -> dict[str, Any]:
        """Get the proof of a disclosed visit: when and for whom it was drawn, beforehand"""
        found = published.proof_of(session(), current_actor(), visit_id)
        if found is None:
            raise not_found()
        return found
