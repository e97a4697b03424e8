"""Pages of the offices: bundles of slips that a clerk enters, and held ratings for two people."""

import uuid
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.paging import paginate
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session, settings

from . import batches, held
from .desk import answer_of
from .labels import CHANNEL_NAMES, RULING_NAMES, SIGNAL_NAMES
from .models import Channel
from .office_schemas import BatchSchema, DecisionSchema, RulingSchema, SlipSchema
from .pages import answers, blueprint


@blueprint.route("/rating-batches", methods=["GET", "POST"], endpoint="batches")
@allow(batches.MAY)
def list_batches() -> ResponseReturnValue:
    """List the bundles of slips, or open one."""
    return forms.answered(_batches, _open)


def _batches(problem: Problem | None) -> str:
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), batches.visible(current_actor()), number=number)
    return render(
        "ratings/batches.html",
        page=page,
        entered=batches.entered(session(), [each.id for each in page.items]),
        names=CHANNEL_NAMES,
        today=clock.today(),
        given=request.form,
        problem=problem,
    )


def _open() -> ResponseReturnValue:
    data = forms.load(BatchSchema())
    made = batches.open_batch(
        session(),
        window_code=data.pop("window"),
        form=settings().rating_form,
        actor=current_actor(),
        now=clock.now(),
        **data,
    )
    return redirect(url_for(".batch", batch_id=made.id), 303)


@blueprint.route("/rating-batches/<uuid:batch_id>", methods=["GET", "POST"])
@allow(batches.MAY)
def batch(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Show one bundle with the form for its next slip, or take that slip."""
    return forms.answered(lambda problem: _batch(batch_id, problem), lambda: _enter(batch_id))


def _batch(batch_id: uuid.UUID, problem: Problem | None) -> str:
    found = batches.get(session(), current_actor(), batch_id)
    return render(
        "ratings/batch.html",
        batch=found,
        entered=batches.entered(session(), [found.id])[found.id],
        place=batches.place_of(session(), found),
        names=CHANNEL_NAMES,
        client_key=request.form.get("client_key") or uuid.uuid4(),
        given=request.form if problem else MultiDict(),
        problem=problem,
    )


def _enter(batch_id: uuid.UUID) -> ResponseReturnValue:
    slip: dict[str, Any] = forms.load(SlipSchema(), answers())
    batches.enter_slips(
        session(),
        batch_id=batch_id,
        slips={slip["client_key"]: answer_of(slip, Channel.PAPER, None)},
        actor=current_actor(),
        now=clock.now(),
    )
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@blueprint.get("/held-ratings", endpoint="held")
@allow(held.MAY)
def list_held() -> str:
    """List held ratings, and what is proposed for them."""
    return _held(None)


def _held(problem: Problem | None) -> str:
    return render(
        "ratings/held.html",
        heaps=held.heaps(session(), current_actor()),
        signals=SIGNAL_NAMES,
        rulings=RULING_NAMES,
        given=request.form,
        problem=problem,
    )


@blueprint.post("/held-ratings/rulings")
@allow(held.MAY)
def propose() -> ResponseReturnValue:
    """Propose what becomes of a heap of held ratings."""

    def act() -> ResponseReturnValue:
        held.propose(
            session(), actor=current_actor(), now=clock.now(), **forms.load(RulingSchema())
        )
        return redirect(url_for(".held"), 303)

    return forms.answered(_held, act)


@blueprint.post("/held-ratings/rulings/<uuid:ruling_id>")
@allow(held.MAY)
def decide(ruling_id: uuid.UUID) -> ResponseReturnValue:
    """Agree with what somebody else proposed, or not."""

    def act() -> ResponseReturnValue:
        data = forms.load(DecisionSchema())
        held.decide(session(), ruling_id=ruling_id, actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".held"), 303)

    return forms.answered(_held, act)
