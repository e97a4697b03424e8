"""Forms as pages: which versions were published, and one of them to read."""

from flask import Blueprint, request

from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session

from . import queries
from .labels import KIND_NAMES

blueprint = Blueprint("forms", __name__, template_folder="templates")


@blueprint.get("/forms")
@allow(Action.READ_FORMS)
def index() -> str:
    """List the published versions, the newest of each form first."""
    page = paginate(session(), queries.versions(), number=request.args.get("page", 1, type=int))
    return render("forms/index.html", page=page, kinds=KIND_NAMES)


@blueprint.get("/forms/<string:key>/<int(max=99999):number>")
@allow(Action.READ_FORMS)
def show(key: str, number: int) -> str:
    """Show one version with its questions, weights and clauses."""
    version = queries.numbered(session(), key, number)
    may_edit = current_actor().may(Action.EDIT_FORMS)
    return render("forms/show.html", version=version, kinds=KIND_NAMES, may_edit=may_edit)
