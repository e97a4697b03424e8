"""The citizen's page: ask to be called back about a low rating."""

from flask import make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from service.core.problems import Problem
from service.web import forms
from service.web.access import public
from service.web.errors import problem_of
from service.web.pages import render_citizen

from .desk import keep
from .pages import blueprint
from .schemas import LONGEST_CONTACT, LONGEST_RECEIPT, LowRatingLeftContactSchema


@blueprint.route("/call-me", methods=["GET", "POST"])
@public
def call_me() -> ResponseReturnValue:
    """Ask for a number, or take it. Receipt and number travel in the form, never in an address."""
    if request.method == "GET":
        return _ask()
    try:
        keep(forms.load(LowRatingLeftContactSchema()))
    except (Problem, TooManyRequests) as error:
        problem = problem_of(error)
        return make_response(_ask(problem), problem.status)
    return render_citizen("low_ratings/kept.html")


def _ask(problem: Problem | None = None) -> str:
    return render_citizen(
        "low_ratings/call_me.html",
        given=request.form,
        problem=problem,
        longest=(LONGEST_RECEIPT, LONGEST_CONTACT),
    )
