"""Tasks for the phones of inspectors, and their end by the office."""

from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint
from service.web.unit import session
from surveys import step_api

from . import progress, queries, schemas, tasks
from .models import PlanTask

blueprint = Blueprint("plan_tasks", __name__, url_prefix="/plan-tasks", description="Tasks.")


@blueprint.route("")
class Mine(MethodView):
    """The caller's tasks."""

    @allow(Action.LOG_VISIT)
    @blueprint.response(200, schemas.PlanTaskLineSchema(many=True))
    def get(self) -> Any:
        """List the caller's own tasks, what ends soonest first"""
        today = clock.today()
        return progress.lines(session(), queries.own_tasks(current_actor(), today), today)


def _shown(task: PlanTask) -> PlanTask:
    blueprint.set_etag({"version": task.version})
    return task


_SHARED: dict[str, Any] = {"answers": schemas.PlanTaskSchema, "shown": _shown}
step_api.add(
    blueprint,
    "/<uuid:task_id>/refusal",
    "Refusal",
    put=step_api.method(
        blueprint,
        "Say why a task cannot be done\n\nNobody is sent instead: the plan is sealed.",
        action=Action.LOG_VISIT,
        schema=schemas.PlanDeclineSchema,
        seen=queries.declinable,
        take=tasks.decline_task,
        **_SHARED,
    ),
)
step_api.add(
    blueprint,
    "/<uuid:task_id>/withdrawal",
    "Withdrawal",
    put=step_api.method(
        blueprint,
        "Take a task back\n\nA visit that was made meanwhile is kept and not counted.",
        action=Action.PLAN_VISITS,
        schema=schemas.PlanNoteSchema,
        seen=queries.kept_tasks,
        take=tasks.withdraw_task,
        **_SHARED,
    ),
)
