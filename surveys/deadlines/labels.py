"""The vocabularies of deadlines, each with its name for a reader (message ids)."""

from service.core.problems import N_
from service.notices.kinds import WORDS

from .models import DeadlineState
from .packs import NAMES
from .terms import Unit

#: what a clock is for; notices call it the same
CLOCK_NAMES: dict[str, str] = {name: WORDS[name] for name in NAMES}
#: what a deadline is about, by its table
SUBJECT_NAMES: dict[str, str] = {
    "complaint": N_("投诉"),
    "low_rating": N_("差评"),
    "rectification": N_("整改"),
    "support_request": N_("支持请求"),
}
STATE_NAMES: dict[str, str] = {
    DeadlineState.RUNNING: N_("正在计时"),
    DeadlineState.PAUSED: N_("暂停计时"),
    DeadlineState.OVERDUE: N_("已超期"),
    DeadlineState.MET: N_("按时完成"),
    DeadlineState.MET_LATE: N_("超期完成"),
    DeadlineState.CANCELLED: N_("不再计时"),
}
#: a term in its unit
TERMS: dict[str, str] = {
    Unit.WORKING_DAYS: N_("%(n)s 个工作日"),
    Unit.CALENDAR_DAYS: N_("%(n)s 天"),
    Unit.HOURS: N_("%(n)s 小时"),
}
LEFT: dict[str, str] = {
    Unit.WORKING_DAYS: N_("还剩 %(n)s 个工作日"),
    Unit.CALENDAR_DAYS: N_("还剩 %(n)s 天"),
    Unit.HOURS: N_("还剩 %(n)s 小时"),
}
KEPT: dict[str, str] = {
    Unit.WORKING_DAYS: N_("已暂停，还剩 %(n)s 个工作日"),
    Unit.CALENDAR_DAYS: N_("已暂停，还剩 %(n)s 天"),
    Unit.HOURS: N_("已暂停，还剩 %(n)s 小时"),
}
