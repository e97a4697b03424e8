"""Low ratings for programs: the same queries and operations as the pages."""

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
from surveys import matters, step_api
from surveys.words import ContactSchema, ReasonSchema

from . import appeals, calls, operations, queries, reading
from .models import LowRating
from .reading import Told
from .schemas import (
    LowRatingAppealSchema,
    LowRatingCallSchema,
    LowRatingDecisionSchema,
    LowRatingQuerySchema,
    LowRatingSchema,
    LowRatingSettlementSchema,
    LowRatingVerificationSchema,
    NamedLowRatingSchema,
)

blueprint = Blueprint(
    "low_ratings", __name__, url_prefix="/low-ratings", description="Low ratings 差评."
)
missing = blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = blueprint.alt_response(422, schema=ErrorSchema)
meanwhile = blueprint.alt_response(409, schema=ErrorSchema, description="changed_meanwhile")


@blueprint.route("")
class LowRatings(MethodView):
    """Low ratings."""

    @allow(Action.READ_LOW_RATINGS)
    @blueprint.arguments(LowRatingQuerySchema, location="query")
    @blueprint.response(200, LowRatingSchema(many=True))
    @wrong
    @blueprint.paginate()
    def get(self, asked: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Told]:
        """List the low ratings that the asker may see, what is due soonest first"""
        seen = queries.narrowed(queries.visible(current_actor()), asked["state"])
        return _page(seen, pagination_parameters)


@blueprint.route("/appeals")
class Appeals(MethodView):
    """Appeals that wait for a decision."""

    @allow(Action.DECIDE_APPEAL)
    @blueprint.response(200, LowRatingSchema(many=True))
    @blueprint.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[Told]:
        """List the appeals that the asker decides"""
        return _page(queries.undecided(queries.appealed(current_actor())), pagination_parameters)


@blueprint.route("/calls")
class Calls(MethodView):
    """Citizens to call back."""

    @allow(Action.CALL_BACK)
    @blueprint.response(200, NamedLowRatingSchema(many=True))
    @blueprint.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[Told]:
        """List the low ratings whose citizens the asker may call back"""
        return _page(queries.named(current_actor()), pagination_parameters)


@blueprint.route("/<uuid:case_id>")
class Case(MethodView):
    """One low rating."""

    @allow(Action.READ_LOW_RATINGS)
    @blueprint.etag
    @blueprint.response(200, LowRatingSchema)
    @missing
    def get(self, case_id: uuid.UUID) -> Told:
        """Read a low rating

        A window reads it once five ratings stand together; words come when their week is released.
        """
        actor = current_actor()
        found = matters.find(session(), queries.visible(actor), case_id)
        return _told(found or matters.one(session(), queries.appealed(actor), case_id))


@blueprint.route("/<uuid:case_id>/contact")
class Contact(MethodView):
    """The citizen's telephone number."""

    @allow(Action.CALL_BACK)
    @blueprint.arguments(ReasonSchema)
    @blueprint.response(200, ContactSchema)
    @missing
    @wrong
    def post(self, data: dict[str, Any], case_id: uuid.UUID) -> dict[str, str]:
        """Open the number for a written reason

        Who asked, when and why is recorded for good.
        """
        opened = calls.reveal_contact(
            session(), actor=current_actor(), case_id=case_id, now=clock.now(), **data
        )
        return {"contact": opened}


@blueprint.route("/<uuid:case_id>/calls")
class CallsOf(MethodView):
    """Tries to call back."""

    @allow(Action.CALL_BACK)
    @blueprint.arguments(LowRatingCallSchema)
    @blueprint.response(201, NamedLowRatingSchema)
    @missing
    @wrong
    @blueprint.alt_response(409, schema=ErrorSchema, description="called_already or tried_today")
    def post(self, data: dict[str, Any], case_id: uuid.UUID) -> Told:
        """Write down a try to reach the citizen"""
        found = calls.record_call(
            session(), actor=current_actor(), case_id=case_id, now=clock.now(), **data
        )
        return reading.of(session(), [found], clock.today())[0]


def _told(found: LowRating) -> Told:
    blueprint.set_etag({"version": found.version})
    return reading.of(session(), [found], clock.today())[0]


def _page(query: Select[LowRating], asked: PaginationParameters) -> list[Told]:
    page = paginate(session(), query, number=asked.page, size=asked.page_size)
    asked.item_count = page.total
    return reading.of(session(), page.items, clock.today())


for _noun, _name, _title, _schema, _take in (
    (
        "verification",
        "Verification",
        "Say what verification found",
        LowRatingVerificationSchema,
        operations.verify_low_rating,
    ),
    (
        "settlement",
        "SettlementOf",
        "Put right at once, register to be put right, or explain",
        LowRatingSettlementSchema,
        operations.settle_low_rating,
    ),
    (
        "appeal",
        "Appeal",
        "Appeal: the rating should not count",
        LowRatingAppealSchema,
        appeals.file_appeal,
    ),
    (
        "decision",
        "DecisionOf",
        """Decide an appeal

        By a second person one level above the window's owner; upheld, the rating counts no more.
        """,
        LowRatingDecisionSchema,
        appeals.decide_appeal,
    ),
):
    _decides = _name == "DecisionOf"
    step_api.add(
        blueprint,
        f"/<uuid:case_id>/{_noun}",
        _name,
        put=step_api.method(
            blueprint,
            _title,
            action=Action.DECIDE_APPEAL if _decides else Action.ANSWER_LOW_RATING,
            schema=_schema,
            answers=LowRatingSchema,
            seen=queries.appealed if _decides else queries.answerable,
            take=_take,
            shown=_told,
        ),
    )
