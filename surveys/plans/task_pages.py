"""Tasks as pages: an inspector's own, and the office's word that takes one back."""

import uuid

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core import clock
from service.core.access import Action
from service.core.problems import N_, Problem
from service.web import forms, pages
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import choices
from surveys import matters

from . import desk, labels, progress, queries, schemas, tasks

blueprint = Blueprint("tasks", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Register the pages and the inspector's entry in the navigation."""
    app.register_blueprint(blueprint)
    pages.add_door(
        app, N_("我的任务"), "tasks.mine", Action.LOG_VISIT, order=49, also=("recusal.own",)
    )


@blueprint.get("/tasks")
@allow(Action.LOG_VISIT)
def mine() -> str:
    """List the reader's own tasks."""
    return _mine(None)


def _mine(problem: Problem | None, tried: uuid.UUID | None = None) -> str:
    today = clock.today()
    return render(
        "plans/tasks.html",
        lines=progress.lines(session(), queries.own_tasks(current_actor(), today), today),
        labels=labels,
        causes=choices.options(labels.CAUSE_NAMES),
        today=today,
        problem=problem,
        tried=tried,
        given=request.form,
    )


@blueprint.post("/tasks/<uuid:task_id>/decline")
@allow(Action.LOG_VISIT)
def decline(task_id: uuid.UUID) -> ResponseReturnValue:
    """Say why a task cannot be done."""

    def act() -> ResponseReturnValue:
        given = forms.load_step(schemas.PlanDeclineSchema())
        actor = current_actor()
        tasks.decline_task(session(), actor=actor, task_id=task_id, now=clock.now(), **given)
        return redirect(url_for(".mine"), 303)

    return forms.answered(lambda problem: _mine(problem, task_id), act)


@blueprint.route("/tasks/<uuid:task_id>/withdraw", methods=["GET", "POST"])
@allow(Action.PLAN_VISITS)
def withdraw(task_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the reason; take a task back."""

    def act() -> ResponseReturnValue:
        given = forms.load_step(schemas.PlanNoteSchema())
        actor = current_actor()
        task = tasks.withdraw_task(
            session(), actor=actor, task_id=task_id, now=clock.now(), **given
        )
        return redirect(url_for("plans.case", plan_id=task.plan_id), 303)

    return forms.answered(lambda problem: _withdrawing(task_id, problem), act)


def _withdrawing(task_id: uuid.UUID, problem: Problem | None) -> str:
    task = matters.one(session(), queries.kept_tasks(current_actor()), task_id)
    desk.looked(current_actor(), task.plan)
    return render(
        "plans/withdraw.html", task=task, labels=labels, problem=problem, given=request.form
    )
