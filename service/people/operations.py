"""What a person does with the own account: sign in and out, password, second factor, tokens."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Actor
from service.core.crypto import keys_of
from service.core.problems import N_, Problem, invalid, not_found

from . import queries, second_factor
from .models import Account, ApiToken, LogIn, SignInDelay
from .queries import token_hash

LONGEST = timedelta(hours=12)
FREE_FAILURES, FIRST_WAIT, LONGEST_WAIT = 5, 5, 60
FORGET_FAILURES = timedelta(days=1)
LONGEST_TOKEN = timedelta(days=366)
TOKEN_MARK = "mc_"  # noqa: S105 -- lets scanners of leaked secrets know ours
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Attempt:
    """A counted attempt to sign in: whom the typed name means, if anybody."""

    key: bytes
    account_id: uuid.UUID | None
    password_hash: str | None


def wrong() -> Problem:
    """Answer whatever was wrong: an attacker learns nothing, an owner knows what to check."""
    return Problem(401, "wrong_credentials", N_("用户名、密码或动态验证码不正确。"))


def count_attempt(session: Session, *, username: str, now: datetime) -> Attempt:
    """Count an attempt before it is looked at, so that many at once count as many.

    After five failures each further attempt waits: 5, 10, 20, 40, then 60 seconds. A name that
    nobody has waits alike. Raises 429 while it has to wait.
    """
    key = keys_of(session).mac("sign-in", username.strip().lower())
    session.execute(delete(SignInDelay).where(SignInDelay.at < now - FORGET_FAILURES))
    insert = INSERT[session.connection().dialect.name](SignInDelay)
    session.execute(insert.values(key=key, failures=0, at=now).on_conflict_do_nothing())
    delay = session.scalars(
        select(SignInDelay).where(SignInDelay.key == key).with_for_update()
    ).one()
    if delay.wait_until and delay.wait_until > now:
        left = ceil((delay.wait_until - now).total_seconds())
        raise Problem(429, "wait", N_("连续多次不正确，请 %(seconds)s 秒后再试。"), seconds=left)
    delay.failures, delay.at = delay.failures + 1, now
    if delay.failures >= FREE_FAILURES:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(delay.failures - FREE_FAILURES, 8))
        delay.wait_until = now + timedelta(seconds=wait)
    session.flush()
    account = queries.by_username(session, username)
    if account is None:
        return Attempt(key, None, None)
    return Attempt(key, account.id, account.password_hash)


def sign_in(
    session: Session,
    *,
    attempt: Attempt,
    is_right: bool,
    code: str,
    device: str,
    new_hash: str | None,
    now: datetime,
) -> str:
    """Finish an attempt: check the second factor and open a log-in; return its secret.

    ``is_right`` says whether the password was; ``new_hash`` replaces one made with old settings.
    Raises 401 with the same answer for everything that can be wrong.
    """
    if attempt.account_id is None:
        raise wrong()
    account = session.get_one(Account, attempt.account_id, with_for_update=True)
    if not _may_come_in(account, now):
        raise wrong()
    if not (second_factor.accept(session, account, code, now=now) and is_right):
        raise wrong()
    if new_hash:
        account.password_hash = new_hash
    forgive(session, attempt=attempt)
    _note(session, "sign_in", account, now)
    return open_log_in(session, account=account, device=device, now=now)


def forgive(session: Session, *, attempt: Attempt) -> None:
    """Forget the failures of a name whose password was right."""
    session.execute(delete(SignInDelay).where(SignInDelay.key == attempt.key))


def _may_come_in(account: Account, now: datetime) -> bool:
    still = account.initial_until is None or account.initial_until > now
    return still and account.disabled_at is None


def open_log_in(session: Session, *, account: Account, device: str, now: datetime) -> str:
    """Record a signed-in device; return the secret that its cookie keeps."""
    token = secrets.token_urlsafe(32)
    session.add(
        LogIn(
            account_id=account.id,
            token_hash=token_hash(token),
            device=device[:80],
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    session.flush()
    return token


def touch_log_in(session: Session, *, log_in_id: uuid.UUID, now: datetime) -> None:
    """Remember that a log-in was used."""
    session.execute(update(LogIn).where(LogIn.id == log_in_id).values(seen_at=now))


def end_log_in(session: Session, *, actor: Actor, now: datetime, log_in_id: uuid.UUID) -> None:
    """End one of the own log-ins; raises ``not_found``."""
    log_in = session.get(LogIn, log_in_id)
    if log_in is None or log_in.account_id != actor.id:
        raise not_found()
    if log_in.ended_at is None:
        log_in.ended_at = now
        _note(session, "end_log_in", log_in, now)


def end_log_ins(
    session: Session, *, account_id: uuid.UUID, now: datetime, but: uuid.UUID | None = None
) -> None:
    """End all log-ins of an account, or all but one."""
    ending = update(LogIn).where(LogIn.account_id == account_id, LogIn.ended_at.is_(None))
    if but:
        ending = ending.where(LogIn.id != but)
    session.execute(ending.values(ended_at=now))


def change_password(
    session: Session, *, actor: Actor, now: datetime, password_hash: str, log_in_id: uuid.UUID
) -> None:
    """Take a new password (already judged and hashed); every other log-in ends."""
    account = session.get_one(Account, actor.id)
    account.password_hash, account.initial_until = password_hash, None
    end_log_ins(session, account_id=account.id, now=now, but=log_in_id)
    _note(session, "change_password", account, now)


def make_token(
    session: Session, *, actor: Actor, now: datetime, name: str, expires_at: datetime
) -> tuple[ApiToken, str]:
    """Make a token for a machine that acts as this account; return it and its secret, once."""
    if not now < expires_at <= now + LONGEST_TOKEN:
        raise invalid({"expires_on": [N_("到期日要在今天之后、一年之内。")]})
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        account_id=actor.id,
        name=name,
        token_hash=token_hash(secret),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(token)
    session.flush()
    _note(session, "make_token", token, now)
    return token, secret


def end_token(session: Session, *, actor: Actor, now: datetime, token_id: uuid.UUID) -> None:
    """End one of the own tokens; raises ``not_found``."""
    token = session.get(ApiToken, token_id)
    if token is None or token.account_id != actor.id:
        raise not_found()
    if token.ended_at is None:
        token.ended_at = now
        _note(session, "end_token", token, now)


def _note(
    session: Session, action: str, subject: Account | LogIn | ApiToken, now: datetime
) -> None:
    account_id = subject.id if isinstance(subject, Account) else subject.account_id
    audit.record(
        session,
        actor_id=account_id,
        action=action,
        subject=type(subject),
        subject_id=subject.id,
        now=now,
    )
