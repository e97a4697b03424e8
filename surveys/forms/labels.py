"""Words of the forms' pages: kinds, types of rows, what is wrong."""

from flask_babel import gettext

from service.core.problems import N_
from service.windows.labels import KIND_NAMES as WINDOW_KINDS

from .cells import YES
from .models import FormKind
from .rows import Fault

KIND_NAMES: dict[str, str] = {
    FormKind.RATING: N_("评价表"),
    FormKind.COMPLAINT: N_("投诉表"),
    FormKind.VISIT: N_("检查表"),
}
#: column → code → what people call it
OPTIONS: dict[str, dict[str, str]] = {
    "kinds": WINDOW_KINDS,
    "conditions": {
        "politics": N_("政治坚定可靠"),
        "discipline": N_("没有发生违纪违法问题"),
        "institutions": N_("制度体系健全"),
        "platform": N_("平台建设规范"),
        "convenience": N_("服务便利高效"),
        "style": N_("工作作风优良"),
        "team": N_("队伍建设较好"),
        "results": N_("工作实绩突出"),
        "supervision": N_("监督机制完善"),
    },
    "grave": {YES: N_("是")},
    "question": {
        "yes_no": N_("做到、没做到"),
        "three_steps": N_("做到、部分做到、没做到"),
        "ratio": N_("多少当中有多少"),
        "count": N_("看到几次"),
        "time": N_("用了多久"),
        "several": N_("勾选看到的"),
        "words": N_("逐字记下的话"),
        "vacant_post": N_("空岗"),
    },
    "level": {"normal": N_("一般项"), "key": N_("关键项"), "veto": N_("否决项")},
    "unit": {"seconds": N_("秒"), "minutes": N_("分钟"), "days": N_("天")},
}


def options(column: str) -> list[tuple[str, str]]:
    """Return what can be chosen in a column as (code, words) pairs."""
    return [(code, gettext(name)) for code, name in OPTIONS[column].items()]


def said(fault: Fault) -> str:
    """Put into words what is wrong; what fills the sentence may be a message id itself."""
    values = {
        name: gettext(value) if isinstance(value, str) and value else value
        for name, value in fault.values.items()
    }
    sentence: str = gettext(fault.sentence, **values)
    return sentence
