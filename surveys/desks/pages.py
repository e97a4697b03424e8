"""The window's desk as a page: for its head, and for those above it."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action, Actor
from service.core.paging import paginate
from service.notices import queries as notices
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import queries as registered
from service.windows.labels import KIND_NAMES, LEVEL_NAMES
from service.windows.models import ServiceWindow
from surveys.complaints import queries as complaints
from surveys.complaints import summary
from surveys.complaints.labels import FINDING_NAMES, STATE_NAMES, STATE_TONES
from surveys.complaints.models import Complaint
from surveys.deadlines.labels import SUBJECT_NAMES
from surveys.ratings.queries import released_comments
from surveys.rollups import definitions
from surveys.rollups.weakest import WANTING
from surveys.support import queries as support
from surveys.visits import queries as visits
from surveys.visits.labels import MODE_NAMES
from surveys.visits.models import Visit, VisitState
from surveys.visits.scoring import points

from . import due, labels, pictures, reading, shown, spoken
from .schemas import HeadSchema

blueprint = Blueprint("desks", __name__, template_folder="templates")

#: how many complaints, visits and comments the window's page shows before it says where more are
FEW, SOME = 4, 8


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "spoken": spoken,
        "labels": labels,
        "KIND_NAMES": KIND_NAMES,
        "LEVEL_NAMES": LEVEL_NAMES,
        "points": points,
        "definitions": definitions,
        "options": lambda names: [(value, gettext(name)) for value, name in names.items()],
    }


@blueprint.get("/desk")
@allow(Action.READ_FIGURES)
def head() -> ResponseReturnValue:
    """Show one window: what people said of it, and what waits for an answer."""
    asked, actor = forms.load(HeadSchema(unknown=EXCLUDE), request.args), current_actor()
    mine = list(session().scalars(registered.visible(actor, Action.ANSWER_COMPLAINT)))
    if "window" not in asked and not mine:
        return redirect(url_for(".province"))
    months = asked.get("months", reading.USUAL)
    first, last = reading.usual_period(clock.today(), months)
    found = reading.window_figures(
        session(),
        actor,
        asked["window"] if "window" in asked else mine[0].id,
        first=first,
        last=last,
        today=clock.today(),
    )
    return render(
        "desks/head.html",
        found=found,
        window=found.window,
        mine=[(each.id, each.full_name) for each in mine],
        waiting=due.at(session(), actor, _looked_after(mine, found.window), clock.today()),
        due_names=SUBJECT_NAMES,
        unread=notices.unread_count(session(), actor.id),
        asking=_asking(actor, found.window),
        compares=actor.may(Action.COMPARE_WINDOWS, found.window.path),
        chosen=months,
        **_figures(found),
        **_cases(actor, found.window),
        comments=released_comments(session(), found.window.id, clock.today()),
        opens=actor.may(Action.REVEAL_COMMENTS, found.window.path),
        some=SOME,
    )


def _looked_after(mine: list[ServiceWindow], window: ServiceWindow) -> list[uuid.UUID]:
    """Return the windows whose work is listed: all of the reader's own, or the one looked at."""
    own = [each.id for each in mine]
    return own if window.id in own else [window.id]


def _asking(actor: Actor, window: ServiceWindow) -> dict[str, int]:
    """Return how many requests for support a window has, by state."""
    asked = support.narrowed(support.visible(actor), window_id=window.id)
    return support.tally(session(), asked)


def _figures(found: reading.WindowFigures) -> dict[str, Any]:
    """Return the figures of the window's page, with everything hidden that must be."""
    months = shown.parts(found.months)
    reasons = shown.reasons(found.reasons, found.total)
    return {
        "total": shown.figures(found.total),
        "months": months,
        "grades": shown.parts(found.grades),
        "reasons": {
            group: [reason for reason in reasons if reason.group == group]
            for group in ("bad", "fair", "good")
        },
        "dimensions": shown.dimensions(found.dimensions, found.total),
        "sources": shown.sources(found.total) if found.sees_sources else {},
        "over_time": shown.reason_months(
            [each for each in found.reasons if each.group in WANTING], found.total, found.months
        ),
        "pictures": pictures,
        "level_names": [gettext(name) for name in labels.LEVEL_NAMES.values()],
    }


def _cases(actor: Actor, window: ServiceWindow) -> dict[str, Any]:
    """Return the complaints as their handlers tell them, and the disclosed visits."""
    told = complaints.summarised(actor).where(Complaint.window_id == window.id)
    newest = paginate(session(), told, size=FEW)
    disclosed = visits.visible(actor).where(
        Visit.window_id == window.id, Visit.state == VisitState.DISCLOSED
    )
    return {
        "complaints": summary.of(session(), newest.items),
        "visits": paginate(session(), disclosed, size=FEW),
        "today": clock.today(),
        "FINDING_NAMES": FINDING_NAMES,
        "STATE_NAMES": STATE_NAMES,
        "STATE_TONES": STATE_TONES,
        "MODE_NAMES": MODE_NAMES,
    }
