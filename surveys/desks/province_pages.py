"""The province's view: windows side by side, gaps, what was found wanting, what has run out."""

import math
from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_babel import gettext
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action
from service.core.paging import Page
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from surveys.deadlines.labels import SUBJECT_NAMES
from surveys.rollups import gaps, periods
from surveys.rollups.comparison import Compared
from surveys.rollups.statistics import total
from surveys.tables import XLSX

from . import exports, late, pictures, reading, shown, spoken, wanting, workbook
from .pages import blueprint
from .schemas import ProvinceSchema

WINDOWS_A_PAGE = 50


@blueprint.get("/province")
@allow(Action.COMPARE_WINDOWS)
def province() -> str:
    """Compare windows, like with like."""
    asked, choice = _asked()
    groups = reading.compared(session(), current_actor(), **choice)
    sources = reading.by_channel(session(), current_actor(), groups, **choice)
    windows = [each for group in groups for each in group.windows]
    page = _page(windows, asked.get("page", 1))
    return _render(
        "province",
        asked,
        choice,
        on_page=_grouped(page.items),
        page=page,
        floor=_floor(windows),
        total=shown.figures(total(each.figures for each in windows)),
        sources={name: shown.figures(each) for name, each in sources.items() if each.n},
        was_asked=sum(each.figures.asked for each in windows),
        too_few=sum(not each.figures.positive.enough for each in windows),
        **_sums(windows),
    )


@blueprint.get("/province/gaps", endpoint="gaps")
@allow(Action.COMPARE_WINDOWS)
def show_gaps() -> str:
    """Show how far like windows lie apart, over the whole and inside each city."""
    asked, choice = _asked()
    groups = reading.compared(session(), current_actor(), **choice)
    cities = gaps.by_city(groups)
    codes = {unit.name: unit.code for unit in reading.cities(session(), current_actor())}
    return _render(
        "gaps",
        asked,
        choice,
        groups=groups,
        by_city=cities,
        inside=gaps.told(cities),
        codes=codes,
        sums=_sums,
    )


@blueprint.get("/province/weakest")
@allow(Action.COMPARE_WINDOWS)
def weakest() -> str:
    """Show the reasons ticked most often and the points judged lowest."""
    asked, choice = _asked()
    groups = reading.compared(session(), current_actor(), **choice)
    found = reading.weakest(session(), current_actor(), groups, **choice)
    whole, *parts = wanting.told(*found)
    return _render("weakest", asked, choice, whole=whole, parts_of=parts, pictures=pictures)


@blueprint.get("/province/overdue")
@allow(Action.COMPARE_WINDOWS)
def overdue() -> str:
    """Show by city how many matters have run over their clock; each number opens its list."""
    asked, choice = _asked()
    found = late.by_city(session(), current_actor(), clock.now(), **_narrowing(asked))
    sorts = late.sorts(current_actor())
    names = [gettext(SUBJECT_NAMES[sort]) for sort in sorts]
    return _render("overdue", asked, choice, found=found, sorts=sorts, sort_names=names)


@blueprint.get("/province/figures.csv")
@allow(Action.COMPARE_WINDOWS)
def csv() -> Response:
    """Give the comparison as CSV."""
    _, choice = _asked()
    groups = reading.compared(session(), current_actor(), **choice)
    made = exports.as_csv(exports.compared(groups), exports.notes(choice["first"], choice["last"]))
    return _file(made, "csv", "text/csv", choice)


@blueprint.get("/province/figures.xlsx")
@allow(Action.COMPARE_WINDOWS)
def xlsx() -> Response:
    """Give everything that the province's pages show as a workbook."""
    asked, choice = _asked()
    actor = current_actor()
    groups = reading.compared(session(), actor, **choice)
    made = workbook.made(
        groups,
        wanting.told(*reading.weakest(session(), actor, groups, **choice)),
        late.by_city(session(), actor, clock.now(), **_narrowing(asked)),
        reading.by_channel(session(), actor, groups, **choice),
        notes=exports.notes(choice["first"], choice["last"], _spoken(asked)),
    )
    return _file(made, "xlsx", XLSX, choice)


def _asked() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the filters as they were asked for, and the choice of windows and months."""
    asked = forms.load(ProvinceSchema(unknown=EXCLUDE), request.args)
    first, last = reading.usual_period(clock.today(), asked.get("months", reading.USUAL))
    return asked, {"first": first, "last": periods.first_of(last), **_narrowing(asked)}


def _narrowing(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked[name] for name in ("city", "kind", "level") if name in asked}


def _render(name: str, asked: dict[str, Any], choice: dict[str, Any], **more: Any) -> str:
    units = reading.cities(session(), current_actor())
    return render(
        f"desks/{name}.html",
        tab=name,
        asked=asked,
        filters={key: value for key, value in asked.items() if key != "page"},
        spoken_filters=_spoken(asked),
        cities=[(unit.code, unit.name) for unit in units],
        shown=shown,
        today=clock.today(),
        first=choice["first"],
        last=choice["last"],
        **more,
    )


def _spoken(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the filters as words: what a page on paper says in place of its form."""
    cities = {unit.code: unit.name for unit in reading.cities(session(), current_actor())}
    return spoken.filters(asked, cities)


def _sums(windows: list[Compared]) -> dict[str, int]:
    """Return how many cases there are of what stands beside the rates."""
    names = ("complaints", "upheld", "appeals", "appeals_upheld")
    return {name: sum(getattr(each, name) for each in windows) for name in names}


def _grouped(rows: list[Compared]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the windows of a page by kind and level, as they may be shown."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in rows:
        found.setdefault((each.kind, each.level), []).append(shown.compared(each))
    return found


def _floor(windows: list[Compared]) -> float:
    """Return the round share at which the line begins on which intervals are drawn."""
    lows = [each.figures.positive.low for each in windows if each.figures.positive.enough]
    return math.floor(min(lows, default=0.5) * 10 - 0.1) / 10


def _file(made: bytes, ending: str, mimetype: str, choice: dict[str, Any]) -> Response:
    answer = Response(made, mimetype=mimetype)
    first, last = choice["first"], choice["last"]
    name = f"windows-{first:%Y%m}-{last:%Y%m}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(rows: list[Compared], number: int) -> Page[Compared]:
    """Return one page of rows that are all at hand: their order is not known to the database."""
    page = Page(rows, 1, WINDOWS_A_PAGE, len(rows))
    number = max(1, min(number, page.pages))
    return replace(page, items=rows[(number - 1) * page.size : number * page.size], number=number)
