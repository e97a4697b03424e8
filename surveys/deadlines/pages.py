"""Deadlines as pages: what is due at my places, one of them, and the rules in force."""

import uuid
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import queries as windows
from service.windows.labels import KIND_NAMES, LEVEL_NAMES
from service.windows.models import Level, OrgUnit

from . import labels, packs, queries, reading, subjects
from .models import Deadline
from .rules import rules_of
from .schemas import DueFilterSchema

blueprint = Blueprint("deadlines", __name__, template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"labels": labels, "matter_of": matter_of}


def matter_of(deadline: Deadline) -> str:
    """Return the address of what a deadline is about: its page takes an id, by whatever name."""
    page = subjects.page_of(deadline)
    [argument] = next(current_app.url_map.iter_rules(page.endpoint)).arguments
    values: dict[str, Any] = {argument: page.subject_id}
    return url_for(page.endpoint, **values)


@blueprint.get("/deadlines")
@allow(Action.READ_DEADLINES)
def index() -> str:
    """List what is due at the reader's places, what has run out first."""
    actor, now = current_actor(), clock.now()
    names = DueFilterSchema().fields
    asked = MultiDict((k, v) for k, v in request.args.items(multi=True) if k in names)
    chosen = forms.load(DueFilterSchema(), asked)
    query = reading.listed(session(), actor, chosen, now)
    page = paginate(session(), query, number=request.args.get("page", 1, type=int))
    clocks = [(name, gettext(words)) for name, words in labels.CLOCK_NAMES.items()]
    units = windows.visible_units(actor, Action.READ_DEADLINES).where(OrgUnit.level == Level.CITY)
    return render(
        "deadlines/index.html",
        page=page,
        chosen=chosen,
        clocks=[pair for pair in clocks if pair[0] not in packs.OF_CITIZENS],
        subjects=[(name, gettext(words)) for name, words in labels.SUBJECT_NAMES.items()],
        cities=[(unit.code, unit.name) for unit in session().scalars(units)],
        kinds=[(kind, gettext(words)) for kind, words in KIND_NAMES.items()],
        levels=[(level, gettext(words)) for level, words in LEVEL_NAMES.items()],
    )


@blueprint.get("/deadlines/<uuid:deadline_id>")
@allow(Action.READ_DEADLINES)
def show(deadline_id: uuid.UUID) -> str:
    """Show one deadline and how it is counted."""
    found = queries.get_visible(session(), current_actor(), deadline_id)
    pack = packs.version(found.pack, found.pack_since)
    return render("deadlines/show.html", deadline=found, pack=pack)


@blueprint.get("/deadlines/rules")
@allow(Action.READ_DEADLINES)
def rules() -> str:
    """Show which clocks are in force at the reader's places, with their source."""
    return render("deadlines/rules.html", **rules_of(session(), current_actor(), clock.today()))
