"""The second factor of an account: set up, asked for, and its recovery codes."""

import re
from datetime import datetime

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Actor
from service.core.crypto import keys_of, normalise_crockford
from service.core.problems import N_, invalid

from . import factors
from .models import Account, RecoveryCode

CODE = re.compile(rf"[0-9]{{{factors.DIGITS}}}")
WRONG_CODE = N_("动态验证码不正确，请确认手机时间准确后再试。")


def _place(account: Account) -> str:
    return f"account:totp_secret:{account.id}"


def _recovery_hash(session: Session, account: Account, code: str) -> bytes:
    return keys_of(session).mac("recovery", f"{account.id}:{normalise_crockford(code)}")


def accept(session: Session, account: Account, code: str, *, now: datetime) -> bool:
    """Take a code of the app or a recovery code, each once; without a factor none is asked."""
    if account.totp_secret is None:
        return True
    typed = code.replace(" ", "")
    if not CODE.fullmatch(typed):
        return _use_recovery_code(session, account, typed, now)
    secret = keys_of(session).open(account.totp_secret, place=_place(account))
    step = factors.step_of(secret, typed, now=now, after=account.totp_step)
    if step is not None:
        account.totp_step = step
    return step is not None


def _use_recovery_code(session: Session, account: Account, code: str, now: datetime) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == _recovery_hash(session, account, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return isinstance(used, CursorResult) and used.rowcount == 1


def enrol(
    session: Session, *, actor: Actor, now: datetime, secret: str, code: str, current: str = ""
) -> list[str]:
    """Set up the second factor, or put a new one in place of the ``current`` one.

    ``code`` proves that the app holds ``secret``; ``current`` is a code of the factor in place or
    a recovery code. Return ten new recovery codes; the old ones are void.
    """
    account = session.get_one(Account, actor.id, with_for_update=True)
    if not accept(session, account, current, now=now):
        raise invalid({"current": [WRONG_CODE]})
    fits = CODE.fullmatch(code) and factors.SECRET.fullmatch(secret)
    step = factors.step_of(secret, code, now=now, after=0) if fits else None
    if step is None:
        raise invalid({"code": [WRONG_CODE]})
    account.totp_secret = keys_of(session).seal(secret, place=_place(account))
    account.totp_step = step
    _record(session, actor, "enrol_second_factor", account, now)
    return _renew_recovery_codes(session, account)


def _renew_recovery_codes(session: Session, account: Account) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = factors.recovery_codes()
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_recovery_hash(session, account, code))
        for code in codes
    )
    return codes


def drop(session: Session, *, actor: Actor, now: datetime, account: Account) -> None:
    """Take an account's second factor away (its phone is lost); it has to set up a new one."""
    account.totp_secret, account.totp_step = None, 0
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    _record(session, actor, "reset_second_factor", account, now)


def _record(session: Session, actor: Actor, action: str, account: Account, now: datetime) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=Account,
        subject_id=account.id,
        now=now,
    )
