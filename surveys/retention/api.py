"""What is due for erasure, for programs of those who watch."""

from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint
from service.web.unit import session, settings

from . import queries
from .schemas import RetentionSchema

blueprint = Blueprint(
    "retention", __name__, url_prefix="/retention", description="How long private things are kept."
)


@blueprint.route("")
class Kept(MethodView):
    """Private things by kind."""

    @allow(Action.READ_RETENTION)
    @blueprint.response(200, RetentionSchema)
    def get(self) -> dict[str, Any]:
        """Read how much is kept and due for erasure, and what was erased

        Numbers only: no case can be told from them.
        """
        terms, now = settings().retention, clock.now()
        return {
            "due": queries.due(session(), current_actor(), terms, now),
            "erasures": queries.erasures(session()),
        }
