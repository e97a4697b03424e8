"""The page where a citizen learns what became of it, and acts on a case of his own.

The receipt travels in the form, never in an address. A page opened by receipt carries a pass, so
that it is typed once; when the pass is too old, the receipt is asked for and the words are kept.
"""

import base64
import uuid
from typing import Any

import structlog
from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests

from service.core import clock
from service.core.problems import N_, Problem
from service.web import forms
from service.web.access import public
from service.web.errors import problem_of
from service.web.pages import render_citizen
from service.web.unit import database
from surveys.complaints import labels, sent
from surveys.conversations.schemas import LONGEST_MESSAGE, TextSchema
from surveys.held import MOST_PHOTOS, Held

from . import desk, passes, wording
from .operations import Given
from .passes import Pass
from .progress import Progress
from .say import say_day
from .schemas import LONGEST_RECEIPT, ReasonSchema, ReceiptSchema, SolvedSchema

log = structlog.get_logger()
blueprint = Blueprint("status", __name__, template_folder="templates")

REFUSED = (Problem, TooManyRequests, SQLAlchemyError)
#: what is filled in for an act
SCHEMAS: dict[str, type[Schema]] = {
    "message": TextSchema,
    "confirm": SolvedSchema,
    "reopen": ReasonSchema,
    "review": ReasonSchema,
    "withdraw": Schema,
}
EXPIRED = N_("这个页面打开超过半小时了。为了安全，请再填一次回执号。您写的话都在这里。")


@blueprint.route("/r", methods=["GET", "POST"])
@public
def lookup() -> ResponseReturnValue:
    """Ask for a receipt, and say in plain words what became of it."""
    if request.method == "GET":
        return _ask(None)
    try:
        found = desk.progress_of(forms.load(ReceiptSchema())["receipt"])
    except REFUSED as error:
        return _ask(problem_of(error))
    return _progress(found)


@blueprint.post("/r/card")
@public
def card() -> ResponseReturnValue:
    """Draw the receipt as a picture to keep, in a page where a long press saves it."""
    try:
        drawn = desk.card_of(forms.load(ReceiptSchema())["receipt"])
    except REFUSED as error:
        return _ask(problem_of(error))
    return render_citizen("status/card.html", picture=base64.b64encode(drawn).decode())


@blueprint.post("/r/<any(message, confirm, reopen, review, withdraw):act>")
@public
def act(act: str) -> ResponseReturnValue:
    """Do one of the citizen's acts; what is refused comes back with all that was given."""
    request.max_content_length = sent.LARGEST_FORM
    shown, photos, case = None, Held(), None
    try:
        photos = sent.earlier()
        sent.add_new(photos)
        shown = passes.read(database().keys, request.form.get("pass", ""), clock.now())
        case = _case(shown)
        given = sent.given(SCHEMAS[act](), photos, besides=("pass", "receipt"))
        found = desk.do(act, case, _given(given, photos, shown))
    except REFUSED as error:
        problem = problem_of(error)
        if problem.status >= 500:  # noqa: PLR2004
            log.exception("act given back", code=problem.code)
        return _hand_back(act, case, photos, shown, problem)
    return _progress(found, done=act)


def _case(shown: Pass | None) -> uuid.UUID:
    """Return whose page this is: by the receipt where one was typed, else by the pass."""
    if typed := request.form.get("receipt", "").strip():
        return desk.case_of(typed[:LONGEST_RECEIPT])
    if shown is None or shown.expired:
        raise Problem(422, "pass_expired", EXPIRED)
    return shown.case_id


def _given(data: dict[str, Any], photos: Held, shown: Pass | None) -> Given:
    return Given(
        client_key=shown.client_key if shown else uuid.uuid4(),
        text=data.get("text") or data.get("reason") or "",
        photos=tuple(photos.names),
        solved=data.get("solved"),
    )


def _hand_back(
    act: str, case: uuid.UUID | None, photos: Held, shown: Pass | None, problem: Problem
) -> Response:
    """Give back all that was typed: in the page of the case, or beside a field for the receipt."""
    # other words in an old page are the next message: they need a key of their own
    key = shown.client_key if shown and problem.code != "key_reused" else uuid.uuid4()
    try:
        found = desk.standing(case) if case else None
    except REFUSED:
        found = None
    if found:
        page = _progress(found, photos=photos, problem=problem, act=act, key=key)
    else:
        notes, kept = sent.notes(photos), request.form.get("pass", "")
        page = render_citizen(
            "status/again.html",
            act=act,
            problem=problem,
            given=request.form,
            notes=notes,
            kept_pass=kept,
        )
    return make_response(page, problem.status)


def _progress(
    found: Progress,
    *,
    photos: Held | None = None,
    problem: Problem | None = None,
    act: str = "",
    done: str = "",
    key: uuid.UUID | None = None,
) -> str:
    keys, case = database().keys, found.case_id
    return render_citizen(
        "status/progress.html",
        found=found,
        labels=labels,
        wording=wording,
        day=say_day,
        token=passes.issue(keys, case, clock.now(), key) if case else "",
        problem=problem,
        act=act,
        done=done,
        given=request.form if act else {},
        notes=sent.notes(photos or Held()),
        most_photos=MOST_PHOTOS,
        longest=LONGEST_MESSAGE,
    )


def _ask(problem: Problem | None) -> Response:
    typed = request.form.get("receipt", "")[:LONGEST_RECEIPT]
    page = render_citizen("status/ask.html", problem=problem, typed=typed)
    return make_response(page, problem.status if problem else 200)
