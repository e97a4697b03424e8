"""The words of the desks (message ids)."""

from service.core.problems import N_
from surveys.ratings.labels import CHANNEL_NAMES

__all__ = ["CHANNEL_NAMES", "GRADE_NAMES", "LEVEL_NAMES"]

#: 国办发〔2019〕51号, best first
LEVEL_NAMES: dict[int, str] = {
    5: N_("非常满意"),
    4: N_("满意"),
    3: N_("基本满意"),
    2: N_("不满意"),
    1: N_("非常不满意"),
}

GRADE_NAMES: dict[str, str] = {
    "A": N_("A 凭办件编号"),
    "B": N_("B 柜台扫码"),
    "C": N_("C 其他扫码"),
}
