"""The offices' pages: the list by the clock, one case, appeals to decide, citizens to call."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import N_, Problem
from service.people import queries as people
from service.web import forms, pages
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from surveys import matters
from surveys.rectifications import queries as rectifications
from surveys.rectifications.labels import STATE_NAMES
from surveys.rectifications.models import Source
from surveys.replies import desk as replies
from surveys.replies.models import ReplyUse
from surveys.words import ReasonSchema

from . import appeals as appealing
from . import calls as calling
from . import labels, life, operations, queries, reading
from .life import Step
from .models import LowRating
from .schemas import (
    LowRatingAppealSchema,
    LowRatingCallSchema,
    LowRatingDecisionSchema,
    LowRatingSettlementSchema,
    LowRatingVerificationSchema,
)

blueprint = Blueprint("low_ratings", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the navigation."""
    app.register_blueprint(blueprint)
    pages.add_door(app, N_("差评"), "low_ratings.index", Action.READ_LOW_RATINGS, order=38)


@blueprint.get("/low-ratings")
@allow(Action.READ_LOW_RATINGS)
def index() -> str:
    """List the low ratings that the reader may see, what is due soonest first."""
    seen = queries.visible(current_actor())
    return _list("index", queries.narrowed(seen, _state()), tally=queries.tally(session(), seen))


@blueprint.get("/low-ratings/appeals")
@allow(Action.DECIDE_APPEAL)
def appeals() -> str:
    """List the appeals that the reader decides."""
    return _list("appeals", queries.undecided(queries.appealed(current_actor())))


@blueprint.get("/low-ratings/calls")
@allow(Action.CALL_BACK)
def calls() -> str:
    """List the citizens whom the reader may call back, and how many were."""
    named = queries.named(current_actor())
    return _list("calls", named, rate=calling.rate(session(), named))


@blueprint.get("/low-ratings/<uuid:case_id>")
@allow(Action.READ_LOW_RATINGS)
def case(case_id: uuid.UUID) -> str:
    """Show one low rating and what the reader can do about it."""
    return _show(case_id)


@blueprint.post("/low-ratings/<uuid:case_id>/verify")
@allow(Action.ANSWER_LOW_RATING)
def verify(case_id: uuid.UUID) -> ResponseReturnValue:
    """Say what verification found."""
    return _act(case_id, LowRatingVerificationSchema(), operations.verify_low_rating)


@blueprint.post("/low-ratings/<uuid:case_id>/settle")
@allow(Action.ANSWER_LOW_RATING)
def settle(case_id: uuid.UUID) -> ResponseReturnValue:
    """Put right, register or explain."""
    return _act(case_id, LowRatingSettlementSchema(), operations.settle_low_rating)


@blueprint.post("/low-ratings/<uuid:case_id>/filled-answer")
@allow(Action.ANSWER_LOW_RATING)
def fill(case_id: uuid.UUID) -> str:
    """Show the form with a template's words put in after what was typed."""
    found = matters.one(session(), queries.answerable(current_actor()), case_id)
    use = ReplyUse.LOW_RATING
    given = replies.filled(session(), request.form, found.window_id, use, "answer")
    return _show(case_id, given=given)


@blueprint.post("/low-ratings/<uuid:case_id>/appeal")
@allow(Action.ANSWER_LOW_RATING)
def appeal(case_id: uuid.UUID) -> ResponseReturnValue:
    """Appeal against it."""
    return _act(case_id, LowRatingAppealSchema(), appealing.file_appeal)


@blueprint.post("/low-ratings/<uuid:case_id>/decide")
@allow(Action.DECIDE_APPEAL)
def decide(case_id: uuid.UUID) -> ResponseReturnValue:
    """Decide the appeal."""
    return _act(case_id, LowRatingDecisionSchema(), appealing.decide_appeal)


@blueprint.route("/low-ratings/<uuid:case_id>/contact", methods=["GET", "POST"])
@allow(Action.CALL_BACK)
def contact(case_id: uuid.UUID) -> ResponseReturnValue:
    """Open the contact for a written reason; it is shown in this one answer only."""

    def opened() -> str:
        told = calling.reveal_contact(
            session(),
            actor=current_actor(),
            case_id=case_id,
            now=clock.now(),
            **forms.load(ReasonSchema()),
        )
        return _calling(case_id, opened=[told])

    return forms.answered(lambda problem: _calling(case_id, problem), opened)


@blueprint.post("/low-ratings/<uuid:case_id>/call")
@allow(Action.CALL_BACK)
def call(case_id: uuid.UUID) -> ResponseReturnValue:
    """Write down a try to call back."""

    def done() -> ResponseReturnValue:
        calling.record_call(
            session(),
            actor=current_actor(),
            case_id=case_id,
            now=clock.now(),
            **forms.load(LowRatingCallSchema()),
        )
        return redirect(url_for(".contact", case_id=case_id), 303)

    return forms.answered(lambda problem: _calling(case_id, problem), done)


def _act(
    case_id: uuid.UUID, schema: Schema, operation: Callable[..., LowRating]
) -> ResponseReturnValue:
    """Do one step on the version that the reader saw; a refusal shows what is there now."""

    def take() -> ResponseReturnValue:
        operation(
            session(),
            actor=current_actor(),
            case_id=case_id,
            now=clock.now(),
            **forms.load_step(schema, besides=(replies.CHOSEN,)),
        )
        return redirect(url_for(".case", case_id=case_id), 303)

    return forms.answered(lambda problem: _show(case_id, problem), take)


def _list(name: str, query: Select[LowRating], **more: Any) -> str:
    page = paginate(session(), query, number=request.args.get("page", 1, type=int))
    told = reading.of(session(), page.items, clock.today())
    return render(
        f"low_ratings/{name}.html", page=page, told=told, here_is=name, **_words(), **more
    )


def _show(
    case_id: uuid.UUID,
    problem: Problem | None = None,
    given: MultiDict[str, str] | None = None,
) -> str:
    actor = current_actor()
    found = _readable(case_id)
    step = life.LowRatingState(found.state)
    mine = matters.find(session(), queries.answerable(actor), case_id) is not None
    decides = matters.find(session(), queries.appealed(actor), case_id) is not None
    asked = rectifications.of_source(actor, Source.LOW_RATING, case_id)
    return render(
        "low_ratings/case.html",
        told=reading.of(session(), [found], clock.today())[0],
        acts=matters.history(session(), LowRating.__tablename__, case_id),
        may_verify=mine and life.after(step, Step.VERIFY) is not None,
        may_settle=mine and life.after(step, Step.SETTLE) is not None,
        may_appeal=mine
        and not found.raised_to
        and life.after(step, Step.APPEAL, appealed=found.appeal is not None) is not None,
        may_decide=decides and life.after(step, Step.UPHOLD) is not None,
        rectifications=session().scalars(asked).unique().all(),
        rectification_states=STATE_NAMES,
        may_call=matters.find(session(), queries.named(actor), case_id) is not None,
        problem=problem,
        given=request.form if given is None else given,
        **_words(),
    )


def _readable(case_id: uuid.UUID) -> LowRating:
    """Return a case of one's own place, or one whose appeal one decides."""
    actor = current_actor()
    found = matters.find(session(), queries.visible(actor), case_id)
    return found or matters.one(session(), queries.appealed(actor), case_id)


def _calling(
    case_id: uuid.UUID, problem: Problem | None = None, opened: list[str] | None = None
) -> str:
    found = matters.one(session(), queries.named(current_actor()), case_id)
    return render(
        "low_ratings/contact.html",
        case=found,
        opened=opened,
        is_over=calling.is_done(found.calls),
        callers=people.names(session(), {each.actor_id for each in found.calls}),
        reveals=matters.history(session(), LowRating.__tablename__, case_id, queries.REVEAL),
        problem=problem,
        given=request.form,
        **_words(),
    )


def _state() -> str | None:
    """Return the state that the address asks for; what makes no sense there filters nothing."""
    asked = request.args.get("state")
    return asked if asked in set(life.LowRatingState) else None


def _words() -> dict[str, Any]:
    return {"labels": labels, "chosen": request.args, "now": clock.now()}
