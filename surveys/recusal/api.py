"""Recusals for programs."""

import uuid
from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import operations, queries
from .models import Appointment, Declaration
from .schemas import AppointmentSchema, DeclarationSchema

blueprint = Blueprint(
    "recusal", __name__, url_prefix="", description="Where an inspector may not go."
)
missing = blueprint.alt_response(404, schema=ErrorSchema)
wrong = blueprint.alt_response(422, schema=ErrorSchema)


@blueprint.route("/declarations")
class Declarations(MethodView):
    """Ties that keep the caller from windows."""

    @allow(Action.LOG_VISIT)
    @blueprint.response(200, DeclarationSchema(many=True))
    def get(self) -> list[Declaration]:
        """List the caller's own ties; nobody else reads them"""
        return queries.own(session(), current_actor())

    @allow(Action.LOG_VISIT)
    @blueprint.arguments(DeclarationSchema)
    @blueprint.response(201, DeclarationSchema)
    @wrong
    def post(self, data: dict[str, Any]) -> Declaration:
        """Declare a tie: the own unit, a past one, or where kin work"""
        return operations.declare_tie(session(), actor=current_actor(), now=clock.now(), **data)


@blueprint.route("/declarations/<uuid:declaration_id>")
class OneDeclaration(MethodView):
    """One tie."""

    @allow(Action.LOG_VISIT)
    @blueprint.response(204)
    @missing
    def delete(self, declaration_id: uuid.UUID) -> None:
        """End a tie that no longer is; it stays on record"""
        operations.end_tie(
            session(), actor=current_actor(), declaration_id=declaration_id, now=clock.now()
        )


@blueprint.route("/appointments")
class Appointments(MethodView):
    """Invited supervisors."""

    @allow(Action.READ_PLANS)
    @blueprint.response(200, AppointmentSchema(many=True))
    def get(self) -> list[Appointment]:
        """List appointments, last to end first"""
        return list(session().scalars(queries.appointments(current_actor())))

    @allow(Action.PLAN_VISITS)
    @blueprint.arguments(AppointmentSchema)
    @blueprint.response(201, AppointmentSchema)
    @wrong
    def post(self, data: dict[str, Any]) -> Appointment:
        """Appoint an inspector as invited supervisor, for a term and an area"""
        return operations.appoint(session(), actor=current_actor(), now=clock.now(), **data)


@blueprint.route("/appointments/<uuid:appointment_id>")
class OneAppointment(MethodView):
    """One appointment."""

    @allow(Action.PLAN_VISITS)
    @blueprint.response(204)
    @missing
    def delete(self, appointment_id: uuid.UUID) -> None:
        """End an appointment today"""
        operations.end_appointment(
            session(), actor=current_actor(), appointment_id=appointment_id, now=clock.now()
        )
