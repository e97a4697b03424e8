"""The offices' pages: the handler's queue and cases, the window's answers."""

import uuid
from typing import Any

from flask import Blueprint, Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
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
from service.windows import queries as windows
from surveys import matters
from surveys.forms import queries as published
from surveys.replies import desk as replies
from surveys.replies.models import ReplyUse
from surveys.tables import XLSX

from . import (
    acts,
    clearing_pages,
    clearings,
    clocks,
    contents,
    exports,
    labels,
    life,
    operations,
    queries,
    sheet,
    summary,
)
from .acts import ACTS
from .life import Step
from .models import Complaint
from .schemas import QueueSchema, narrowing
from .sheet import Words

blueprint = Blueprint("complaints", __name__, template_folder="templates")

READ = Action.READ_COMPLAINT_CASE, Action.READ_COMPLAINT_MATTER


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the navigation."""
    app.register_blueprint(blueprint)
    app.register_blueprint(clearing_pages.blueprint)
    also = "clearings.index", "conversations.waiting", "replies.index"
    pages.add_door(app, N_("投诉"), "complaints.queue", *READ, order=40, also=also)


@blueprint.get("/complaints")
@allow(*READ)
def queue() -> ResponseReturnValue:
    """List the complaints that the reader may read whole, what is due soonest first."""
    actor = current_actor()
    if not actor.may(Action.READ_COMPLAINT_CASE):
        return redirect(url_for(".answers"), 303)
    seen = queries.cases(actor)
    page = paginate(session(), narrowed(seen), number=_page_number())
    return render(
        "complaints/queue.html",
        page=page,
        categories={each.id: _category(each) for each in page.items},
        running=clocks.running(session(), [each.id for each in page.items]),
        tally=queries.tally(session(), seen, clock.today()),
        clearings_due=queries.clearings_due(session(), actor),
        choices=list(sheet.categories(published.current(session(), operations.FORM).body)),
        **_words(),
    )


@blueprint.get("/complaints/queue.xlsx")
@allow(Action.READ_COMPLAINT_CASE)
def export() -> Response:
    """Give the queue, narrowed as it is seen, as a spreadsheet."""
    seen = narrowed(queries.cases(current_actor())).limit(exports.MOST)
    made = exports.queue(session().scalars(seen).unique())
    answer = Response(made, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{clock.today()}.xlsx"'
    return answer


@blueprint.get("/complaints/answers")
@allow(Action.READ_COMPLAINT_MATTER)
def answers() -> str:
    """List the accepted complaints about the reader's windows, as the handlers tell them."""
    actor = current_actor()
    page = paginate(session(), narrowed(queries.summarised(actor)), number=_page_number())
    return render(
        "complaints/answers.html",
        page=page,
        summaries=summary.of(session(), page.items),
        running=clocks.running(session(), [each.id for each in page.items]),
        **_words(),
    )


@blueprint.get("/complaints/<uuid:complaint_id>")
@allow(*READ)
def case(complaint_id: uuid.UUID) -> str:
    """Show one complaint: whole, or as a summary to those who may not read its words."""
    return _show(complaint_id)


@blueprint.get("/complaints/<uuid:complaint_id>/photos/<int:number>")
@allow(Action.READ_COMPLAINT_CASE)
def photo(complaint_id: uuid.UUID, number: int) -> Response:
    """Give one photo."""
    complaint = matters.one(session(), queries.cases(current_actor()), complaint_id)
    return Response(contents.photo(session(), complaint, number), mimetype="image/jpeg")


@blueprint.post(f"/complaints/<uuid:complaint_id>/<any({','.join(ACTS)}):step>")
@allow(*acts.ACTIONS.values())
def act(complaint_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Take one step on the version that the reader saw; a refusal shows what is there now."""

    def take() -> ResponseReturnValue:
        acts.take(
            session(),
            Step(step),
            actor=current_actor(),
            complaint_id=complaint_id,
            now=clock.now(),
            **forms.load_step(ACTS[Step(step)].schema(), besides=(replies.CHOSEN,)),
        )
        return redirect(url_for(".case", complaint_id=complaint_id), 303)

    return forms.answered(lambda problem: _show(complaint_id, problem, step), take)


@blueprint.post("/complaints/<uuid:complaint_id>/filled-answer")
@allow(Action.ANSWER_COMPLAINT)
def fill(complaint_id: uuid.UUID) -> str:
    """Show the answer's form with a template's words put in after what was typed."""
    told = matters.one(session(), queries.summarised(current_actor()), complaint_id)
    given = replies.filled(session(), request.form, told.window_id, ReplyUse.COMPLAINT, "reply")
    return _show(complaint_id, given=given)


def _show(
    complaint_id: uuid.UUID,
    problem: Problem | None = None,
    tried: str = "",
    given: MultiDict[str, str] | None = None,
) -> str:
    """Show a case, or its summary to who may not read it; ``tried`` is the step refused."""
    whole = matters.find(session(), queries.cases(current_actor()), complaint_id)
    shown: dict[str, Any] = {
        "problem": problem,
        "given": request.form if given is None else given,
        "tried": tried,
        **_words(),
    }
    return _summary(complaint_id, shown) if whole is None else _case(whole, shown)


def _summary(complaint_id: uuid.UUID, shown: dict[str, Any]) -> str:
    actor = current_actor()
    told = matters.one(session(), queries.summarised(actor), complaint_id)
    return render(
        "complaints/summary.html",
        told=summary.of(session(), [told])[0],
        running=clocks.running(session(), [told.id]),
        may_answer=Step.ANSWER in acts.open_to(session(), actor, told),
        **shown,
    )


def _case(complaint: Complaint, shown: dict[str, Any]) -> str:
    actor = current_actor()
    may = acts.open_to(session(), actor, complaint)
    asked = shown["tried"] or request.args.get("do", "")
    return render(
        "complaints/case.html",
        complaint=complaint,
        category=_category(complaint),
        running=clocks.running(session(), [complaint.id]),
        matter=contents.shown(session(), complaint),
        facts=contents.shown_facts(session(), complaint),
        has_contact=contents.has_contact(session(), complaint),
        names=people.names(session(), {each.actor_id for each in complaint.stages}),
        office_name=queries.handled_by(session(), complaint.handler_path),
        decider_name=queries.handled_by(session(), complaint.decider_path),
        now_called=windows.successor(session(), complaint.window_id),
        clearing=clearings.of(session(), complaint.id),
        may=may,
        chosen_step=acts.first_of(may, asked),
        may_handle=actor.may(Action.HANDLE_COMPLAINT, complaint.handler_path),
        may_reveal=actor.may(Action.REVEAL_CONTACT, complaint.handler_path),
        may_open=actor.may(Action.REVEAL_WORDS, complaint.handler_path),
        **shown,
    )


def _category(complaint: Complaint) -> Words:
    return sheet.category(complaint.form_version.body, complaint.category) or {}


def narrowed(query: Select[Complaint]) -> Select[Complaint]:
    """Apply the filters of the address; what makes no sense there filters nothing."""
    names = QueueSchema().fields
    typed = MultiDict((k, v) for k, v in request.args.items(multi=True) if k in names)
    try:
        asked = forms.load(QueueSchema(), typed)
    except Problem:
        return query
    return queries.narrowed(query, **narrowing(asked))


def _page_number() -> int:
    return request.args.get("page", 1, type=int)


def _words() -> dict[str, Any]:
    return {"labels": labels, "life": life, "today": clock.today(), "chosen": request.args}
