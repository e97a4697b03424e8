"""Finds out who sends a request: by the cookie of a log-in or by a machine's token.

Whoever still has to choose a password or set up the second factor is led there, and can do nothing
else until it is done.
"""

from datetime import timedelta

import structlog
from flask import Request, g, redirect, request, url_for
from flask import session as cookie
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from service.core import clock
from service.core.access import Actor, Role
from service.core.problems import N_, Problem
from service.web.access import API_PREFIX
from service.web.unit import database, settings

from . import operations, queries
from .models import LogIn
from .queries import SignedIn

log = structlog.get_logger()

COOKIE_ENTRY = "log_in"
SEEN_EVERY = timedelta(minutes=5)
#: what can be done before the account is ready
WAYS_OUT = frozenset({"people.password", "people.second_factor", "people.sign_out"})
NOT_READY = N_("请先修改初始密码、设置动态验证码。")
BY_HAND = N_("这项操作只能由本人登录后进行，不能用令牌。")


def authenticate(asked: Request) -> tuple[Actor, bool] | None:
    """Return the actor and whether a cookie says so; nobody without a living log-in or token."""
    bearer = asked.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        actor = _machine(bearer.removeprefix("Bearer "))
        return (actor, False) if actor else None
    token = str(cookie.get(COOKIE_ENTRY, ""))
    if not token:
        return None
    with database().reading() as session:
        found = queries.signed_in(session, token, now=clock.now())
    if found is None:
        return None
    g.signed_in = found
    _touch(found.log_in)
    return found.actor, True


def _machine(token: str) -> Actor | None:
    with database().reading() as session:
        machine = queries.machine_of(session, token, now=clock.now())
        return queries.actor(session, machine.account_id) if machine else None


def _touch(log_in: LogIn) -> None:
    """Remember the use of a log-in now and then; a busy database is no reason to fail."""
    now = clock.now()
    if now - log_in.seen_at < SEEN_EVERY:
        return
    try:
        with database().transaction() as session:
            operations.touch_log_in(session, log_in_id=log_in.id, now=now)
    except SQLAlchemyError as error:
        log.warning("log_in_not_touched", error=type(error).__name__)


def signed_in() -> SignedIn:
    """Return who is signed in by cookie; raises 403 for a machine's token."""
    found: SignedIn | None = g.get("signed_in")
    if found is None:
        raise Problem(403, "sign_in_by_hand", BY_HAND)
    return found


def duty(found: SignedIn) -> str | None:
    """Return the page that somebody has to pass first: own password, then second factor."""
    if found.account.initial_until is not None:
        return "people.password"
    needs_factor = settings().require_totp and found.account.totp_secret is None
    if needs_factor and any(grant.role is not Role.HEAD for grant in found.actor.grants):
        return "people.second_factor"
    return None


def lead() -> Response | None:
    """Lead whoever has a duty to its page, before any view is reached."""
    found: SignedIn | None = g.get("signed_in")
    open_duty = duty(found) if found else None
    if open_duty is None or request.endpoint in WAYS_OUT:
        return None
    if request.path.startswith(API_PREFIX):
        raise Problem(403, "not_ready", NOT_READY)
    return redirect(url_for(open_duty), 303)
