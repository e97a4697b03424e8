"""The citizen's pages: complain or praise. A refused form comes back with all that was given."""

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from qr import codes, tickets
from qr.queries import Scan, resolve
from qr.tickets import Ticket
from service.core import clock
from service.core.problems import Problem
from service.web.access import public
from service.web.errors import problem_of
from service.web.pages import carried, render_citizen
from service.web.unit import database
from surveys import receipt
from surveys.held import MOST_PHOTOS, Held

from . import sent
from .citizen_schemas import LONGEST_CONTACT, ComplaintSchema, PraiseSchema
from .desk import ask, hand_in
from .filing import LONGEST_AGO
from .models import ComplaintKind
from .operations import Filed
from .pages import blueprint
from .schemas import LONGEST_TEXT

log = structlog.get_logger()

SCHEMAS = {
    ComplaintKind.COMPLAINT: ComplaintSchema,
    ComplaintKind.PRAISE: PraiseSchema,
    ComplaintKind.SUGGESTION: PraiseSchema,
}
#: where the page of a code explains by itself what is wrong with it
NO_PLACE = {"mistyped_code", "unknown_code"}


@blueprint.route("/Q/<code>/complaint", methods=["GET", "POST"])
@blueprint.route("/q/<code>/complaint", methods=["GET", "POST"])  # the one that links are made of
@public
def complain(code: str) -> ResponseReturnValue:
    """Show the complaint form of a code, or take what was filled in."""
    return _serve(code, ComplaintKind.COMPLAINT)


@blueprint.route("/Q/<code>/praise", methods=["GET", "POST"])
@blueprint.route("/q/<code>/praise", methods=["GET", "POST"])  # the one that links are made of
@public
def praise(code: str) -> ResponseReturnValue:
    """Show the form for praise, or take what was filled in."""
    return _serve(code, ComplaintKind.PRAISE)


@blueprint.route("/Q/<code>/suggestion", methods=["GET", "POST"])
@blueprint.route("/q/<code>/suggestion", methods=["GET", "POST"])  # the one that links are made of
@public
def suggest(code: str) -> ResponseReturnValue:
    """Show the form for a suggestion, or take what was filled in."""
    return _serve(code, ComplaintKind.SUGGESTION)


def _serve(code: str, kind: ComplaintKind) -> ResponseReturnValue:
    if request.method == "POST":
        request.max_content_length = sent.LARGEST_FORM
        return _take(code, kind)
    try:
        with database().reading() as session:
            scan = resolve(session, code)
            if scan.is_open:
                return _form(session, scan, kind)
    except Problem as problem:
        if problem.code not in NO_PLACE:
            raise
    kept: dict[str, Any] = carried()
    return redirect(url_for("ratings.rate", code=codes.normalise(code), **kept), 303)


def _take(code: str, kind: ComplaintKind) -> ResponseReturnValue:
    ticket, photos = None, Held()
    try:
        photos = sent.earlier()
        sent.add_new(photos)
        ticket = tickets.read(database().keys, request.form.get("ticket", ""), clock.now())
        filed = hand_in(ticket, kind, sent.given(SCHEMAS[kind](), photos), photos.names)
    except (Problem, SQLAlchemyError, TooManyRequests) as error:
        problem = problem_of(error)
        if problem.status >= 500:  # noqa: PLR2004
            log.exception("form given back", code=problem.code)
        return _hand_back(code, kind, ticket, photos, problem)
    return _receipt(kind, filed), 201


def _hand_back(
    code: str, kind: ComplaintKind, ticket: Ticket | None, photos: Held, problem: Problem
) -> Response:
    """Give back all that was typed and the photos that were right, with a ticket to send again."""
    try:
        page = _again(code, kind, ticket, photos, problem)
    except (Problem, SQLAlchemyError):  # the database is away, or the code leads nowhere
        page = render_citizen("complaints/later.html", problem=problem, **_kept(photos))
    return make_response(page, problem.status)


def _again(
    code: str, kind: ComplaintKind, ticket: Ticket | None, photos: Held, problem: Problem
) -> str:
    with database().reading() as session:
        scan = resolve(session, ticket.code if ticket else code)
        if problem.code == "key_reused" and ticket:
            return render_citizen(
                "complaints/already.html",
                code=ticket.code,
                receipt=receipt.make(database().keys, ticket.client_key),
                window_name=scan.window_name,
                received=clock.today(),
                given=request.form,
            )
        return _form(session, scan, kind, ticket=ticket, photos=photos, problem=problem)


def _kept(photos: Held) -> Mapping[str, Any]:
    return {"given": request.form, "notes": sent.notes(photos), "longest": LONGEST_TEXT}


def _form(
    session: Session,
    scan: Scan,
    kind: ComplaintKind,
    *,
    ticket: Ticket | None = None,
    photos: Held | None = None,
    problem: Problem | None = None,
) -> str:
    today = clock.today()
    return render_citizen(
        f"complaints/{kind.value}.html",
        **vars(ask(session, scan, ticket)),
        days=(today - LONGEST_AGO, today),
        longest_contact=LONGEST_CONTACT,
        most_photos=MOST_PHOTOS,
        problem=problem,
        **_kept(photos or Held()),
    )


def _receipt(kind: ComplaintKind, filed: Filed) -> str:
    return render_citizen("complaints/filed.html", kind=kind.value, filed=filed, day=format_date)
