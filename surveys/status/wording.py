"""Where a complaint stands, in words for the citizen (message ids)."""

from service.core.problems import N_
from surveys.complaints.life import ComplaintState as S
from surveys.complaints.life import Elsewhere, Solved, Step
from surveys.complaints.praise import Response

from .low_ratings import Stands

#: what has happened
STANDS: dict[str, str] = {
    S.RECEIVED: N_("已收到，正在审核"),
    S.ACCEPTED: N_("已受理，正在核实"),
    S.ANSWERED: N_("窗口已答复，正在核实"),
    S.VERIFIED: N_("已核实，正在写结论"),
    S.CONCLUDED: N_("结论已写好，正在审批"),
    S.APPROVED: N_("结论已审批，马上答复您"),
    S.REPLIED: N_("已答复您，请您看看"),
    S.REOPENED: N_("正在重新办理"),
    S.REVIEW: N_("正在由另外的人复核"),
    S.SUSPENDED: N_("先停一停，等补充材料"),
    S.NOT_ACCEPTED: N_("没有受理"),
    S.TRANSFERRED: N_("已转给别的部门"),
    S.DUPLICATE: N_("已并入另一件一起办"),
    S.WITHDRAWN: N_("您已撤回"),
    S.CLOSED: N_("已办结"),
}
_ANSWER = N_("我们会在 %(day)s前答复您。")
#: what comes next, and by when
NEXT: dict[str, str] = {
    S.RECEIVED: N_("我们会在 %(day)s前告诉您是否受理。"),
    **dict.fromkeys((S.ACCEPTED, S.ANSWERED, S.VERIFIED, S.CONCLUDED, S.APPROVED), _ANSWER),
    S.REOPENED: _ANSWER,
    S.REPLIED: N_("请在 %(day)s前说一声解决了没有。不说，就按“没有回应”办结，不算您满意。"),
    S.REVIEW: N_("我们会在 %(day)s前告诉您复核结果。"),
}
#: what comes next where no day is set
WAITS: dict[str, str] = {
    S.SUSPENDED: N_("期限先不算。补充以后接着办，期限接着算。"),
    S.WITHDRAWN: N_("如果情况严重，办理单位仍然可以接着查。"),
}
#: what happened, step by step; steps between colleagues are left out
STEPS: dict[str | None, str] = {
    None: N_("收到"),
    Step.ACCEPT: N_("受理"),
    Step.DECLINE: N_("没有受理"),
    Step.TRANSFER: N_("转给别的部门"),
    Step.MERGE: N_("并入另一件"),
    Step.ANSWER: N_("窗口作了说明"),
    Step.VERIFY: N_("核实完毕"),
    Step.APPROVE: N_("结论经另一人审批"),
    Step.TELL: N_("答复您"),
    Step.SUSPEND: N_("先停一停"),
    Step.RESUME: N_("接着办"),
    Step.GRANT_EXTENSION: N_("经批准延长了期限"),
    Step.CARRY_ON: N_("办理单位决定接着查"),
    Step.DECIDE_REVIEW: N_("复核有了结果"),
    Step.CONFIRM: N_("您说了解决没有"),
    Step.REOPEN: N_("您要求再办"),
    Step.ASK_REVIEW: N_("您申请复核"),
    Step.WITHDRAW: N_("您撤回"),
    Step.SILENCE: N_("到期没有收到您的回应"),
}
WHERE: dict[str, str] = {
    Elsewhere.HOTLINE: N_("12345 热线"),
    Elsewhere.PETITIONS: N_("信访部门"),
    Elsewhere.DISCIPLINE: N_("纪检监察机关"),
}
#: what is done about a low rating
LOW: dict[str, str] = {
    Stands.WAITING: N_("已收到。凑满几个人的评价再一起告诉窗口，这样谁也认不出您。"),
    Stands.CHECKING: N_("已告诉窗口，正在核实。"),
    Stands.CHECKING_ABOVE: N_("这个窗口评价的人少，怕认出您，由上一级单位核实。"),
    Stands.CHECKED: N_("已核实，正在处理。"),
    Stands.DOUBTED: N_("窗口认为这条评价有误，正在由窗口以外的人判断。"),
    Stands.AGAIN: N_("您说没有解决，正在重新处理。"),
    Stands.FIXED: N_("已经改了。"),
    Stands.EXPLAINED: N_("已经说明情况。"),
    Stands.REGISTERED: N_("已经列入整改，正在改。"),
    Stands.PUT_RIGHT: N_("已经改好，并由另外的人查过。"),
}
#: what the window said to praise or a suggestion
RESPONSES: dict[str, str] = {
    Response.THANK: N_("窗口看到了您的表扬"),
    Response.ADOPT: N_("您的建议已被采纳"),
    Response.NOTE: N_("您的建议已经记下，暂时没有采纳"),
}
SOLVED: dict[str, str] = {
    Solved.YES: N_("解决了"),
    Solved.PARTLY: N_("解决了一部分"),
    Solved.NO: N_("没有解决"),
    Solved.SILENT: N_("没有回应"),
}
