"""Requests for support as pages: the list, asking, and one request with its steps."""

import uuid
from typing import Any

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
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
from service.windows import queries as windows
from surveys import matters
from surveys.deadlines import queries as deadlines

from . import acts, labels, operations, queries
from .acts import ACTS
from .life import SupportStep
from .models import SupportRequest
from .schemas import SupportAskingSchema, SupportFilterSchema

blueprint = Blueprint("support", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the navigation."""
    app.register_blueprint(blueprint)
    pages.add_door(app, N_("支持请求"), "support.index", Action.READ_SUPPORT, order=46)


@blueprint.get("/support")
@allow(Action.READ_SUPPORT)
def index() -> str:
    """List the requests that the reader may see, what waits for an answer first."""
    seen = queries.visible(current_actor())
    number = request.args.get("page", 1, type=int)
    page = paginate(session(), queries.narrowed(seen, **_asked()), number=number)
    return render(
        "support/index.html",
        page=page,
        tally=queries.tally(session(), seen),
        clocks=_clocks([made.id for made in page.items]),
        **_words(),
    )


def _asked() -> dict[str, Any]:
    """Read the filters of the address; what makes no sense there filters nothing."""
    schema = SupportFilterSchema()
    given = MultiDict((k, v) for k, v in request.args.items(multi=True) if k in schema.fields)
    try:
        return forms.load(schema, given)
    except Problem:
        return forms.load(schema, MultiDict())


@blueprint.route("/support/new", methods=["GET", "POST"])
@allow(Action.ASK_SUPPORT)
def new() -> ResponseReturnValue:
    """Ask the unit above for what the window lacks."""

    def act() -> ResponseReturnValue:
        data = forms.load(SupportAskingSchema())
        made = operations.ask_support(session(), actor=current_actor(), now=clock.now(), **data)
        return redirect(url_for(".case", request_id=made.id), 303)

    return forms.answered(_asking, act)


def _asking(problem: Problem | None) -> str:
    mine = session().scalars(windows.visible(current_actor(), Action.ASK_SUPPORT))
    is_reused = problem is not None and problem.code == "key_reused"
    return render(
        "support/new.html",
        mine=[(each.id, each.full_name) for each in mine if each.state not in windows.ENDED],
        client_key=(not is_reused and request.form.get("client_key")) or uuid.uuid4(),
        problem=problem,
        given=request.values,
        **_words(),
    )


@blueprint.get("/support/<uuid:request_id>")
@allow(Action.READ_SUPPORT)
def case(request_id: uuid.UUID) -> str:
    """Show one request with all its steps, and what the reader may do next."""
    return _case(request_id, None)


def _case(request_id: uuid.UUID, problem: Problem | None, tried: str = "") -> str:
    actor = current_actor()
    made = matters.one(session(), queries.visible(actor), request_id)
    return render(
        "support/case.html",
        made=made,
        asked=windows.units_by_code(session(), [_code(made)])[_code(made)],
        names=people.names(session(), {stage.actor_id for stage in made.stages}),
        clock=_clocks([made.id]).get(made.id),
        may=acts.open_to(session(), actor, made),
        problem=problem,
        tried=tried,
        given=request.form,
        **_words(),
    )


@blueprint.post(f"/support/<uuid:request_id>/<any({','.join(ACTS)}):step>")
@allow(Action.ASK_SUPPORT, Action.ANSWER_SUPPORT)
def act(request_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Take one step on the version that the reader saw; a refusal shows what is there now."""
    chosen = ACTS[SupportStep(step)]
    typed = MultiDict((k, v) for k, v in request.form.items(multi=True) if k != "version")

    def done() -> ResponseReturnValue:
        chosen.operation(
            session(),
            actor=current_actor(),
            request_id=request_id,
            version=request.form.get("version", 0, type=int),
            now=clock.now(),
            **forms.load(chosen.schema(), typed),
        )
        return redirect(url_for(".case", request_id=request_id), 303)

    return forms.answered(lambda problem: _case(request_id, problem, step), done)


def _clocks(ids: list[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """Return the soonest clock that runs, by request."""
    running = deadlines.running(session(), SupportRequest.__tablename__, ids)
    return {request_id: clocks[0] for request_id, clocks in running.items()}


def _code(made: SupportRequest) -> str:
    return made.asked_path.rstrip("/").rpartition("/")[2]


def _words() -> dict[str, Any]:
    return {
        "labels": labels,
        "today": clock.today(),
        "chosen": request.args,
        "options": lambda names: [(value, gettext(name)) for value, name in names.items()],
    }
