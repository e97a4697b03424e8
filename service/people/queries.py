"""Reads accounts, grants, log-ins, tokens and the audit."""

import hashlib
import uuid
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.core.access import ACCESS, Action, Actor, Granted, Role, within
from service.core.audit import AuditEvent
from service.core.problems import N_, invalid, not_found
from service.windows.models import Level, OrgUnit, ServiceWindow
from service.windows.queries import units, visible, visible_units

from .models import Account, ApiToken, Grant, LogIn

#: a log-in unused for this long is over
IDLE = timedelta(minutes=30)


@dataclass(frozen=True)
class SignedIn:
    """Who is behind a cookie."""

    log_in: LogIn
    account: Account
    actor: Actor


def token_hash(token: str) -> bytes:
    """Return what is stored of a log-in's or machine's token (256 random bits: SHA-256 will do)."""
    return hashlib.sha256(token.encode()).digest()


def actor(session: Session, account_id: uuid.UUID) -> Actor | None:
    """Return an account with its grants as an actor; nobody if it is unknown or disabled."""
    found = session.get(Account, account_id)
    if found is None or found.disabled_at is not None:
        return None
    rows = session.execute(
        select(Grant.role, func.coalesce(OrgUnit.path, ServiceWindow.path))
        .outerjoin(OrgUnit, OrgUnit.id == Grant.org_unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == Grant.window_id)
        .where(Grant.account_id == account_id)
    )
    grants = tuple(Granted(Role(role), path) for role, path in rows)
    return Actor(found.id, found.display_name, grants)


def nearest_above(session: Session, path: str, action: Action) -> str | None:
    """Return the nearest unit above a place where somebody active may do ``action``, if any."""
    parts = path.rstrip("/").split("/")
    above = ["/".join(parts[:length]) + "/" for length in range(1, len(parts))]
    query = (
        select(OrgUnit.path)
        .join(Grant, Grant.org_unit_id == OrgUnit.id)
        .join(Account, Account.id == Grant.account_id)
        .where(
            OrgUnit.path.in_(above),
            Grant.role.in_(ACCESS[action]),
            Account.disabled_at.is_(None),
        )
    )
    return max(session.scalars(query), key=len, default=None)


def log_in_of(session: Session, token: str, *, now: datetime) -> LogIn | None:
    """Return the living log-in that a cookie's token belongs to."""
    return session.scalar(
        _living(now).where(LogIn.token_hash == token_hash(token)).options(joinedload(LogIn.account))
    )


def _living(now: datetime) -> Select[LogIn]:
    return select(LogIn).where(
        LogIn.ended_at.is_(None), LogIn.expires_at > now, LogIn.seen_at > now - IDLE
    )


def signed_in(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Return who is behind a cookie's token; nobody if the log-in or the account is over."""
    log_in = log_in_of(session, token, now=now)
    found = actor(session, log_in.account_id) if log_in else None
    return SignedIn(log_in, log_in.account, found) if log_in and found else None


def machine_of(session: Session, token: str, *, now: datetime) -> ApiToken | None:
    """Return the living API token."""
    return session.scalar(
        select(ApiToken).where(
            ApiToken.token_hash == token_hash(token),
            ApiToken.ended_at.is_(None),
            ApiToken.expires_at > now,
        )
    )


def log_ins(session: Session, account_id: uuid.UUID, *, now: datetime) -> list[LogIn]:
    """Return the living log-ins of an account, last used first."""
    query = _living(now).where(LogIn.account_id == account_id)
    return list(session.scalars(query.order_by(LogIn.seen_at.desc())))


def tokens(session: Session, account_id: uuid.UUID, *, now: datetime) -> list[ApiToken]:
    """Return the living API tokens of an account, newest first."""
    living = ApiToken.ended_at.is_(None), ApiToken.expires_at > now
    query = select(ApiToken).where(ApiToken.account_id == account_id, *living)
    return list(session.scalars(query.order_by(ApiToken.created_at.desc())))


def by_username(session: Session, username: str) -> Account | None:
    """Return the account that a typed name means."""
    return session.scalar(select(Account).where(Account.username == username.strip().lower()))


def _granted(who: Actor, action: Action) -> Select[uuid.UUID]:
    """Return the accounts that hold a role at a place where ``who`` may do ``action``."""
    return (
        select(Grant.account_id)
        .outerjoin(OrgUnit, OrgUnit.id == Grant.org_unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == Grant.window_id)
        .where(or_(within(OrgUnit.path, who, action), within(ServiceWindow.path, who, action)))
    )


def accounts(
    who: Actor, *, text: str | None = None, role: str | None = None, action: Action | None = None
) -> Select[Account]:
    """Return the accounts that ``who`` sees, by name; narrowed by words and by role."""
    seen = _granted(who, action or Action.READ_ACCOUNTS)
    if role:
        seen = seen.where(Grant.role == role)
    query = select(Account).where(Account.id.in_(seen)).order_by(Account.username)
    for word in (text or "").split():
        columns = Account.username, Account.display_name
        query = query.where(or_(*(c.icontains(word, autoescape=True) for c in columns)))
    places = selectinload(Account.grants)
    return query.options(places.joinedload(Grant.org_unit), places.joinedload(Grant.window))


def get_account(
    session: Session, who: Actor, account_id: uuid.UUID, action: Action = Action.READ_ACCOUNTS
) -> Account:
    """Return one account with its grants; raises ``not_found``."""
    query = accounts(who, action=action).where(Account.id == account_id)
    found = session.scalar(query)
    if found is None:
        raise not_found()
    return found


def with_grants(session: Session, account_id: uuid.UUID) -> Account:
    """Return an account with its roles and their places."""
    places = selectinload(Account.grants)
    query = select(Account).where(Account.id == account_id)
    return session.scalars(
        query.options(places.joinedload(Grant.org_unit), places.joinedload(Grant.window))
    ).one()


def place(session: Session, who: Actor, code: str) -> OrgUnit | ServiceWindow:
    """Return the authority or window of a code, where ``who`` manages accounts."""
    action = Action.MANAGE_ACCOUNTS
    unit = session.scalar(visible_units(who, action).where(OrgUnit.code == code))
    found = unit or session.scalar(visible(who, action).where(ServiceWindow.code == code))
    if found is None:
        raise invalid({"place": [N_("没有找到这个机构代码或窗口编码。")]})
    return found


def names_at_hand(session: Session, account: Account) -> list[str]:
    """Return words that this account's password must not hold: cities and the own name."""
    cities = [city.name.removesuffix("市") for city in units(session, Level.CITY)]
    return [*cities, account.username, account.display_name]


def audit(
    *,
    action: str | None = None,
    subject_id: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> Select[AuditEvent]:
    """Return audit rows, newest first, narrowed by act, by subject and by time."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc())
    if action:
        query = query.where(AuditEvent.action == action)
    if subject_id:
        query = query.where(AuditEvent.subject_id == subject_id)
    if since:
        query = query.where(AuditEvent.at >= since)
    if before:
        query = query.where(AuditEvent.at < before)
    return query


def names(session: Session, ids: AbstractSet[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the names of accounts; nobody has no name."""
    known = Account.id.in_(ids - {None})
    rows = session.execute(select(Account.id, Account.display_name).where(known))
    return dict(rows.all())
