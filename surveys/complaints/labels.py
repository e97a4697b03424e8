"""The vocabularies of complaints, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .life import ComplaintState, Elsewhere, Finding, RootCause, Severity, Solved, Step

#: what a complaint waits for
STATE_NAMES: dict[str, str] = {
    ComplaintState.RECEIVED: N_("待受理"),
    ComplaintState.ACCEPTED: N_("待窗口答复"),
    ComplaintState.ANSWERED: N_("待核实"),
    ComplaintState.VERIFIED: N_("待拟处理意见"),
    ComplaintState.CONCLUDED: N_("待审批"),
    ComplaintState.APPROVED: N_("待告知投诉人"),
    ComplaintState.REPLIED: N_("待投诉人确认"),
    ComplaintState.REOPENED: N_("重新办理"),
    ComplaintState.REVIEW: N_("待复核"),
    ComplaintState.SUSPENDED: N_("中止"),
    ComplaintState.NOT_ACCEPTED: N_("不予受理"),
    ComplaintState.TRANSFERRED: N_("已转出"),
    ComplaintState.DUPLICATE: N_("重复件"),
    ComplaintState.WITHDRAWN: N_("已撤回"),
    ComplaintState.CLOSED: N_("已办结"),
}
#: what happened when it came into the state, for rows that do not name their step
STATES_REACHED: dict[str, str] = {
    ComplaintState.RECEIVED: N_("收到"),
    ComplaintState.ACCEPTED: N_("已受理"),
    ComplaintState.ANSWERED: N_("窗口已答复"),
    ComplaintState.NOT_ACCEPTED: N_("不予受理"),
    ComplaintState.CLOSED: N_("已办结"),
}
STEP_NAMES: dict[str, str] = {
    **STATES_REACHED,
    Step.ACCEPT: N_("已受理"),
    Step.DECLINE: N_("不予受理"),
    Step.TRANSFER: N_("转出"),
    Step.MERGE: N_("并入另一件投诉"),
    Step.ANSWER: N_("窗口已答复"),
    Step.VERIFY: N_("核实"),
    Step.CONCLUDE: N_("拟定处理意见"),
    Step.APPROVE: N_("审批同意"),
    Step.SEND_BACK: N_("审批退回"),
    Step.TELL: N_("告知投诉人"),
    Step.SUSPEND: N_("中止"),
    Step.RESUME: N_("恢复办理"),
    Step.ASK_EXTENSION: N_("申请延期"),
    Step.GRANT_EXTENSION: N_("同意延期"),
    Step.REFUSE_EXTENSION: N_("不同意延期"),
    Step.CARRY_ON: N_("撤回后继续办理"),
    Step.DECIDE_REVIEW: N_("复核决定"),
    Step.CONFIRM: N_("投诉人已确认"),
    Step.REOPEN: N_("投诉人要求重新办理"),
    Step.ASK_REVIEW: N_("投诉人申请复核"),
    Step.WITHDRAW: N_("投诉人撤回"),
    Step.SILENCE: N_("投诉人未回应"),
}
#: a step as it is offered
OFFERS: dict[str, str] = {
    Step.ACCEPT: N_("受理"),
    Step.DECLINE: N_("不予受理"),
    Step.TRANSFER: N_("转给别的部门"),
    Step.MERGE: N_("与另一件投诉相同"),
    Step.VERIFY: N_("核实"),
    Step.SUSPEND: N_("中止"),
    Step.RESUME: N_("恢复办理"),
    Step.CARRY_ON: N_("撤回后继续办理"),
    Step.ASK_EXTENSION: N_("申请延期"),
    Step.GRANT_EXTENSION: N_("同意延期"),
    Step.REFUSE_EXTENSION: N_("不同意延期"),
    Step.CONCLUDE: N_("拟定处理意见"),
    Step.APPROVE: N_("审批"),
    Step.SEND_BACK: N_("退回"),
    Step.TELL: N_("告知投诉人"),
    Step.DECIDE_REVIEW: N_("复核决定"),
}
STATE_TONES: dict[str, str] = {
    **dict.fromkeys(ComplaintState, "info"),
    ComplaintState.SUSPENDED: "warn",
    ComplaintState.REOPENED: "warn",
    ComplaintState.REVIEW: "warn",
    ComplaintState.CLOSED: "good",
}
FINDING_NAMES: dict[str, str] = {
    Finding.SUBSTANTIATED: N_("属实"),
    Finding.PARTIAL: N_("部分属实"),
    Finding.UNFOUNDED: N_("不属实"),
    Finding.INCONCLUSIVE: N_("无法查实"),
}
SEVERITY_NAMES: dict[str, str] = {
    Severity.MINOR: N_("轻微"),
    Severity.GENERAL: N_("一般"),
    Severity.SERIOUS: N_("严重"),
}
CAUSE_NAMES: dict[str, str] = {
    RootCause.FRONT_DESK: N_("前台服务"),
    RootCause.BACK_OFFICE: N_("后台办理"),
    RootCause.CONTROL: N_("内部管理"),
    RootCause.SYSTEM: N_("信息系统"),
    RootCause.POLICY: N_("政策规定"),
}
ELSEWHERE_NAMES: dict[str, str] = {
    Elsewhere.HOTLINE: N_("12345 热线"),
    Elsewhere.PETITIONS: N_("信访部门"),
    Elsewhere.DISCIPLINE: N_("纪检监察机关"),
}
SOLVED_NAMES: dict[str, str] = {
    Solved.YES: N_("解决了"),
    Solved.PARTLY: N_("部分解决"),
    Solved.NO: N_("没有解决"),
    Solved.SILENT: N_("没有回应"),
}
