"""Names of channels and paces, and why a message did not go, for a reader (message ids)."""

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

_AWAY = N_("连不上对方的服务器，请管理员检查网络和地址。")
_REFUSED = N_("对方没有接收，请检查地址或密钥。")
_LOGIN = N_("邮件服务器不接受本系统的账号，请管理员检查。")
_SECURE = N_("对方服务器的证书有问题，请管理员检查。")
OTHER_REASON = N_("没有发出去，请管理员查看原因代码。")
#: by the class name of the failure, which is all that is kept of it
REASONS: dict[str, str] = {
    "NotAccepted": _REFUSED,
    "SMTPRecipientsRefused": N_("邮件服务器说没有这个收件地址。"),
    "SMTPSenderRefused": _LOGIN,
    "SMTPAuthenticationError": _LOGIN,
    "SMTPNotSupportedError": _LOGIN,
    "SMTPDataError": _REFUSED,
    "SSLError": _SECURE,
    "SSLCertVerificationError": _SECURE,
    "SwitchedOff": N_("本系统没有开通这种方式，或不再允许这个地址。"),
    "SealError": N_("地址打不开了，请重新填写地址。"),
    "ConnectionRefusedError": _AWAY,
    "ConnectionResetError": _AWAY,
    "TimeoutError": _AWAY,
    "gaierror": _AWAY,
    "OSError": _AWAY,
    "RemoteDisconnected": _AWAY,
    "SMTPConnectError": _AWAY,
    "SMTPServerDisconnected": _AWAY,
}


def reason_of(error: str) -> str:
    """Return in plain words why a message did not go; ``error``: the class name of the failure."""
    return REASONS.get(error, OTHER_REASON)
