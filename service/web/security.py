"""Headers, limits and sizes that protect every answer."""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, Response, g, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from service.core import clock

from .unit import database, settings

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: three photos of 10 MB and the words around them
LARGEST_REQUEST = 32 * 1024 * 1024


def caller() -> str:
    """Name the sender for limits without keeping an address: an HMAC with a key of the day."""
    purpose = f"limits:{clock.today()}"
    return database().keys.mac(purpose, request.remote_addr or "").hex()[:24]


P = ParamSpec("P")
R = TypeVar("R")


class Limiter:
    """Counts how often a caller does something, by the minute and in this process.

    Nothing is asked, so nothing can be slow or away. Several processes allow as many times more.
    """

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._minute = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def limit(self, most: int | Callable[[], int]) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Let a caller do an act at most so often a minute (0: as often as he likes), else 429."""

        def mark(act: Callable[P, R]) -> Callable[P, R]:
            name = f"{act.__module__}.{act.__qualname__}"

            @wraps(act)
            def counted(*args: P.args, **kwargs: P.kwargs) -> R:
                self._count(name, most() if callable(most) else most)
                return act(*args, **kwargs)

            return counted

        return mark

    def reset(self) -> None:
        """Forget what was counted."""
        self._counts.clear()

    def _count(self, name: str, most: int) -> None:
        if not most:
            return
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        key = name, caller()
        self._counts[key] += 1
        if self._counts[key] > most:
            raise TooManyRequests


limiter = Limiter()


def intake_limit() -> int:
    """Return how often a minute one address may submit."""
    return settings().intake_limit


def style(source: str) -> None:
    """Allow one inlined stylesheet (by hash) in this answer, and no script at all."""
    g.csp = {"style-src": source, "script-src": "'none'"}


def script() -> None:
    """Allow scripts of our own in this answer beside the inlined stylesheet."""
    g.csp = {**g.get("csp", {}), "script-src": "'self'"}


def _number_request() -> None:
    g.request_id = uuid.uuid4().hex[:16]


def _protect(response: Response) -> Response:
    policy = {**CSP, **g.get("csp", {})}
    response.headers.setdefault(
        "Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in policy.items())
    )
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def init_app(app: Flask) -> None:
    """Switch the protections on."""
    chosen = app.extensions["settings"]
    app.secret_key = app.extensions["database"].keys.derive("sessions")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if chosen.is_production else "session",
        SESSION_COOKIE_SECURE=chosen.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=600,
    )
    app.before_request(_number_request)
    app.after_request(_protect)
    if chosen.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=chosen.proxies, x_proto=chosen.proxies, x_host=chosen.proxies
        )
