"""The gate: every endpoint says who may come in, and nothing without such a word is served."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, Request, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from service.core.access import Action, Actor
from service.core.problems import N_, Problem, not_found

from .unit import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
API_PREFIX = "/api/"

csrf = CSRFProtect()


class Authenticator(Protocol):
    """Finds out who sends a request; the room of people provides it."""

    def __call__(self, asked: Request) -> tuple[Actor, bool] | None:
        """Return the actor and whether a cookie (not a token) says so."""


def public(view: View) -> View:
    """Let everybody in, without looking who it is."""
    view.gate = PUBLIC  # type: ignore[attr-defined]
    return view


def allow(*actions: Action) -> Callable[[View], View]:
    """Let in who may do one of ``actions`` somewhere; the query narrows it to where."""

    def mark(view: View) -> View:
        view.gate = actions  # type: ignore[attr-defined]
        return view

    return mark


def gate_of(app: Flask, endpoint: str, method: str) -> str | tuple[Action, ...] | None:
    """Return who may use an endpoint: ``PUBLIC``, a tuple of actions, or nothing said."""
    view: Any = app.view_functions[endpoint]
    handler: Any = getattr(view, "view_class", None)
    if handler is not None:
        method = "get" if method in {"HEAD", "OPTIONS"} else method.lower()
        view = getattr(handler, method, None)
    return getattr(view, "gate", None)


def current_actor() -> Actor:
    """Return who acts; only for views behind :func:`allow`."""
    return cast("Actor", g.actor)


def visitor() -> Actor | None:
    """Return who is signed in, or nobody: for the navigation, on pages open to all as well."""
    if "actor" not in g:
        found = _authenticate()
        g.actor = found[0] if found else None
    return cast("Actor | None", g.actor)


def _authenticate() -> tuple[Actor, bool] | None:
    return cast("Authenticator", current_app.extensions["authenticator"])(request)


def check() -> Response | None:
    """Stand at the gate of every request."""
    if request.endpoint is None or request.method == "OPTIONS":
        return None  # unknown address or a question about methods: Flask answers
    gate = gate_of(current_app._get_current_object(), request.endpoint, request.method)  # type: ignore[attr-defined]  # noqa: SLF001
    if gate == PUBLIC:
        return None
    found = _authenticate()
    if found is None:
        return _ask_to_sign_in()
    g.actor, by_cookie = found
    if by_cookie and request.method not in SAFE_METHODS:
        csrf_protect()
    if gate is None or not any(g.actor.may(action) for action in cast("Any", gate)):
        raise not_found()
    return None


def _ask_to_sign_in() -> Response:
    if request.path.startswith(API_PREFIX):
        raise Problem(401, "sign_in", N_("请先登录，或在请求中附上有效的令牌。"))
    if request.method not in SAFE_METHODS:
        raise Problem(401, "signed_out", N_("登录已失效，请重新登录后再提交。"))
    return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))


def csrf_protect() -> None:
    """Refuse a form that did not come from one of our own pages."""
    try:
        csrf.protect()
    except CSRFError as error:
        sentence = N_("页面停留过久或来源不明，请返回重新打开页面后再提交。")
        raise Problem(403, "csrf", sentence) from error


def ungated(app: Flask) -> list[str]:
    """Return the endpoints (with method) that say nothing about who may come in."""
    return sorted(
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if gate_of(app, rule.endpoint, method) is None
    )


def init_app(app: Flask) -> None:
    """Put the gate in front of every view."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the gate decides where it applies
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # it lives as long as the log-in
    app.config["WTF_CSRF_SSL_STRICT"] = False  # same-origin is held by SameSite and the token
    csrf.init_app(app)
    app.before_request(check)
    app.extensions["authenticator"] = lambda _: None
