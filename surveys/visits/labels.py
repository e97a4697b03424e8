"""The vocabularies of visits, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .models import FlagKind, VisitMode, VisitState

#: 人社部发〔2014〕91号 六
MODE_NAMES: dict[str, str] = {
    VisitMode.UNANNOUNCED: N_("暗访"),
    VisitMode.ANNOUNCED: N_("明察"),
    VisitMode.CROSS: N_("互查"),
}

STATE_NAMES: dict[str, str] = {
    VisitState.INCOMPLETE: N_("照片未收齐"),
    VisitState.SUBMITTED: N_("已提交"),
    VisitState.DISCLOSED: N_("已公布"),
}
STATE_TONES: dict[str, str] = {
    VisitState.INCOMPLETE: "warn",
    VisitState.SUBMITTED: "info",
    VisitState.DISCLOSED: "good",
}

LEVEL_NAMES: dict[str, str] = {
    "key": N_("关键项"),
    "veto": N_("否决项"),
    "doubted": N_("否决项，暂停否决"),
}

#: what a person should look at
FLAG_NAMES: dict[str, str] = {
    FlagKind.SAME_PHOTO: N_("用了以前检查的照片"),
    FlagKind.LIKE_PHOTO: N_("照片与以前的很像"),
    FlagKind.LIKE_ANSWERS: N_("备注或数字与以前的一样"),
    FlagKind.WINDOW_CLOSED: N_("收到时窗口已停用"),
}
