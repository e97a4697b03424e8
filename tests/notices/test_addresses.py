"""Where messages may be sent: nobody can send this server to a machine that was not named to it."""

import json
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer

import pytest

from docs import gateway as example
from service.config import Outlets
from service.notices import channels
from service.notices.models import Channel
from tests.notices.conftest import KEY

KEY_OF_WECOM, TOKEN, SECRET = "0123abcd-4567-89ab-cdef-0123456789ab", "b2" * 32, "SEC" + "a1" * 20
NAMED = ("wecom", "dingtalk", "lark", "json", "json://bot.office.example:8443", "mailto")
pytestmark = [
    pytest.mark.one_backend,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),  # Apprise's own
]


def _is_address(channel, text):
    return channels.is_address(Outlets(None, "", None, "", NAMED), channel, text)


@pytest.mark.parametrize(
    ("channel", "text"),
    [
        (Channel.WECOM, KEY_OF_WECOM),
        (Channel.WECOM, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY_OF_WECOM}"),
        (Channel.DINGTALK, TOKEN),
        (Channel.DINGTALK, f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"),
        (
            Channel.DINGTALK,
            f"{SECRET}@https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
        ),
        (Channel.SERVICE, "lark://0123abcd-4567-89ab-cdef-0123456789ab"),
        (Channel.SERVICE, "json://bot.office.example:8443/hook"),
        (Channel.SERVICE, "json://user:password@bot.office.example:8443/hook"),
    ],
)
def test_what_the_services_show_is_accepted(channel, text):
    assert _is_address(channel, text)


@pytest.mark.parametrize(
    "text",
    [
        "json://169.254.169.254/latest/meta-data",
        "json://[fd00:ec2::254]/",
        "json://127.0.0.1:5432/",
        "json://localhost/",
        "json://2130706433/",
        "json://10.0.0.7/",
        "json://bot.office.example/hook",
        "json://bot.office.example:8444/hook",
        "json://bot.office.example:8443@169.254.169.254/",
        "json://bot.office.example:8443/hook?redirect=yes",
        "json://bot.office.example.evil.example:8443/",
        "jsons://bot.office.example:8443/",
        "mailto://user:password@gmail.com",
        "mailto://user:password@gmail.com?smtp=169.254.169.254",
        "xml://bot.office.example:8443/",
        "file:///etc/passwd",
    ],
)
def test_no_machine_is_reached_that_was_not_named(text):
    assert not _is_address(Channel.SERVICE, text)


@contextmanager
def _standing_at_the_gateway(monkeypatch):
    monkeypatch.setenv("NOTICE_KEY", KEY)
    server = ThreadingHTTPServer(("127.0.0.1", 0), example.Gateway)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _post(place, body, **headers):
    connection = HTTPConnection(place, timeout=5)
    try:
        connection.request("POST", "/", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_example_of_a_gateway_takes_what_is_ours_once_and_nothing_else(monkeypatch, capfd):
    message = channels.Message(channels.uuid.uuid4(), "标题", "内容")
    with _standing_at_the_gateway(monkeypatch) as place:
        outlets = Outlets(None, "", f"http://{place}/sms", KEY, ())
        for _ in range(2):
            channels.send(outlets, Channel.SMS, "13800001234", message)
        with pytest.raises(channels.NotAccepted):
            forged = Outlets(None, "", f"http://{place}/sms", "another key", ())
            channels.send(forged, Channel.SMS, "13800001234", message)
        body = json.dumps({"id": "1", "to": "13800005678", "text": "x"}).encode()
        for stamp, signed in ((int(time.time()), body + b" "), (int(time.time()) - 301, body)):
            headers = {
                "X-Mingchuang-Timestamp": str(stamp),
                "X-Mingchuang-Signature": "sha256=" + channels.signature(KEY, str(stamp), signed),
            }
            assert _post(place, body, **headers) == 401
        assert _post(place, body) == 401
    assert capfd.readouterr().out == "13800001234 标题\n内容\n"
