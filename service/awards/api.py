"""Cycles, candidacies and packs for programs: the same operations as the pages."""

import uuid
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import operations, queries
from .delivery import ZIP, send_pack
from .models import AwardCycle, Candidacy, CandidacyStep, EvidencePack
from .schemas import (
    ApprovalFormSchema,
    AwardCycleSchema,
    CandidacyDetailSchema,
    CandidacyQuerySchema,
    CandidacySchema,
    CandidacyStepSchema,
    EvidencePackSchema,
    NextStepSchema,
    NominationSchema,
    TakeBackSchema,
)

blueprint = Blueprint(
    "awards", __name__, url_prefix="", description="Award cycles, candidacies, evidence packs."
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
refused = blueprint.alt_response(409, schema=ErrorSchema, description="not in the state for it")
wrong = blueprint.alt_response(422, schema=ErrorSchema)


@blueprint.route("/cycles")
class Cycles(MethodView):
    """All cycles."""

    @allow(Action.READ_CANDIDACY)
    @blueprint.response(200, AwardCycleSchema(many=True))
    def get(self) -> list[AwardCycle]:
        """List the cycles with their conditions and rules"""
        return queries.cycles(session())


@blueprint.route("/cycles/<uuid:cycle_id>")
class Cycle(MethodView):
    """One cycle."""

    @allow(Action.READ_CANDIDACY)
    @blueprint.response(200, AwardCycleSchema)
    @missing
    def get(self, cycle_id: uuid.UUID) -> AwardCycle:
        """Read a cycle"""
        return queries.cycle(session(), cycle_id)


@blueprint.route("/candidacies")
class Candidacies(MethodView):
    """The candidacies that the asker may see."""

    @allow(Action.READ_CANDIDACY)
    @blueprint.arguments(CandidacyQuerySchema, location="query")
    @blueprint.response(200, CandidacySchema(many=True))
    @wrong
    @blueprint.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[Candidacy]:
        """List candidacies"""
        page = paginate(
            session(),
            queries.candidacies(current_actor(), **asked),
            number=pagination_parameters.page,
            size=pagination_parameters.page_size,
        )
        pagination_parameters.item_count = page.total
        return page.items

    @allow(Action.NOMINATE)
    @blueprint.arguments(NominationSchema)
    @blueprint.response(201, CandidacyDetailSchema)
    @missing
    @refused
    @wrong
    def post(self, form: dict[str, Any]) -> Candidacy:
        """Nominate a window, as a draft"""
        cycle_id, window_id = form.pop("cycle_id"), form.pop("window_id")
        made = operations.nominate(
            session(),
            actor=current_actor(),
            now=clock.now(),
            cycle_id=cycle_id,
            window_id=window_id,
            form=form,
        )
        return _read(made.id)


@blueprint.route("/candidacies/<uuid:candidacy_id>")
class OneCandidacy(MethodView):
    """One candidacy with its form and history."""

    @allow(Action.READ_CANDIDACY)
    @blueprint.etag
    @blueprint.response(200, CandidacyDetailSchema)
    @missing
    def get(self, candidacy_id: uuid.UUID) -> Candidacy:
        """Read a candidacy"""
        found = _read(candidacy_id)
        blueprint.set_etag({"version": found.version})
        return found

    @allow(Action.NOMINATE)
    @blueprint.etag
    @blueprint.arguments(ApprovalFormSchema)
    @blueprint.response(200, CandidacyDetailSchema)
    @missing
    @refused
    @wrong
    def put(self, form: dict[str, Any], candidacy_id: uuid.UUID) -> Candidacy:
        """Change the form of a draft"""
        blueprint.check_etag({"version": _read(candidacy_id).version})
        edited = operations.edit_form(
            session(),
            actor=current_actor(),
            now=clock.now(),
            candidacy_id=candidacy_id,
            form=form,
        )
        blueprint.set_etag({"version": edited.version})
        return _read(edited.id)


@blueprint.route("/candidacies/<uuid:candidacy_id>/steps")
class Steps(MethodView):
    """A candidacy's way up."""

    @allow(Action.GIVE_COUNTY_OPINION, Action.GIVE_CITY_OPINION, Action.REVIEW_CANDIDACY)
    @blueprint.arguments(NextStepSchema)
    @blueprint.response(201, CandidacyStepSchema)
    @missing
    @refused
    @wrong
    def post(self, facts: dict[str, Any], candidacy_id: uuid.UUID) -> CandidacyStep:
        """Take the next step; ``not_next`` for any other"""
        to, version = facts.pop("to"), facts.pop("version")
        return operations.advance(
            session(),
            actor=current_actor(),
            now=clock.now(),
            candidacy_id=candidacy_id,
            to=to,
            facts=facts,
            version=version,
        )


@blueprint.route("/candidacies/<uuid:candidacy_id>/return")
class Return(MethodView):
    """Giving back."""

    @allow(Action.GIVE_COUNTY_OPINION, Action.GIVE_CITY_OPINION, Action.REVIEW_CANDIDACY)
    @blueprint.arguments(TakeBackSchema)
    @blueprint.response(201, CandidacyStepSchema)
    @missing
    @refused
    @wrong
    def post(self, why: dict[str, Any], candidacy_id: uuid.UUID) -> CandidacyStep:
        """Return a candidacy one level down, with the reason"""
        return operations.return_candidacy(
            session(), actor=current_actor(), now=clock.now(), candidacy_id=candidacy_id, **why
        )


@blueprint.route("/candidacies/<uuid:candidacy_id>/withdrawal")
class Withdrawal(MethodView):
    """Taking back."""

    @allow(Action.NOMINATE)
    @blueprint.arguments(TakeBackSchema)
    @blueprint.response(201, CandidacyStepSchema)
    @missing
    @refused
    @wrong
    def post(self, why: dict[str, Any], candidacy_id: uuid.UUID) -> CandidacyStep:
        """Withdraw a candidacy, with the reason"""
        return operations.withdraw(
            session(), actor=current_actor(), now=clock.now(), candidacy_id=candidacy_id, **why
        )


@blueprint.route("/candidacies/<uuid:candidacy_id>/packs")
class Packs(MethodView):
    """A candidacy's evidence packs."""

    @allow(Action.READ_PACKS)
    @blueprint.response(200, EvidencePackSchema(many=True))
    @missing
    def get(self, candidacy_id: uuid.UUID) -> list[EvidencePack]:
        """List the packs, the newest first"""
        queries.get_visible_candidacy(session(), current_actor(), candidacy_id, Action.READ_PACKS)
        return queries.packs(session(), candidacy_id)

    @allow(Action.REQUEST_PACK)
    @blueprint.response(202, EvidencePackSchema)
    @missing
    @refused
    def post(self, candidacy_id: uuid.UUID) -> EvidencePack:
        """Ask for a pack; while one is being built, the same one"""
        return operations.request_pack(
            session(), actor=current_actor(), now=clock.now(), candidacy_id=candidacy_id
        )


@blueprint.route("/packs/<uuid:pack_id>")
class Pack(MethodView):
    """One pack."""

    @allow(Action.READ_PACKS)
    @blueprint.response(200, EvidencePackSchema)
    @missing
    def get(self, pack_id: uuid.UUID) -> EvidencePack:
        """Read where a pack stands"""
        return queries.get_visible_pack(session(), current_actor(), pack_id)


@blueprint.route("/packs/<uuid:pack_id>/download")
class Download(MethodView):
    """A pack's bytes."""

    @allow(Action.READ_PACKS)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type=ZIP)
    @missing
    @refused
    def get(self, pack_id: uuid.UUID) -> Response:
        """Download a pack"""
        return send_pack(session(), queries.get_visible_pack(session(), current_actor(), pack_id))


def _read(candidacy_id: uuid.UUID) -> Candidacy:
    return queries.get_visible_candidacy(session(), current_actor(), candidacy_id)
