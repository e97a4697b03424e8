"""The vocabularies of plans, each with its name for a reader (message ids)."""

from service.core.problems import N_
from surveys.recusal.labels import RULE_NAMES

from .models import Occasion, PlanState, TaskState
from .progress import Cause, Outcome

STATE_NAMES: dict[str, str] = {
    PlanState.DRAFT: N_("待批准"),
    PlanState.APPROVED: N_("待抽签"),
    PlanState.DRAWN: N_("检查中"),
    PlanState.CLOSED: N_("已结束"),
    PlanState.CANCELLED: N_("已取消"),
}
STATE_TONES: dict[str, str] = {
    PlanState.DRAFT: "warn",
    PlanState.APPROVED: "warn",
    PlanState.DRAWN: "info",
    PlanState.CLOSED: "good",
    PlanState.CANCELLED: "info",
}
OCCASION_NAMES: dict[str, str] = {
    Occasion.ROUTINE: N_("例行抽查"),
    Occasion.COMPLAINT: N_("投诉核查（不计入频次限制）"),
}
OUTCOME_NAMES: dict[str, str] = {
    Outcome.OPEN: N_("未到访"),
    Outcome.DONE: N_("已完成"),
    Outcome.REFUSED: N_("被拒绝"),
    Outcome.NOT_COUNTED: N_("不计分"),
    Outcome.NOT_DONE: N_("未完成"),
}
OUTCOME_TONES: dict[str, str] = {
    Outcome.OPEN: "info",
    Outcome.DONE: "good",
    Outcome.REFUSED: "bad",
    Outcome.NOT_COUNTED: "warn",
    Outcome.NOT_DONE: "warn",
}
TASK_NAMES: dict[str, str] = {
    TaskState.OPEN: N_("待检查"),
    TaskState.WITHDRAWN: N_("已撤回"),
    TaskState.DECLINED: N_("已说明不能完成"),
}
CAUSE_NAMES: dict[str, str] = {
    Cause.CONFLICT: N_("应当回避"),
    Cause.TURNED_AWAY: N_("窗口拒绝检查"),
    Cause.SHUT: N_("窗口没有开门"),
    Cause.OTHER: N_("其他原因"),
}
#: why a drawn window is left alone, or nobody can be sent
WHY_NAMES: dict[str, str] = {
    **RULE_NAMES,
    "recent": N_("三十天内已查或将查"),
    "full": N_("一年已满六次"),
    "closed": N_("窗口已停办"),
}
