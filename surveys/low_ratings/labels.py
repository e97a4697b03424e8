"""The vocabularies of low ratings, each with its name for a reader (message ids)."""

from service.core.problems import N_
from surveys.complaints.life import Solved

from .life import CallOutcome, Decision, Ground, LowRatingState, Settlement

STATE_NAMES: dict[str, str] = {
    LowRatingState.OPEN: N_("待核实"),
    LowRatingState.VERIFIED: N_("待处置"),
    LowRatingState.APPEALED: N_("申诉待裁定"),
    LowRatingState.CLOSED: N_("已处置"),
    LowRatingState.EXCLUDED: N_("已剔除"),
}
STATE_TONES: dict[str, str] = {
    LowRatingState.OPEN: "warn",
    LowRatingState.VERIFIED: "warn",
    LowRatingState.APPEALED: "info",
    LowRatingState.CLOSED: "good",
    LowRatingState.EXCLUDED: "info",
}
SETTLEMENT_NAMES: dict[str, str] = {
    Settlement.FIXED: N_("立行立改"),
    Settlement.REGISTERED: N_("登记台账，限期整改"),
    Settlement.EXPLAINED: N_("解释说明"),
}
GROUND_NAMES: dict[str, str] = {
    Ground.MISTAKE: N_("误评"),
    Ground.MALICE: N_("恶意差评"),
    Ground.ELSEWHERE: N_("不是本窗口的事"),
    Ground.POLICY: N_("受政策所限"),
}
DECISION_NAMES: dict[str, str] = {
    Decision.UPHELD: N_("申诉成立"),
    Decision.REJECTED: N_("申诉不成立"),
}
OUTCOME_NAMES: dict[str, str] = {
    CallOutcome.REACHED: N_("已经联系上"),
    CallOutcome.NOT_REACHED: N_("没有接通"),
}
SOLVED_NAMES: dict[str, str] = {
    Solved.YES: N_("解决了"),
    Solved.PARTLY: N_("解决了一部分"),
    Solved.NO: N_("没有解决"),
}
LEVEL_NAMES = {1: N_("非常不满意"), 2: N_("不满意")}
CLOCK_NAMES = {
    "low_rating.verify": N_("核实"),
    "low_rating.fix": N_("处置"),
    "appeal.decide": N_("裁定申诉"),
}
#: what the history calls each act
ACT_NAMES: dict[str, str] = {
    "open_low_rating": N_("收到差评"),
    "tell_low_rating": N_("告知窗口"),
    "raise_low_rating": N_("转由上级核实处置"),
    "verify_low_rating": N_("已核实"),
    "settle_low_rating": N_("已处置"),
    "confirm_low_rating": N_("群众说了解决没有"),
    "reopen_low_rating": N_("群众说没有解决，重新处置"),
    "appeal_low_rating": N_("窗口提出申诉"),
    "uphold_low_rating": N_("申诉成立，评价不计入"),
    "reject_low_rating": N_("申诉不成立"),
    "drop_low_rating": N_("评价经两人核定剔除"),
}
