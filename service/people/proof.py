"""Proof of a password: counted first, verified outside any transaction, forgiven when right."""

import structlog

from service.core import clock
from service.core.problems import N_, Problem, invalid
from service.web.unit import database, session

from . import operations, passwords, queries
from .models import Account
from .operations import Attempt

log = structlog.get_logger()


def count(username: str) -> Attempt:
    """Count an attempt in a transaction of its own; raises 429 while the name has to wait."""
    with database().transaction() as counting:
        return operations.count_attempt(counting, username=username, now=clock.now())


def demand(account: Account, password: str, *, field: str = "current_password") -> None:
    """Ask for the own password again before something that matters; raises 422 at ``field``."""
    attempt = count(account.username)
    if not passwords.matches(attempt.password_hash, password):
        raise invalid({field: [N_("密码不正确。")]})
    operations.forgive(session(), attempt=attempt)


def judge(account: Account, password: str) -> str:
    """Return the hash of a new password; raises 422 when it is too easy."""
    with database().reading() as reading:
        words = queries.names_at_hand(reading, account)
    if refusal := passwords.refusal(password, words):
        raise invalid({"password": [refusal]})
    return passwords.hashed(password)


def sign_in(username: str, password: str, code: str, device: str) -> str:
    """Sign somebody in; return the secret of the log-in. Raises 401 or 429."""
    attempt = count(username)
    is_right = passwords.matches(attempt.password_hash, password)
    new_hash = passwords.renewed(attempt.password_hash, password) if is_right else None
    try:
        with database().transaction() as signing:
            return operations.sign_in(
                signing,
                attempt=attempt,
                is_right=is_right,
                code=code,
                device=device,
                new_hash=new_hash,
                now=clock.now(),
            )
    except Problem:
        log.warning("sign_in_refused", account=str(attempt.account_id or ""))
        raise
