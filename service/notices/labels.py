"""Names of channels and paces for a reader (message ids)."""

from service.core.problems import N_

from .models import Channel, Pace

CHANNEL_NAMES: dict[str, str] = {
    Channel.EMAIL: N_("电子邮件"),
    Channel.SMS: N_("手机短信"),
    Channel.WECOM: N_("企业微信群机器人"),
    Channel.DINGTALK: N_("钉钉群机器人"),
    Channel.SERVICE: N_("其他服务"),
}

#: what to write into the address field
ADDRESS_HINTS: dict[str, str] = {
    Channel.EMAIL: N_("工作邮箱地址。"),
    Channel.SMS: N_("11 位手机号码。"),
    Channel.WECOM: N_("粘贴机器人的 Webhook 地址，或其中的 key。"),
    Channel.DINGTALK: N_("粘贴机器人的 Webhook 地址；用加签时，写成 SEC…@地址。"),
    Channel.SERVICE: N_("Apprise 格式的地址，由管理员告知。"),
}

PACE_NAMES: dict[str, str] = {
    Pace.AT_ONCE: N_("有通知就发"),
    Pace.DAILY: N_("每天早上 8 点汇总发一次"),
}
