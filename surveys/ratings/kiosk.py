"""The terminal in a hall: the rating page on a large screen, which begins anew by itself.

It begins anew by the header ``Refresh``, after thanks and when nobody has touched it: there is no
script, and whoever comes next finds nothing of whoever went.
"""

from flask import Response, after_this_request, make_response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests

from qr import tickets
from qr.tickets import Ticket
from service.core import clock
from service.core.problems import Problem
from service.web import forms
from service.web.access import public
from service.web.errors import problem_of
from service.web.pages import render_citizen
from service.web.unit import database

from .desk import hand_in, new_ticket, open_place
from .models import Channel
from .pages import answers, blueprint, schema

#: seconds until it begins anew: without a touch, and after thanks
IDLE, REST = 120, 8
LEAF = "kiosk.css"


@blueprint.route("/kiosk/<code>", methods=["GET", "POST"])
@public
def kiosk(code: str) -> ResponseReturnValue:
    """Show the rating page of a code on a terminal, or take what was filled in."""
    begin = url_for(".kiosk", code=code)
    after_this_request(lambda answer: _begin_anew(answer, begin))
    return _take(code) if request.method == "POST" else _form(code)


def _begin_anew(answer: Response, begin: str) -> Response:
    seconds = REST if answer.status_code == 201 else IDLE  # noqa: PLR2004 -- stored
    answer.headers["Refresh"] = f"{seconds}; url={begin}"
    return answer


def _take(code: str) -> ResponseReturnValue:
    ticket = None
    try:
        ticket = tickets.read(database().keys, request.form.get("ticket", ""), clock.now())
        given = MultiDict([*answers().items(multi=True), ("channel", Channel.KIOSK.value)])
        hand_in(ticket, forms.load(schema, given))
    except (Problem, SQLAlchemyError, TooManyRequests) as error:
        problem = problem_of(error)
        return make_response(_form(code, ticket, problem), problem.status)
    return render_citizen("ratings/kiosk_thanks.html", LEAF, code=code, rest=REST), 201


def _form(code: str, ticket: Ticket | None = None, problem: Problem | None = None) -> str:
    place = open_place(code)
    return render_citizen(
        "ratings/kiosk.html",
        LEAF,
        scan=place.scan,
        sheet=place.sheet,
        ticket=new_ticket(place, ticket),
        given=request.form,
        problem=problem,
        idle=IDLE,
    )
