"""The vocabularies of nomination, each with its words for a reader (message ids)."""

from service.core.problems import N_

from .models import Move, PackState, Stage

STAGE_NAMES: dict[str, str] = {
    Stage.DRAFT: N_("填写审批表"),
    Stage.OWNER_PUBLICITY: N_("所属单位公示"),
    Stage.COUNTY_OPINION: N_("县级意见"),
    Stage.CITY_OPINION: N_("市级意见"),
    Stage.INITIAL_REVIEW: N_("省厅初审"),
    Stage.PANEL_REVIEW: N_("领导小组复审"),
    Stage.PROVINCE_PUBLICITY: N_("省厅公示"),
    Stage.FINAL_DECISION: N_("党组会议审定"),
    Stage.TO_MINISTRY: N_("报送人社部"),
    Stage.AWARDED: N_("获得表彰"),
    Stage.NOT_AWARDED: N_("未获表彰"),
    Stage.WITHDRAWN: N_("已撤回"),
}

#: what the guard of a step looks at, said before anybody tries
GUARD_WORDS: dict[str, str] = {
    Stage.OWNER_PUBLICITY: N_(
        "由窗口所属人社部门向社会公示，满 5 个工作日（首日计入）并已结束，没有未办结的异议。"
    ),
    Stage.COUNTY_OPINION: N_("意见不超过 100 字；不同意推荐的，请退回并写明理由。"),
    Stage.CITY_OPINION: N_(
        "每市最多 2 个，原则上至少 1 个在县级及以下；三项一票否决情形须逐项作答，并排定顺序。"
    ),
    Stage.INITIAL_REVIEW: N_("材料齐全，并再次核对三项一票否决情形。"),
    Stage.PANEL_REVIEW: N_("须由初审以外的人员办理。"),
    Stage.PROVINCE_PUBLICITY: N_(
        "在厅门户网站统一公示，满 5 个工作日（首日计入）并已结束，没有未办结的异议。"
    ),
    Stage.FINAL_DECISION: N_("填写会议纪要文号；县级及以下不足总数一半的，须写明理由。"),
    Stage.TO_MINISTRY: N_("证据包在审定之后生成；纸质原件一式 8 份，各级意见均已盖章。"),
    Stage.AWARDED: N_("记录人社部的决定；表彰由部里作出，本系统只作记录。"),
    Stage.NOT_AWARDED: N_("记录人社部的决定；表彰由部里作出，本系统只作记录。"),
}

MOVE_NAMES: dict[str, str] = {
    Move.NOMINATED: N_("提出推荐"),
    Move.ADVANCED: N_("办理"),
    Move.RETURNED: N_("退回"),
    Move.WITHDRAWN: N_("撤回"),
}

PACK_NAMES: dict[str, str] = {
    PackState.REQUESTED: N_("正在生成"),
    PackState.READY: N_("可以下载"),
    PackState.FAILED: N_("生成失败"),
}
PACK_TONES: dict[str, str] = {PackState.READY: "good", PackState.FAILED: "bad"}

FACT_NAMES: dict[str, str] = {
    "on": N_("落款日期"),
    "agree": N_("结论"),
    "seal": N_("盖章"),
    "rank": N_("本市推荐顺序"),
    "v1": N_("一票否决：违法案件或重大违纪问题"),
    "v2": N_("一票否决：行政不作为、乱作为或造成不良影响"),
    "v3": N_("一票否决：损害群众利益的不正之风"),
    "deviation_reason": N_("名额偏离的理由"),
    "starts_on": N_("公示开始"),
    "ends_on": N_("公示结束"),
    "url": N_("公示网址"),
    "phone": N_("公示电话"),
    "objection": N_("公示期间的异议"),
    "complete": N_("材料"),
    "document": N_("文号"),
    "copies": N_("份数"),
    "sealed": N_("公章"),
    "text": N_("意见"),
}

#: facts that are chosen, not typed: value → words
CHOICES: dict[str, dict[str, str]] = {
    "agree": {"true": N_("同意推荐"), "false": N_("不同意")},
    "seal": {"affixed": N_("纸质件已盖章"), "pending": N_("待盖章")},
    "objection": {"none": N_("没有，或已全部办结"), "open": N_("有未办结的异议")},
    "complete": {"true": N_("齐全"), "false": N_("不齐全")},
    "sealed": {"true": N_("各级意见均已盖章"), "false": N_("尚未全部盖章")},
    **{veto: {"none": N_("没有"), "exists": N_("有")} for veto in ("v1", "v2", "v3")},
}

#: 填表说明 一 to 九 of the approval form (辽人社〔2016〕149号 附件)
FORM_NOTES = (
    N_("本表是全国人力资源社会保障系统 %(span)s 年度优质服务窗口推荐审批表；"),
    N_("本表填写后统一打印出来，使用仿宋四号字，数字统一使用阿拉伯数字；"),
    N_(
        "推荐对象是指拟参加优质服务窗口评选表彰的窗口单位，推荐单位指各省、自治区、直辖市和新疆"
        "生产建设兵团人社厅（局）；"
    ),
    N_("窗口名称、窗口负责人姓名、联系电话等必须填写准确；"),
    N_("“窗口级别”按照行政级别填写，没有行政级别的填写“无”；"),
    N_("“窗口所属单位”是被推荐窗口的上级管理部门，须填写全称；"),
    N_("“窗口性质”根据被推荐集体性质选填机关、参公单位、事业单位或其他；"),
    N_("主要先进事迹要求重点突出，字数 300 字左右；"),
    N_("本表上报一式 %(copies)s 份，规格为 A4 纸。"),
)

MEASURES: dict[str, str] = {
    "count": N_("%(n)s 个"),
    "count_county": N_("县级及以下 %(n)s 个"),
    "percent_county": N_("县级及以下占 %(n)s%%"),
}
#: the rules of 辽人社〔2016〕149号 三 for readers of other languages; the notice's words are data
RULE_NAMES: dict[str, str] = {
    "R-CITY": N_("每个市推荐 2 个窗口单位。"),
    "R-COUNTY": N_("原则上从县级及以下窗口单位中至少推荐 1 个。"),
    "R-RATIO": N_("县级及以下窗口单位原则上不低于总数的 50%%。"),
}
VERDICT_NAMES: dict[str, str] = {
    "met": N_("符合"),
    "open": N_("尚可满足"),
    "broken": N_("不符合"),
}
VERDICT_TONES: dict[str, str] = {"met": "good", "broken": "bad"}
