"""What a notice can say: closed lists of sentences and words, so no private text can get in.

Rooms add their own sentences and words here. A citizen's words have no place to stand in.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from service.core.problems import N_

#: what a notice is about, as the reader sees it (message ids)
KINDS: dict[str, str] = {
    "due": N_("有一项工作快到期了"),
    "overdue": N_("有一项工作已经超期"),
    "escalated": N_("下级有一项工作超期，已上报给您"),
    "returned": N_("有一项工作被退回，请重新办理"),
    "low_rating_opened": N_("有一条差评要在期限内核实"),
    "appeal_filed": N_("有一件差评申诉等您裁定"),
    "appeal_decided": N_("您提出的差评申诉已经裁定"),
    "reopened": N_("群众说问题没有解决，已重新办理"),
    "citizen_wrote": N_("投诉人有新的留言"),
    "complaint_assigned": N_("有一件新的投诉等您审查"),
    "complaint_accepted": N_("有一件投诉需要窗口说明情况"),
    "complaint_replied": N_("窗口已经说明情况"),
    "complaint_to_approve": N_("有一件投诉的处理意见等您审批"),
    "complaint_decided": N_("有一件投诉已有结果"),
    "complaint_to_review": N_("有一件投诉等您复核"),
    "complaint_withdrawn": N_("投诉人撤回了投诉"),
    "extension_asked": N_("有一件投诉申请延长期限"),
    "extension_decided": N_("延长期限的申请已有结果"),
    "clearing_issued": N_("窗口有一份新的澄清书"),
    "clearing_due": N_("有一件不属实的投诉，还没有给被投诉的人出具澄清书"),
    "rectification_opened": N_("有一件整改交给您办理"),
    "rectification_submitted": N_("有一件整改等您复查"),
    "rectification_returned": N_("有一件整改被退回，请继续整改"),
    "rectification_verified": N_("有一件整改已复查通过"),
    "rectification_withdrawn": N_("有一件整改已撤销"),
    "rectification_more_time": N_("有一件整改申请延长期限"),
    "rectification_time_decided": N_("整改延长期限的申请已有结果"),
    "support_asked": N_("有一件支持请求等您答复"),
    "support_agreed": N_("支持请求已同意，请看落实日期"),
    "support_declined": N_("支持请求未获同意，请看理由"),
    "support_referred": N_("支持请求已转上一级答复"),
    "support_ended": N_("窗口确认或撤回了一件支持请求"),
}

#: words that a notice may name as its ``category`` (message ids)
WORDS: dict[str, str] = {
    "complaint": N_("投诉"),
    "low_rating": N_("差评"),
    "visit": N_("暗访"),
    "complaint.screen": N_("审查投诉"),
    "complaint.conclude": N_("办结投诉"),
    "complaint.reply": N_("答复群众"),
    "complaint.confirm": N_("等群众确认"),
    "complaint.review": N_("复核投诉"),
    "low_rating.verify": N_("核实差评"),
    "low_rating.fix": N_("差评整改"),
    "appeal.decide": N_("差评申诉"),
    "rectification.fix": N_("整改"),
    "rating.supplement": N_("补充评价"),
    "support": N_("支持请求"),
    "support.answer": N_("答复支持请求"),
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


#: what else a notice may hold; ``window`` must also be the name of a window in the register
FACTS: dict[str, Callable[[Any], bool]] = {
    "window": lambda value: isinstance(value, str),
    "category": lambda value: isinstance(value, str) and value in WORDS,
    "day": lambda value: isinstance(value, date) and not isinstance(value, datetime),
    "days": _is_number,
    "number": _is_number,
}


def checked(kind: str, values: Mapping[str, Any]) -> dict[str, str | int]:
    """Return ``values`` as they are stored (days in ISO form).

    Raises ValueError for a kind, a key or a type that is not on the lists above.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notice; add it to KINDS")
    wrong = [name for name, value in values.items() if not FACTS.get(name, _never)(value)]
    if wrong:
        raise ValueError(f"a notice cannot hold {', '.join(wrong)}; see FACTS and WORDS")
    return {name: value if _is_number(value) else str(value) for name, value in values.items()}


def _never(_: Any) -> bool:
    return False
