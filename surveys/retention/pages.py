"""The auditor's page: what is kept, what is due, what was erased."""

from flask import Blueprint, Flask

from service.core import clock
from service.core.access import Action
from service.core.problems import N_
from service.web import pages
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session, settings

from . import labels, queries

blueprint = Blueprint("retention", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the page and its entry in the navigation."""
    app.register_blueprint(blueprint)
    pages.add_door(app, N_("保存期限"), "retention.index", Action.READ_RETENTION, order=95)


@blueprint.get("/retention")
@allow(Action.READ_RETENTION)
def index() -> str:
    """Show how much is kept and due for erasure, and what was erased."""
    return render(
        "retention/index.html",
        due=queries.due(session(), current_actor(), settings().retention, clock.now()),
        erasures=queries.erasures(session()),
        labels=labels,
    )
