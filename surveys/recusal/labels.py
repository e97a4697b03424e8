"""The vocabularies of recusal, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .rules import Rule, Tie

TIE_NAMES: dict[str, str] = {
    Tie.OWN: N_("现单位"),
    Tie.PAST: N_("原单位"),
    Tie.KIN: N_("亲属所在单位或窗口"),
}
RULE_NAMES: dict[str, str] = {
    Rule.OFFICE: N_("在该单位另有职务"),
    Rule.OWN: N_("是本人现单位"),
    Rule.PAST: N_("是本人原单位，离开不满三年"),
    Rule.KIN: N_("有亲属在该处"),
    Rule.TERM: N_("不在聘期内"),
    Rule.AREA: N_("不在检查区域内"),
    "lockout": N_("近期检查过同一窗口"),
    "mutual": N_("互查对方单位"),
}
REFUSALS: dict[str, str] = {
    Rule.OFFICE: N_("您在这个窗口所属的单位另有职务，按回避规定不能由您检查。"),
    Rule.OWN: N_("这个窗口属于您申报的现单位，按回避规定不能由您检查。"),
    Rule.PAST: N_("这个窗口属于您申报的原单位，离开不满三年，按回避规定不能由您检查。"),
    Rule.KIN: N_("您申报有亲属在这个窗口或它的单位，按回避规定不能由您检查。"),
    Rule.TERM: N_("您的特约监督员聘期不含这一天，不能检查。"),
    Rule.AREA: N_("这个窗口不在您的聘任区域内，不能检查。"),
}
