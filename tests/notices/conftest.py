"""A mail server, a gateway and robots on this machine, as real as their wires."""

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from service import config
from service.core import clock
from service.core.access import Action
from service.notices import operations
from service.notices.models import NoticeDelivery
from tests.windows.conftest import act, acting
from workers.drain import drain

__all__ = ["act", "acting"]

KEY = "a key that only the gateway and this house know"


class _Gateway(BaseHTTPRequestHandler):
    """Remembers what is posted; answers as the test says."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), body))
        status, headers, answer = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Say nothing."""


class _Mail(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as taking a mail needs."""

    def handle(self):
        self._say("220 mail.test")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.taken.append(b"".join(lines))
                self._say("250 taken")
            elif verb.startswith("RCPT") and self.server.answer:
                self._say(self.server.answer)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def _serving(server):
    server.taken = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def gateway_on(port=0):
    """Serve HTTP on 127.0.0.1; ``taken`` holds (path, headers, body), ``answer`` is given."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Gateway)
    server.answer = (200, {}, b'{"errcode": 0}')
    with _serving(server):
        yield server


@pytest.fixture
def gateway(monkeypatch):
    with gateway_on() as server:
        monkeypatch.setenv("NOTICE_GATEWAY", f"http://127.0.0.1:{server.server_port}/sms?app=7")
        monkeypatch.setenv("NOTICE_KEY", KEY)
        yield server


@pytest.fixture
def serve_outlets(app, gateway, monkeypatch):
    """Let the web process know the same gateway as the worker."""
    changed = replace(app.extensions["settings"], outlets=config.load().outlets)
    monkeypatch.setitem(app.extensions, "settings", changed)


@pytest.fixture
def mail(monkeypatch):
    server = _MailServer(("127.0.0.1", 0), _Mail)
    server.answer = ""
    with _serving(server):
        monkeypatch.setenv("NOTICE_SMTP", f"smtp://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("NOTICE_SENDER", "mingchuang@office.example.cn")
        yield server


@pytest.fixture
def wants(act, acting):
    """Switch on a channel of a member of the cast: ``wants("wang", "sms", "13800000000")``."""

    def switched_on(name, channel, address, pace="at_once", kinds=None, language="zh"):
        return act(
            operations.set_channel,
            actor=acting(name),
            channel=channel,
            address=address,
            pace=pace,
            kinds=list(operations.KINDS) if kinds is None else kinds,
            language=language,
        )

    return switched_on


@pytest.fixture
def tell_wang(act, cast):
    """Tell the head of the city hall something."""

    def told(kind="due", **values):
        return act(
            operations.tell,
            kind=kind,
            action=Action.ANSWER_COMPLAINT,
            path=cast.window["city_hall"].path,
            subject="service_window",
            subject_id=cast.window["city_hall"].id,
            endpoint="windows.show",
            values={"window": cast.window["city_hall"].full_name, **values},
        )

    return told


@pytest.fixture
def work(database):
    """Do the waiting work, now or at another moment."""

    def worked(moment=None):
        with clock.at(moment or clock.now()):
            return drain(database)

    return worked


@pytest.fixture
def deliveries(database):
    """Read all deliveries."""

    def read():
        with database.reading() as session:
            return session.query(NoticeDelivery).all()

    return read
