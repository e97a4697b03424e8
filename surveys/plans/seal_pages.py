"""Seals as pages for everybody, and the proof of one visit for those who may read it."""

import json
import uuid
from typing import Any

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from service.core import clock
from service.core.problems import N_, Problem, invalid
from service.web import forms
from service.web.access import allow, current_actor, public
from service.web.pages import render, render_citizen
from service.web.unit import session

from . import published
from .published import READ
from .seal_schemas import SealProofSchema

LONGEST = 12_000

blueprint = Blueprint("seals", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/seals")
@public
def index() -> str:
    """Show a seal for each day that is over, and the draws that are open."""
    return _index(None)


@blueprint.post("/seals")
@public
def check() -> ResponseReturnValue:
    """Check a proof that somebody was given."""

    def act() -> ResponseReturnValue:
        found = published.checked(session(), _proof(), clock.today())
        return _index(None, found)

    return forms.answered(_index, act)


def _proof() -> dict[str, Any]:
    try:
        proof: dict[str, Any] = SealProofSchema().loads(request.form.get("proof", "")[:LONGEST])
    except (ValidationError, ValueError):
        raise invalid({"proof": [N_("这不是一份检查计划的证明。")]}) from None
    return proof


def _index(problem: Problem | None, found: dict[str, Any] | None = None) -> str:
    return render_citizen(
        "plans/seals.html",
        seals=published.last_days(session(), clock.today()),
        finished=published.finished(session()),
        problem=problem,
        wrong=problem.fields if problem else {},
        found=found,
        given=request.form,
    )


@blueprint.get("/visits/<uuid:visit_id>/proof")
@allow(*READ)
def proof(visit_id: uuid.UUID) -> str:
    """Show what proves that a disclosed visit was fixed beforehand, or say that it was not."""
    found = published.proof_of(session(), current_actor(), visit_id)
    if found is None:
        return render("plans/proof.html", proof=None)
    shown = SealProofSchema().dump(found)
    text = json.dumps(shown, ensure_ascii=False, indent=1)
    return render("plans/proof.html", proof=shown, text=text, says=json.loads(shown["leaf"]))
