"""The vocabularies of codes, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .posters import Layout
from .states import Act, CodeState

STATE_NAMES: dict[str, str] = {
    CodeState.DRAFT: N_("待印制"),
    CodeState.PRINTED: N_("已印制"),
    CodeState.POSTED: N_("已张贴"),
    CodeState.REPLACED: N_("已更换"),
    CodeState.REVOKED: N_("已停用"),
}

#: how a state looks: the tone of its badge
TONES: dict[str, str] = {
    CodeState.DRAFT: "info",
    CodeState.PRINTED: "info",
    CodeState.POSTED: "good",
    CodeState.REPLACED: "info",
    CodeState.REVOKED: "bad",
}

ACT_NAMES: dict[str, str] = {
    Act.PRINT: N_("标为已印制"),
    Act.POST: N_("标为已张贴"),
    Act.REPLACE: N_("更换编号"),
    Act.REVOKE: N_("停用编号"),
}

LAYOUT_NAMES: dict[str, str] = {
    Layout.A4: N_("A4 海报，每页一张"),
    Layout.A5: N_("A5 台卡，每页一张"),
    Layout.FOUR: N_("A4 四联卡，裁开使用"),
    Layout.EIGHT: N_("A4 八联卡，裁开使用"),
}
