"""The vocabularies of requests for support, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .life import SupportKind, SupportState, SupportStep

KIND_NAMES: dict[str, str] = {
    SupportKind.STAFF: N_("人员"),
    SupportKind.EQUIPMENT: N_("设施设备"),
    SupportKind.SYSTEM: N_("信息系统"),
    SupportKind.POLICY: N_("政策口径"),
    SupportKind.TRAINING: N_("培训"),
}
STATE_NAMES: dict[str, str] = {
    SupportState.ASKED: N_("待答复"),
    SupportState.AGREED: N_("已同意"),
    SupportState.DECLINED: N_("未同意"),
    SupportState.DONE: N_("已落实"),
    SupportState.WITHDRAWN: N_("已撤回"),
}
STATE_TONES: dict[str, str] = {
    SupportState.ASKED: "warn",
    SupportState.AGREED: "info",
    SupportState.DECLINED: "info",
    SupportState.DONE: "good",
    SupportState.WITHDRAWN: "info",
}
STEP_NAMES: dict[str, str] = {
    SupportStep.ASK: N_("窗口提出请求"),
    SupportStep.AGREE: N_("同意支持"),
    SupportStep.DECLINE: N_("不予支持"),
    SupportStep.REFER: N_("转上一级答复"),
    SupportStep.CONFIRM: N_("窗口确认已落实"),
    SupportStep.WITHDRAW: N_("窗口撤回"),
}
