"""The people of the demonstration. One password for all, printed at the start; never for real."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Actor, Role
from service.people import queries
from service.people.management import Place, add_account
from service.people.models import Account
from service.people.passwords import HASHER
from service.windows.models import Level, OrgUnit, ServiceWindow

PASSWORD = "Mingjing-2026-demo"  # noqa: S105 -- printed for everybody to try
REVIEWERS = {Level.CITY: Role.CITY_REVIEWER, Level.COUNTY: Role.COUNTY_REVIEWER}


@dataclass(frozen=True)
class Member:
    """One account that the demonstration prints."""

    username: str
    name: str
    role: Role
    #: code of the unit or window
    place: str
    what: str


MEMBERS = (
    Member("head", "王窗长", Role.HEAD, "210100-SI-01", "窗口负责人：新河湾社保经办大厅"),
    Member("inspector", "孙督查", Role.INSPECTOR, "210000", "检查员：全省"),
    Member("county", "周县审", Role.COUNTY_REVIEWER, "210181", "县级审核：新民市"),
    Member("city", "吴市审", Role.CITY_REVIEWER, "210100", "市级审核：沈阳市"),
    Member("handler", "冯行风", Role.HANDLER, "210000", "行风办：省级"),
    Member("province", "赵省厅", Role.PROVINCE, "210000", "省厅"),
    Member("province2", "钱省厅", Role.PROVINCE, "210000", "省厅（复审人）"),
    Member("auditor", "褚审计", Role.AUDITOR, "210000", "审计"),
    Member("admin", "卫管理", Role.ADMIN, "210000", "系统管理"),
)


def settle_office(session: Session, *, now: datetime) -> None:
    """Make the accounts of the province, who bring the windows in."""
    province = session.scalars(select(OrgUnit).where(OrgUnit.level == Level.PROVINCE)).one()
    for member in MEMBERS:
        if member.place == province.code:
            _add(session, now, member.username, member.name, role=member.role, place=province)


def settle(session: Session, *, now: datetime) -> None:
    """Make the other accounts: the printed ones, a head for each window, offices everywhere."""
    units = {unit.code: unit for unit in session.scalars(select(OrgUnit))}
    windows = {window.code: window for window in session.scalars(select(ServiceWindow))}
    for member in MEMBERS:
        place = windows.get(member.place) or units[member.place]
        if place.level != Level.PROVINCE:
            _add(session, now, member.username, member.name, role=member.role, place=place)
    for window in windows.values():
        username = f"head.{window.code.lower()}"
        _add(session, now, username, "演示窗长", role=Role.HEAD, place=window)
    for unit in units.values():
        if unit.level in REVIEWERS:
            for kind, name, role in (
                ("conduct", "行风办", Role.HANDLER),
                ("review", "审核", REVIEWERS[unit.level]),
            ):
                _add(session, now, f"{kind}.{unit.code}", unit.name + name, role=role, place=unit)


@cache
def _hash() -> str:
    return HASHER.hash(PASSWORD)


def _add(
    session: Session, now: datetime, username: str, name: str, *, role: Role, place: Place
) -> None:
    add_account(
        session,
        now=now,
        username=username,
        display_name=name,
        password_hash=_hash(),
        role=role,
        place=place,
    )


def actor(session: Session, username: str) -> Actor:
    """Return a member as somebody who acts."""
    account_id = session.scalars(select(Account.id).where(Account.username == username)).one()
    found = queries.actor(session, account_id)
    if found is None:
        raise LookupError(username)
    return found
