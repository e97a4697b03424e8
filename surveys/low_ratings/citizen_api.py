"""Asking to be called back, for programs."""

from typing import Any

from flask.views import MethodView

from service.web.access import public
from service.web.api import Blueprint, ErrorSchema

from .desk import keep
from .schemas import LowRatingKeptSchema, LowRatingLeftContactSchema

blueprint = Blueprint(
    "low_rating_contacts",
    __name__,
    url_prefix="/low-rating-contacts",
    description="Ask to be called back about a low rating; no sign-in.",
)


@blueprint.route("")
class Contacts(MethodView):
    """Telephone numbers left with low ratings."""

    @public
    @blueprint.doc(security=[])
    @blueprint.arguments(LowRatingLeftContactSchema)
    @blueprint.response(201, LowRatingKeptSchema)
    @blueprint.alt_response(404, schema=ErrorSchema, description="unknown_receipt")
    @blueprint.alt_response(422, schema=ErrorSchema, description="not a low rating, or too late")
    @blueprint.alt_response(429, schema=ErrorSchema)
    def post(self, data: dict[str, Any]) -> dict[str, bool]:
        """Leave a number to be called back about a low rating

        It is sealed; the window never sees it. The last one given stands.
        """
        keep(data)
        return {"kept": True}
