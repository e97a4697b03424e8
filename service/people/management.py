"""What administrators do with accounts: invite, grant and revoke roles, disable, reset."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor, Role
from service.core.problems import N_, conflict, invalid, not_found
from service.windows.models import OrgUnit, ServiceWindow

from . import queries, second_factor
from .labels import ROLE_LEVELS
from .models import Account, ApiToken, Grant
from .operations import end_log_ins

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
#: how long a password made by somebody else lets in
INITIAL = timedelta(days=7)
Place = OrgUnit | ServiceWindow


def add_account(
    session: Session,
    *,
    now: datetime,
    username: str,
    display_name: str,
    password_hash: str,
    role: Role,
    place: Place,
    actor: Actor | None = None,
    initial_until: datetime | None = None,
) -> Account:
    """Make an account with its first role. Without ``actor`` the program itself acts.

    ``initial_until`` says that the password is only good for choosing an own one until then.
    """
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise invalid({"username": [N_("用户名用 2 到 40 个小写字母、数字、点、横线或下划线。")]})
    if queries.by_username(session, name):
        raise invalid({"username": [N_("这个用户名已经有人使用。")]})
    account = Account(
        username=name,
        display_name=display_name,
        password_hash=password_hash,
        initial_until=initial_until,
        created_at=now,
    )
    session.add(account)
    session.flush()
    _note(session, actor, "invite_account", account, now)
    _grant(session, account, role, place, actor=actor, now=now)
    return account


def invite(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    username: str,
    display_name: str,
    password_hash: str,
    role: Role,
    place: str,
) -> Account:
    """Make an account for somebody below the own place; ``place`` is a unit's or window's code."""
    return add_account(
        session,
        now=now,
        username=username,
        display_name=display_name,
        password_hash=password_hash,
        role=role,
        place=queries.place(session, actor, place),
        actor=actor,
        initial_until=now + INITIAL,
    )


def grant_role(
    session: Session, *, actor: Actor, now: datetime, account_id: uuid.UUID, role: Role, place: str
) -> Grant:
    """Give an account a further role at a place that ``actor`` manages."""
    account = _hold(session, actor, account_id)
    found = queries.place(session, actor, place)
    return _grant(session, account, role, found, actor=actor, now=now)


def _grant(
    session: Session,
    account: Account,
    role: Role,
    place: Place,
    *,
    actor: Actor | None,
    now: datetime,
) -> Grant:
    is_window = isinstance(place, ServiceWindow)
    if is_window != (role == Role.HEAD) or not (is_window or place.level in ROLE_LEVELS[role]):
        raise invalid({"place": [N_("这个角色不能设在这一级机构或窗口。")]})
    made = Grant(
        account_id=account.id,
        role=role,
        window_id=place.id if is_window else None,
        org_unit_id=None if is_window else place.id,
    )
    same = {"role": role, "window_id": made.window_id, "org_unit_id": made.org_unit_id}
    if session.scalar(select(Grant.id).filter_by(account_id=account.id, **same)):
        raise invalid({"role": [N_("这个账号已经有这个角色。")]})
    session.add(made)
    session.flush()
    _note(session, actor, "grant_role", account, now, role=str(role), place=place.code)
    return made


def revoke_role(
    session: Session, *, actor: Actor, now: datetime, account_id: uuid.UUID, grant_id: uuid.UUID
) -> None:
    """Take a role away. The last one stays: an account without a role is disabled instead."""
    account = _hold(session, actor, account_id)
    grant = next((one for one in account.grants if one.id == grant_id), None)
    if grant is None:
        raise not_found()
    if len(account.grants) == 1:
        raise conflict("last_role", N_("这是最后一个角色。如需停止使用，请停用账号。"))
    session.execute(delete(Grant).where(Grant.id == grant_id))
    place = grant.window or grant.org_unit
    _note(
        session,
        actor,
        "revoke_role",
        account,
        now,
        role=str(grant.role),
        place=place.code if place else "",
    )


def disable_account(
    session: Session, *, actor: Actor, now: datetime, account_id: uuid.UUID
) -> None:
    """Shut an account out at once; its tokens end for good."""
    account = _hold(session, actor, account_id)
    account.disabled_at = account.disabled_at or now
    end_log_ins(session, account_id=account.id, now=now)
    _end_tokens(session, account, now)
    _note(session, actor, "disable_account", account, now)


def enable_account(session: Session, *, actor: Actor, now: datetime, account_id: uuid.UUID) -> None:
    """Let a disabled account in again."""
    account = _hold(session, actor, account_id)
    account.disabled_at = None
    _note(session, actor, "enable_account", account, now)


def reset_factor(session: Session, *, actor: Actor, now: datetime, account_id: uuid.UUID) -> None:
    """Take away the second factor of somebody whose phone is lost, and end the log-ins."""
    account = _hold(session, actor, account_id)
    second_factor.drop(session, actor=actor, now=now, account=account)
    end_log_ins(session, account_id=account.id, now=now)


def reset_password(
    session: Session, *, actor: Actor, now: datetime, account_id: uuid.UUID, password_hash: str
) -> None:
    """Hand out a new one-time password; log-ins and tokens end."""
    account = _hold(session, actor, account_id)
    account.password_hash, account.initial_until = password_hash, now + INITIAL
    end_log_ins(session, account_id=account.id, now=now)
    _end_tokens(session, account, now)
    _note(session, actor, "reset_password", account, now)


def _end_tokens(session: Session, account: Account, now: datetime) -> None:
    living = ApiToken.account_id == account.id, ApiToken.ended_at.is_(None)
    session.execute(update(ApiToken).where(*living).values(ended_at=now))


def manages(actor: Actor, account: Account) -> bool:
    """Tell whether every role of an account lies below a place whose accounts ``actor`` manages."""
    places = [grant.window or grant.org_unit for grant in account.grants]
    return all(place and actor.may(Action.MANAGE_ACCOUNTS, place.path) for place in places)


def _hold(session: Session, actor: Actor, account_id: uuid.UUID) -> Account:
    """Return an account that ``actor`` manages whole: every role of it below the own place."""
    account = queries.get_account(session, actor, account_id, Action.MANAGE_ACCOUNTS)
    if not manages(actor, account):
        raise not_found()
    if account.id == actor.id:
        raise conflict("own_account", N_("不能对自己的账号做这项操作，请由另一位管理员处理。"))
    return account


def _note(
    session: Session,
    actor: Actor | None,
    action: str,
    account: Account,
    now: datetime,
    **details: Any,
) -> None:
    audit.record(
        session,
        actor_id=actor.id if actor else None,
        action=action,
        subject=Account,
        subject_id=account.id,
        now=now,
        details=details or None,
    )
