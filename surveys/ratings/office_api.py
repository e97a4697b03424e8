"""Bundles of slips and held ratings, for programs of the offices."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session, settings

from . import batches, held
from .desk import answer_of
from .held import Heap
from .models import Channel, RatingBatch, RatingRuling
from .office_schemas import (
    BatchRowSchema,
    BatchSchema,
    DecisionSchema,
    HeapSchema,
    OneBatchSchema,
    RulingRowSchema,
    RulingSchema,
    SlipsSchema,
)

bundles = Blueprint(
    "rating_batches", __name__, url_prefix="/rating-batches", description="Slips and calls."
)
heaps = Blueprint("held_ratings", __name__, url_prefix="/held-ratings", description="Held ratings.")


@bundles.route("")
class Batches(MethodView):
    """All bundles."""

    @allow(batches.MAY)
    @bundles.response(200, BatchRowSchema(many=True))
    @bundles.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[RatingBatch]:
        """List the bundles of the asker's windows, newest first"""
        chosen = pagination_parameters
        query = batches.visible(current_actor())
        page = paginate(session(), query, number=chosen.page, size=chosen.page_size)
        chosen.item_count = page.total
        return page.items

    @allow(batches.MAY)
    @bundles.arguments(BatchSchema)
    @bundles.response(201, BatchRowSchema)
    @bundles.alt_response(409, schema=ErrorSchema, description="number_used: for other slips")
    @bundles.alt_response(422, schema=ErrorSchema)
    def post(self, data: dict[str, Any]) -> RatingBatch:
        """Open a bundle; the same again is the same bundle"""
        return open_batch(data)


def open_batch(data: dict[str, Any]) -> RatingBatch:
    """Open the bundle that a form or a program describes."""
    return batches.open_batch(
        session(),
        window_code=data.pop("window"),
        form=settings().rating_form,
        actor=current_actor(),
        now=clock.now(),
        **data,
    )


@bundles.route("/<uuid:batch_id>")
class OneBatch(MethodView):
    """One bundle."""

    @allow(batches.MAY)
    @bundles.response(200, OneBatchSchema)
    @bundles.alt_response(404, schema=ErrorSchema)
    def get(self, batch_id: uuid.UUID) -> dict[str, Any]:
        """Read a bundle and how much of it was entered"""
        return _told(batch_id)


def _told(batch_id: uuid.UUID) -> dict[str, Any]:
    batch = batches.get(session(), current_actor(), batch_id)
    return {"batch": batch, "entered": batches.entered(session(), [batch.id])[batch.id]}


@bundles.route("/<uuid:batch_id>/slips")
class Slips(MethodView):
    """The slips of a bundle."""

    @allow(batches.MAY)
    @bundles.arguments(SlipsSchema)
    @bundles.response(200, OneBatchSchema)
    @bundles.alt_response(404, schema=ErrorSchema)
    @bundles.alt_response(409, schema=ErrorSchema, description="key_reused: the first stays")
    @bundles.alt_response(422, schema=ErrorSchema, description="more slips than the bundle holds")
    def post(self, data: dict[str, Any], batch_id: uuid.UUID) -> dict[str, Any]:
        """Enter slips; the same client key and words again change nothing"""
        enter(batch_id, data["slips"])
        return _told(batch_id)


def enter(batch_id: uuid.UUID, slips: list[dict[str, Any]]) -> int:
    """Enter slips as a schema loaded them; return how many were new."""
    answers = {slip["client_key"]: answer_of(slip, Channel.PAPER, None) for slip in slips}
    return batches.enter_slips(
        session(), batch_id=batch_id, slips=answers, actor=current_actor(), now=clock.now()
    )


@heaps.route("")
class Held(MethodView):
    """What waits for two people."""

    @allow(held.MAY)
    @heaps.response(200, HeapSchema(many=True))
    def get(self) -> list[Heap]:
        """List held ratings by window, day and signal, oldest first"""
        return held.heaps(session(), current_actor())


@heaps.route("/rulings")
class Rulings(MethodView):
    """What the first person says."""

    @allow(held.MAY)
    @heaps.arguments(RulingSchema)
    @heaps.response(201, RulingRowSchema)
    @heaps.alt_response(404, schema=ErrorSchema, description="nothing is held there, or not yours")
    @heaps.alt_response(409, schema=ErrorSchema, description="proposed_already")
    @heaps.alt_response(422, schema=ErrorSchema)
    def post(self, data: dict[str, Any]) -> RatingRuling:
        """Propose to count held ratings or to leave them out"""
        return held.propose(session(), actor=current_actor(), now=clock.now(), **data)


@heaps.route("/rulings/<uuid:ruling_id>/decision")
class Decision(MethodView):
    """What the second person says."""

    @allow(held.MAY)
    @heaps.arguments(DecisionSchema)
    @heaps.response(200, RulingRowSchema)
    @heaps.alt_response(403, schema=ErrorSchema, description="second_person: somebody else must")
    @heaps.alt_response(404, schema=ErrorSchema)
    @heaps.alt_response(409, schema=ErrorSchema, description="decided_already")
    def post(self, data: dict[str, Any], ruling_id: uuid.UUID) -> RatingRuling:
        """Agree with a proposal, or not: then the ratings stay held"""
        return held.decide(
            session(), ruling_id=ruling_id, actor=current_actor(), now=clock.now(), **data
        )
