"""The vocabularies of ratings, each with its name for a reader (message ids)."""

from service.core.problems import N_

from .models import Channel, Ruling, Signal

#: the ways by which ratings come (人社部发〔2014〕91号 五)
CHANNEL_NAMES: dict[str, str] = {
    Channel.COUNTER: N_("柜台评价码"),
    Channel.WINDOW: N_("窗口评价码"),
    Channel.WEB: N_("网站"),
    Channel.KIOSK: N_("自助机"),
    Channel.HOTLINE: N_("12333 热线"),
    Channel.PAPER: N_("纸质评价单"),
    Channel.PHONE: N_("电话评价"),
}
SIGNAL_NAMES: dict[str, str] = {
    Signal.BURST: N_("同一设备当天评价过多"),
    Signal.STAFF: N_("本窗口工作人员的设备"),
}
RULING_NAMES: dict[str, str] = {Ruling.COUNT: N_("计入"), Ruling.EXCLUDE: N_("剔除")}
