"""The desks as pages: one window for its head and those above it, all windows side by side."""

import math
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action, Actor
from service.core.paging import Page, paginate
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
from surveys.complaints.life import ComplaintState
from surveys.complaints.models import Complaint
from surveys.ratings.queries import released_comments
from surveys.rectifications import queries as rectifications
from surveys.rollups import definitions, periods
from surveys.rollups.comparison import Compared, Group
from surveys.rollups.statistics import Figures, total
from surveys.visits import queries as visits
from surveys.visits.labels import MODE_NAMES
from surveys.visits.models import Visit, VisitState
from surveys.visits.scoring import points

from . import exports, labels, pictures, reading, shown, spoken
from .schemas import HeadSchema, ProvinceSchema

blueprint = Blueprint("desks", __name__, template_folder="templates")

#: how many complaints, visits and comments the window's page shows before it says where more are
FEW, SOME = 4, 8
WINDOWS_A_PAGE = 50


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
        compares=actor.may(Action.COMPARE_WINDOWS, found.window.path),
        chosen=months,
        **_figures(found),
        **_cases(actor, found.window),
        comments=released_comments(session(), found.window.id, clock.today()),
        opens=actor.may(Action.REVEAL_COMMENTS, found.window.path),
        some=SOME,
    )


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
        "pictures": pictures,
        "level_names": [gettext(name) for name in labels.LEVEL_NAMES.values()],
    }


def _cases(actor: Actor, window: ServiceWindow) -> dict[str, Any]:
    """Return the complaints as their handlers tell them, and the disclosed visits."""
    told = complaints.summarised(actor).where(Complaint.window_id == window.id)
    waiting = complaints.narrowed(told, state=ComplaintState.ACCEPTED)
    newest = paginate(session(), told, size=FEW)
    disclosed = visits.visible(actor).where(
        Visit.window_id == window.id, Visit.state == VisitState.DISCLOSED
    )
    return {
        "waiting": paginate(session(), waiting, size=1),
        "rectifying": paginate(session(), rectifications.due(actor, window.id), size=FEW),
        "now": clock.now(),
        "complaints": summary.of(session(), newest.items),
        "visits": paginate(session(), disclosed, size=FEW),
        "today": clock.today(),
        "FINDING_NAMES": FINDING_NAMES,
        "STATE_NAMES": STATE_NAMES,
        "STATE_TONES": STATE_TONES,
        "MODE_NAMES": MODE_NAMES,
    }


@blueprint.get("/province")
@allow(Action.COMPARE_WINDOWS)
def province() -> str:
    """Compare windows, like with like."""
    asked = forms.load(ProvinceSchema(unknown=EXCLUDE), request.args)
    groups, first, last, sources = _compared(asked)
    windows = [each for group in groups for each in group.windows]
    page = _page(windows, asked.get("page", 1))
    return render(
        "desks/province.html",
        groups=groups,
        on_page=_grouped(page.items),
        by_city=_by_city(windows),
        floor=_floor(page.items),
        page=page,
        shown=shown,
        total=shown.figures(total(each.figures for each in windows)),
        sources={name: shown.figures(each) for name, each in sources.items() if each.n},
        was_asked=sum(each.figures.asked for each in windows),
        too_few=sum(not each.figures.positive.enough for each in windows),
        complaints=sum(each.complaints for each in windows),
        upheld=sum(each.upheld for each in windows),
        first=first,
        last=last,
        cities=[(unit.code, unit.name) for unit in reading.cities(session(), current_actor())],
        asked=asked,
    )


def _grouped(rows: list[Compared]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the windows of a page by kind and level, as they may be shown."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in rows:
        found.setdefault((each.kind, each.level), []).append(shown.compared(each))
    return found


def _by_city(windows: list[Compared]) -> dict[str, tuple[int, dict[str, Any]]]:
    """Return how many windows each city has, and their sum; the province's own have no city."""
    cities: dict[str, list[Figures]] = {}
    for each in windows:
        cities.setdefault(each.city or "", []).append(each.figures)
    return {name: (len(sums), shown.figures(total(sums))) for name, sums in cities.items()}


def _floor(windows: list[Compared]) -> float:
    """Return the round share at which the line begins on which intervals are drawn."""
    lows = [each.figures.positive.low for each in windows if each.figures.positive.enough]
    return math.floor(min(lows, default=0.5) * 10 - 0.1) / 10


@blueprint.get("/province/figures.csv")
@allow(Action.COMPARE_WINDOWS)
def csv() -> Response:
    """Give the comparison as CSV."""
    return _file("csv", exports.as_csv, "text/csv")


@blueprint.get("/province/figures.xlsx")
@allow(Action.COMPARE_WINDOWS)
def xlsx() -> Response:
    """Give the comparison as a workbook."""
    return _file("xlsx", exports.as_xlsx, exports.XLSX)


def _file(ending: str, write: exports.Writer, mimetype: str) -> Response:
    """Answer with the windows that the filters choose, and with what the figures mean."""
    groups, first, last, _ = _compared(forms.load(ProvinceSchema(unknown=EXCLUDE), request.args))
    rows = [exports.row(shown.compared(each)) for group in groups for each in group.windows]
    answer = Response(write(rows, exports.notes(first, last)), mimetype=mimetype)
    name = f"windows-{first:%Y%m}-{last:%Y%m}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _compared(asked: dict[str, Any]) -> tuple[list[Group], date, date, dict[str, Figures]]:
    """Return the groups that the filters choose, the first and last month, and figures by way."""
    first, last = reading.usual_period(clock.today(), asked.get("months", reading.USUAL))
    choice: dict[str, Any] = {
        "first": first,
        "last": periods.first_of(last),
        **{name: asked[name] for name in ("city", "kind", "level") if name in asked},
    }
    groups = reading.compared(session(), current_actor(), **choice)
    sources = reading.by_channel(session(), current_actor(), groups, **choice)
    return groups, first, choice["last"], sources


def _page(rows: list[Compared], number: int) -> Page[Compared]:
    """Return one page of rows that are all at hand: their order is not known to the database."""
    page = Page(rows, 1, WINDOWS_A_PAGE, len(rows))
    number = max(1, min(number, page.pages))
    return replace(page, items=rows[(number - 1) * page.size : number * page.size], number=number)
