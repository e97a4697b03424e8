"""The citizen's pages: a scan opens the rating page at once; the answer to it is the receipt."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests

from qr import codes, tickets
from qr.tickets import Ticket
from service.core import clock
from service.core.problems import Problem
from service.web import forms, security
from service.web.access import public
from service.web.errors import problem_of
from service.web.pages import carried, inlined_css, render_citizen
from service.web.unit import database
from surveys import receipt

from . import supplement
from .desk import desk, hand_in, is_rated, new_ticket, open_place, vouched
from .models import OWN_CHANNELS
from .reception import Place
from .schemas import DIMENSION, RatingSchema

blueprint = Blueprint("ratings", __name__, template_folder="templates")
schema = RatingSchema()

#: stands for the receipt in the page kept for everybody; no address can hold it
BLANK = "□□□□"
MOST_PAGES = 500
#: whoever gives one of these may leave a number to be called back
LOW = ("1", "2")
#: names of the reasons' boxes: this and the levels they belong to, for example ``reasons-54``
TICKS = "reasons-"
#: codes that cannot be rated, and the page that says so
NO_PLACE = {
    "mistyped_code": "ratings/enter.html",
    "unknown_code": "ratings/enter.html",
    "code_closed": "ratings/closed.html",
}


@blueprint.get("/Q")
@blueprint.get("/q")  # the one that links are made of
@public
def enter() -> ResponseReturnValue:
    """Let people type a code that their phone does not scan."""
    if typed := codes.normalise(request.args.get("code", "")):
        kept: dict[str, Any] = {"code": typed, **carried()}
        return redirect(url_for(".rate", **kept), 303)
    return render_citizen("ratings/enter.html", code="", problem=None, given={})


@blueprint.route("/Q/<code>", methods=["GET", "POST"])
@blueprint.route("/q/<code>", methods=["GET", "POST"])
@public
def rate(code: str) -> ResponseReturnValue:
    """Show the rating page of a code, or take what was filled in."""
    try:
        return _take(code) if request.method == "POST" else _form(code)
    except Problem as problem:
        if problem.code not in NO_PLACE:
            raise
        return _no_place(code, problem)


def _take(code: str) -> ResponseReturnValue:
    ticket = None
    try:
        ticket = tickets.read(database().keys, request.form.get("ticket", ""), clock.now())
        kept = hand_in(ticket, forms.load(schema, answers()))
    except (Problem, SQLAlchemyError, TooManyRequests) as error:
        return _hand_back(code, ticket, problem_of(error))
    return _thanks(kept, ticket.code, is_low=request.form.get("level", "") in LOW), 201


def _thanks(kept: str, code: str, *, is_low: bool) -> str:
    """Return the page with the receipt; rendered once for an address and day, then only filled in.

    At a busy counter everybody gets the same page but for the receipt, and rendering it costs as
    much as storing the rating.
    """
    accepts, cookies = request.headers.get("Accept-Language", ""), request.cookies
    today = clock.today()
    chosen = cookies.get("lang"), cookies.get("fs"), code, today.isoformat(), str(is_low)
    pages, key = desk().pages, (request.full_path, accepts, *chosen)
    if key not in pages:
        if len(pages) >= MOST_PAGES:
            pages.clear()
        pages[key] = render_citizen(
            "ratings/thanks.html",
            receipt=BLANK,
            window_name=open_place(code).scan.window_name,
            received=today,
            is_low=is_low,
        )
    security.style(inlined_css("core.css").source)
    security.script()
    return pages[key].replace(BLANK, kept)


def answers() -> MultiDict[str, str]:
    """Return the form with the boxes of the chosen level: others may be ticked out of sight."""
    level, pairs = request.form.get("level", ""), request.form.items(multi=True)
    return MultiDict(
        ("reasons" if name.startswith(TICKS) else name, value)
        for name, value in pairs
        if not name.startswith(TICKS) or level in name.removeprefix(TICKS)
    )


def _hand_back(code: str, ticket: Ticket | None, problem: Problem) -> Response:
    """Give back everything that was typed, with a new ticket for the same submission."""
    if problem.code in NO_PLACE:
        raise problem
    try:
        page = _again(code, ticket, problem)
    except SQLAlchemyError:  # the database is away: what was sent stands in this page
        page = render_citizen("ratings/later.html", problem=problem, given=request.form)
    return make_response(page, problem.status)


def _again(code: str, ticket: Ticket | None, problem: Problem) -> str:
    if problem.code == "act_rated":
        return render_citizen("ratings/rated.html", code=code, given=request.form)
    if problem.code == "key_reused" and ticket:
        return render_citizen(
            "ratings/already.html",
            code=ticket.code,
            receipt=receipt.make(database().keys, ticket.client_key),
            given=request.form,
        )
    return _form(ticket.code if ticket else code, ticket, problem)


def _form(code: str, ticket: Ticket | None = None, problem: Problem | None = None) -> str:
    place, act = open_place(code), request.values.get("act", "")
    try:
        if act and is_rated(vouched(place, act)):
            return render_citizen("ratings/rated.html", code=place.scan.code, given=request.form)
    except Problem as refused:  # the rating is taken without the act
        act, problem = "", problem or refused
    given, channel = request.form, request.values.get("channel", "")
    hidden = {"act": act, "channel": channel if channel in set(OWN_CHANNELS) else ""}
    return render_citizen(
        "ratings/rate.html",
        scan=place.scan,
        sheet=place.sheet,
        ticket=new_ticket(place, ticket),
        hidden={name: value for name, value in hidden.items() if value},
        days=[] if act else _days(place),
        opened=any(given[name] for name in given if name.startswith((DIMENSION, "service_date"))),
        given=given,
        problem=problem,
    )


def _days(place: Place) -> list[tuple[str, str]]:
    """Return the days whose services may be rated today, the newest (today) first."""
    today = clock.today()
    days = supplement.days(place.scan.path, today, place.calendar)
    return [
        (
            "" if day == today else day.isoformat(),
            gettext("今天") if day == today else format_date(day, "medium"),
        )
        for day in days
    ]


def _no_place(code: str, problem: Problem) -> ResponseReturnValue:
    """Say kindly that nothing can be rated here. What ended is no error to who only scanned it."""
    page = render_citizen(NO_PLACE[problem.code], code=code, problem=problem, given=request.form)
    is_scan = request.method == "GET" and problem.code == "code_closed"
    return page, 200 if is_scan else problem.status
