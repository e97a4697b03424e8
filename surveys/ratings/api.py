"""Ratings for programs: the same checks and the same storage as the citizens' page."""

from typing import Any

from flask.views import MethodView

from qr import pictures, queries, tickets
from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor, public
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import database, session, settings

from . import acts, supplement
from .desk import hand_in, new_ticket, open_place
from .schemas import (
    ActSchema,
    ActTicketSchema,
    RatingReceiptSchema,
    RatingScanSchema,
    RatingSchema,
)

blueprint = Blueprint(
    "ratings", __name__, url_prefix="", description="Citizens' ratings; no sign-in."
)


@blueprint.route("/q/<string:code>")
class Scans(MethodView):
    """What stands behind a code."""

    @public
    @blueprint.doc(security=[])
    @blueprint.response(200, RatingScanSchema)
    @blueprint.alt_response(404, schema=ErrorSchema, description="mistyped_code or unknown_code")
    @blueprint.alt_response(410, schema=ErrorSchema, description="code_closed: it ended")
    def get(self, code: str) -> dict[str, Any]:
        """Read what the rating page shows, and get a ticket for one rating

        A ticket serves for two hours and for one submission.
        """
        place, now = open_place(code), clock.now()
        sheet, kind = place.sheet, place.scan.kind
        return {
            "code": place.scan.code,
            "window_name": place.scan.window_name,
            "counter_number": place.scan.counter_number,
            "ticket": new_ticket(place),
            "expires_at": now + tickets.LASTS,
            "service_days": supplement.days(place.scan.path, clock.day_of(now), place.calendar),
            "form": {
                "id": sheet.version_id,
                "number": sheet.number,
                "sha256": sheet.sha256,
                "title": sheet.title,
                "levels": sheet.levels,
                "groups": [
                    {
                        "words": group.words,
                        "levels": group.levels,
                        "reasons": group.offered(kind),
                    }
                    for group in sheet.groups
                ],
                "dimensions": sheet.dimensions,
            },
        }


@blueprint.route("/ratings")
class Ratings(MethodView):
    """Ratings as they are handed in."""

    @public
    @blueprint.doc(security=[])
    @blueprint.arguments(RatingSchema)
    @blueprint.response(201, RatingReceiptSchema)
    @blueprint.alt_response(
        409, schema=ErrorSchema, description="key_reused or act_rated: the first one stays"
    )
    @blueprint.alt_response(410, schema=ErrorSchema, description="code_closed: it ended")
    @blueprint.alt_response(422, schema=ErrorSchema, description="bad_ticket, form_expired, …")
    @blueprint.alt_response(429, schema=ErrorSchema)
    @blueprint.alt_response(503, schema=ErrorSchema, description="busy: send the same again")
    def post(self, data: dict[str, Any]) -> dict[str, str]:
        """Hand in a rating

        The same ticket and the same content give the same receipt, however often they are sent.
        """
        ticket = tickets.read(database().keys, data["ticket"], clock.now())
        return {"receipt": hand_in(ticket, data)}


@blueprint.route("/act-tickets")
class ActTickets(MethodView):
    """Tickets for one service act each."""

    @allow(Action.ISSUE_ACT_TICKETS)
    @blueprint.arguments(ActSchema)
    @blueprint.response(201, ActTicketSchema)
    @blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
    @blueprint.alt_response(410, schema=ErrorSchema, description="code_closed: it ended")
    def post(self, data: dict[str, Any]) -> dict[str, Any]:
        """Vouch for a service act, for the queue system: show the address to the citizen

        It serves for one rating of grade A within the term for adding ratings. Nothing is stored
        before the rating comes, and asking again for the same act does no harm.
        """
        may = Action.ISSUE_ACT_TICKETS
        code = queries.get_visible(session(), current_actor(), data["code"], may).code
        place, now = open_place(code), clock.now()
        token = acts.issue(database().keys, place, data["act"], now)
        url = f"{settings().public_url}/q/{place.scan.code}?act={token}"
        return {
            "token": token,
            "url": url,
            "qr_svg": pictures.svg(url),
            "last_day": supplement.last_day(place.scan.path, clock.day_of(now), place.calendar),
        }
