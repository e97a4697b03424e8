"""The vocabularies of the register, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .models import Kind, Level, WindowState

#: 辽人社〔2016〕149号 一, in its order, and the grassroots platforms it adds
KIND_NAMES: dict[str, str] = {
    Kind.EMP: N_("公共就业和人才服务"),
    Kind.SI: N_("社会保险经办"),
    Kind.TAL: N_("人事人才服务"),
    Kind.ARB: N_("劳动人事争议调解仲裁"),
    Kind.INSP: N_("劳动保障监察"),
    Kind.SKILL: N_("职业技能鉴定"),
    Kind.HOT: N_("12333电话咨询服务"),
    Kind.EXAM: N_("人事考试"),
    Kind.PET: N_("信访"),
    Kind.WEB: N_("门户网站"),
    Kind.GRASS: N_("基层服务平台"),
}

LEVEL_NAMES: dict[str, str] = {
    Level.PROVINCE: N_("省级"),
    Level.CITY: N_("市级"),
    Level.COUNTY: N_("县级"),
    Level.TOWNSHIP: N_("乡镇（街道）"),
    Level.COMMUNITY: N_("社区（村）"),
}

STATE_NAMES: dict[str, str] = {
    WindowState.ACTIVE: N_("在用"),
    WindowState.SUSPENDED: N_("暂停"),
    WindowState.MERGED: N_("已合并"),
    WindowState.CLOSED: N_("已关闭"),
}

#: 窗口性质 (辽人社〔2016〕149号 填表说明 七); stored and printed as they stand
NATURES = (N_("机关"), N_("参公单位"), N_("事业单位"), N_("其他"))

#: 窗口级别 (填表说明 五); 无 for a window without a grade
GRADES = (
    N_("厅级"),
    N_("副厅级"),
    N_("处级"),
    N_("副处级"),
    N_("科级"),
    N_("副科级"),
    N_("股级"),
    N_("无"),
)

#: areas of a hall (人社部发〔2014〕91号 五)
ZONE_NAMES: dict[str, str] = {
    "CONSULT": N_("咨询引导区"),
    "INSTANT": N_("即办区"),
    "ACCEPT": N_("受理区"),
    "SELF": N_("自助服务区"),
}

EVENT_NAMES: dict[str, str] = {
    "opened": N_("设立"),
    "edited": N_("资料变更"),
    "renamed": N_("更名"),
    "merged": N_("并入其他窗口"),
    "absorbed": N_("并入了其他窗口"),
    "suspended": N_("暂停"),
    "closed": N_("关闭"),
    "reopened": N_("恢复"),
    "counters": N_("柜台变更"),
}

#: what a window's row states, in the order of the register
FIELD_NAMES: dict[str, str] = {
    "code": N_("窗口编码"),
    "full_name": N_("窗口名称"),
    "kind": N_("类型"),
    "unit": N_("所属机构代码"),
    "nature": N_("性质"),
    "grade": N_("级别"),
    "staff_count": N_("人数"),
    "head_name": N_("负责人"),
    "phone": N_("电话"),
    "address": N_("地址"),
    "counters": N_("柜台"),
    "hours": N_("开放时间"),
}
