"""The ways out of the house behind one function: mail, the SMS gateway, robots, other services.

Whatever goes wrong is raised; a message that :func:`send` returns from was taken by the other side.
"""

import base64
import hashlib
import hmac
import json
import logging
import re
import smtplib
import ssl
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import quote_plus, unquote, urlsplit

import apprise

from service.config import Outlets
from service.core import clock

from .models import Channel

#: seconds that the other side may be silent
PATIENCE = 5
ROBOTS = {
    Channel.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
    Channel.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=",
}
#: what an address looks like; robots: the key, or the whole address that the service shows
ADDRESSES = {
    Channel.EMAIL: re.compile(r"[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,}", re.ASCII),
    Channel.SMS: re.compile(r"1\d{10}", re.ASCII),
    Channel.WECOM: re.compile(r"(?:https://\S+\?key=)?([\w-]{16,64})", re.ASCII),
    Channel.DINGTALK: re.compile(
        r"(?:(SEC\w{16,100})@)?(?:https://\S+\?access_token=)?(\w{32,80})", re.ASCII
    ),
    # what follows a question mark could lead elsewhere: another server, redirects
    Channel.SERVICE: re.compile(r"[a-z]+://[^\s?]+", re.ASCII),
}
# It writes addresses into its log.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class NotAccepted(Exception):  # noqa: N818 -- the name stands in the list of failures
    """The other side answered, and did not take the message."""


class SwitchedOff(Exception):  # noqa: N818 -- the name stands in the list of failures
    """This installation has no such way out (any more)."""


@dataclass(frozen=True)
class Message:
    """What is sent. ``id`` stays the same on every try, so a receiver can drop a repetition."""

    id: uuid.UUID
    title: str
    text: str


def available(outlets: Outlets) -> list[Channel]:
    """Return the channels that this installation offers."""
    offers = {
        Channel.EMAIL: outlets.smtp,
        Channel.SMS: outlets.gateway,
        Channel.WECOM: Channel.WECOM in outlets.services,
        Channel.DINGTALK: Channel.DINGTALK in outlets.services,
        Channel.SERVICE: set(outlets.services) - set(ROBOTS),
    }
    return [channel for channel, offered in offers.items() if offered]


def is_address(outlets: Outlets, channel: Channel, text: str) -> bool:
    """Tell whether ``text`` can be an address of ``channel`` here."""
    if ADDRESSES[channel].fullmatch(text) is None:
        return False
    return channel != Channel.SERVICE or _service(outlets, text) is not None


def send(outlets: Outlets, channel: str, address: str, message: Message) -> None:
    """Hand a message over; raises when the other side cannot be reached or does not take it."""
    chosen = Channel(channel)
    if chosen not in available(outlets):
        raise SwitchedOff(channel)
    _SENDERS[chosen](outlets, address, message)


def _mail(outlets: Outlets, address: str, message: Message) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = message.title, outlets.sender, address
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.id}@{parseaddr(outlets.sender)[1].partition('@')[2]}>"
    mail.set_content(message.text)
    server = urlsplit(outlets.smtp or "")
    secure = ssl.create_default_context()
    with _smtp(server.scheme, server.hostname or "", server.port or 0, secure) as smtp:
        smtp.ehlo()
        # with a password TLS is a must: starttls() raises where the server has none
        if server.scheme == "smtp" and (server.username or smtp.has_extn("starttls")):
            smtp.starttls(context=secure)
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(mail)


def _smtp(scheme: str, host: str, port: int, secure: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=secure)
    return smtplib.SMTP(host, port, timeout=PATIENCE)


def signature(key: str, stamp: str, body: bytes) -> str:
    """Return HMAC-SHA256 (hexadecimal) over the time stamp, a full stop and the body."""
    return hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def _gateway(outlets: Outlets, address: str, message: Message) -> None:
    text = f"{message.title}\n{message.text}"
    body = _json({"id": str(message.id), "to": address, "text": text})
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "X-Mingchuang-Id": str(message.id),
        "X-Mingchuang-Timestamp": stamp,
        "X-Mingchuang-Signature": "sha256=" + signature(outlets.gateway_key, stamp, body),
    }
    _post(outlets.gateway or "", body, headers)


def _wecom(_: Outlets, address: str, message: Message) -> None:
    found = ADDRESSES[Channel.WECOM].fullmatch(address)
    _speak(ROBOTS[Channel.WECOM] + (found[1] if found else ""), message)


def _dingtalk(_: Outlets, address: str, message: Message) -> None:
    found = ADDRESSES[Channel.DINGTALK].fullmatch(address)
    secret, token = found.groups() if found else ("", "")
    url = ROBOTS[Channel.DINGTALK] + token
    if secret:
        stamp = str(int(clock.now().timestamp() * 1000))
        digest = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
        url += f"&timestamp={stamp}&sign={quote_plus(base64.b64encode(digest).decode())}"
    _speak(url, message)


def _speak(url: str, message: Message) -> None:
    """Post to a robot; both kinds answer 200 to everything and say in ``errcode`` how it went."""
    content = f"{message.title}\n{message.text}"
    answer = json.loads(_post(url, _json({"msgtype": "text", "text": {"content": content}}), {}))
    if answer.get("errcode") != 0:
        raise NotAccepted


def _other(outlets: Outlets, address: str, message: Message) -> None:
    service = _service(outlets, address)
    if service is None:
        raise SwitchedOff(Channel.SERVICE)
    if not service.notify(body=message.text, title=message.title):
        raise NotAccepted


def _service(outlets: Outlets, address: str) -> apprise.NotifyBase | None:
    """Return what speaks to a service at ``address``, or nothing where that may not lead.

    An address that names a machine itself may only lead to one that the operator named: this
    server stands where others cannot come, beside databases and the cloud's own addresses.
    """
    scheme = address.partition("://")[0]
    asset = apprise.AppriseAsset(http_redirects=False)
    service = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        return None
    if "host" not in service.template_tokens:
        return service if scheme in outlets.services else None
    place = f"{scheme}://{service.host}" + (f":{service.port}" if service.port else "")
    return service if place in outlets.services else None


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Post JSON and return the answer. Redirects are not followed: they count as refusals."""
    server = urlsplit(url)
    kind = HTTPSConnection if server.scheme == "https" else HTTPConnection
    connection = kind(server.hostname or "", server.port, timeout=PATIENCE)
    try:
        path = f"{server.path or '/'}{'?' if server.query else ''}{server.query}"
        connection.request(
            "POST", path, body, {"Content-Type": "application/json; charset=utf-8", **headers}
        )
        with connection.getresponse() as answer:
            if answer.status not in range(200, 300):
                raise NotAccepted
            return answer.read(65536)
    finally:
        connection.close()


_SENDERS: dict[Channel, Callable[[Outlets, str, Message], None]] = {
    Channel.EMAIL: _mail,
    Channel.SMS: _gateway,
    Channel.WECOM: _wecom,
    Channel.DINGTALK: _dingtalk,
    Channel.SERVICE: _other,
}
