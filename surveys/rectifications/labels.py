"""The vocabularies of rectifications, each with its name for a reader (message ids)."""

from service.core.problems import N_
from surveys.complaints.life import RootCause

from .life import OPENED, RectificationState, Source, Step

STATE_NAMES: dict[str, str] = {
    RectificationState.OPEN: N_("待整改"),
    RectificationState.IN_PROGRESS: N_("整改中"),
    RectificationState.SUBMITTED: N_("待复查"),
    RectificationState.RETURNED: N_("已退回"),
    RectificationState.CLOSED: N_("已销号"),
    RectificationState.WITHDRAWN: N_("已撤销"),
}
STATE_TONES: dict[str, str] = {
    RectificationState.OPEN: "warn",
    RectificationState.IN_PROGRESS: "info",
    RectificationState.SUBMITTED: "info",
    RectificationState.RETURNED: "bad",
    RectificationState.CLOSED: "good",
    RectificationState.WITHDRAWN: "info",
}
STEP_NAMES: dict[str, str] = {
    OPENED: N_("提出整改"),
    Step.PLAN: N_("制定措施"),
    Step.SUBMIT: N_("提交整改结果"),
    Step.VERIFY: N_("复查通过，销号"),
    Step.RETURN: N_("复查不通过，退回"),
    Step.WITHDRAW: N_("撤销"),
    Step.ASK_EXTENSION: N_("申请延期"),
    Step.GRANT_EXTENSION: N_("同意延期"),
    Step.REFUSE_EXTENSION: N_("不同意延期"),
}
SOURCE_NAMES: dict[str, str] = {
    Source.LOW_RATING: N_("差评"),
    Source.COMPLAINT: N_("投诉"),
    Source.VISIT: N_("检查"),
}
CAUSE_NAMES: dict[str, str] = {
    RootCause.FRONT_DESK: N_("前台服务"),
    RootCause.BACK_OFFICE: N_("后台办理"),
    RootCause.CONTROL: N_("管理监督"),
    RootCause.SYSTEM: N_("信息系统"),
    RootCause.POLICY: N_("政策规定"),
}
