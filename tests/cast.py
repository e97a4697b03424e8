"""A small province that every story is played in. All names are invented.

辽宁 → 沈阳 (a city hall, a county hall, a township station) and 铁岭 (昌图). 王窗长 heads the city
hall, 李窗长 the county hall; 赵省厅 sits in the provincial office; 孙督查 inspects.
"""

import re

from argon2 import PasswordHasher
from sqlalchemy import select

from qr.models import CodeState, QrCode
from service.core import clock
from service.core.access import Role
from service.core.db import Base
from service.people.gate import COOKIE_ENTRY
from service.people.models import Account, Grant
from service.people.operations import open_log_in
from service.windows.models import Counter, Kind, Level, OrgUnit, ServiceWindow

PASSWORD = "明窗净几-2026"
# Weak on purpose: the suite signs in hundreds of times.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

UNITS = [
    ("210000", "辽宁省", "辽宁省人力资源和社会保障厅（演示）", Level.PROVINCE, None),
    ("210100", "沈阳市", "沈阳市人力资源和社会保障局（演示）", Level.CITY, "210000"),
    ("210181", "新民市", "新民市人力资源和社会保障局（演示）", Level.COUNTY, "210100"),
    ("210181001", "云帆街道", "新民市云帆街道人社站（演示）", Level.TOWNSHIP, "210181"),
    ("211200", "铁岭市", "铁岭市人力资源和社会保障局（演示）", Level.CITY, "210000"),
    ("211224", "昌图县", "昌图县人力资源和社会保障局（演示）", Level.COUNTY, "211200"),
]
WINDOWS = {
    "city_hall": ("210100-SI-01", "新河湾社保经办大厅（演示）", Kind.SI, "210100"),
    "county_hall": ("210181-EMP-01", "新民市就业人才大厅（演示）", Kind.EMP, "210181"),
    "station": ("210181001-GRASS-01", "云帆街道人社站（演示）", Kind.GRASS, "210181001"),
    "changtu": ("211224-SI-01", "昌图县社保大厅（演示）", Kind.SI, "211224"),
}
PEOPLE = {
    "wang": ("王窗长", Role.HEAD, "city_hall"),
    "li": ("李窗长", Role.HEAD, "county_hall"),
    "sun": ("孙督查", Role.INSPECTOR, "210000"),
    "zhou": ("周县审", Role.COUNTY_REVIEWER, "210181"),
    "wu": ("吴市审", Role.CITY_REVIEWER, "210100"),
    "zheng": ("郑市审", Role.CITY_REVIEWER, "211200"),
    "feng": ("冯行风", Role.HANDLER, "210100"),
    "chen": ("陈行风", Role.HANDLER, "210000"),
    "zhao": ("赵省厅", Role.PROVINCE, "210000"),
    "qian": ("钱省厅", Role.PROVINCE, "210000"),
    "chu": ("褚审计", Role.AUDITOR, "210000"),
    "wei": ("卫管理", Role.ADMIN, "210000"),
}
CODES = {
    "city_hall": "ABCD234V",
    "county_hall": "ABCD235S",
    "station": "ABCD236Z",
    "changtu": "ABCD237X",
}


def rows(session, model, *where):
    """Return rows in the order in which they came, however a database lays them out."""
    names = ("number", "at", "received_at", "id")
    by = [getattr(model, name) for name in names if hasattr(model, name)]
    return list(session.scalars(select(model).where(*where).order_by(*by)))


def stored(database):
    """Yield each value as the database itself holds it, after the name of its table."""
    with database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"'):
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    yield table.name, bytes(value) if is_bytes else str(value)


class Cast:
    """The rows of the small province, by name: ``cast.window["city_hall"]``, ``cast.wang``."""

    def __init__(self, database):
        self.database = database
        self.unit, self.window, self.counter = {}, {}, {}
        with database.transaction() as session:
            self._units(session)
            self._windows(session)
            self._people(session)

    def _units(self, session):
        for code, name, full_name, level, parent in UNITS:
            above = self.unit.get(parent)
            path = (above.path if above else "") + code + "/"
            unit = OrgUnit(
                code=code,
                name=name,
                full_name=full_name,
                level=level,
                parent_id=above.id if above else None,
                path=path,
            )
            session.add(unit)
            session.flush()
            self.unit[code] = unit

    def _windows(self, session):
        for name, (code, full_name, kind, owner) in WINDOWS.items():
            unit = self.unit[owner]
            window = ServiceWindow(
                code=code,
                full_name=full_name,
                kind=kind,
                org_unit_id=unit.id,
                path=f"{unit.path}{code}/",
                level=unit.level,
                nature="事业单位",
                grade="科级",
                staff_count=12,
                head_name="王某某",
                phone="024-00001234",
                created_at=clock.now(),
            )
            session.add(window)
            session.flush()
            counters = [Counter(window_id=window.id, number=f"{n:02}", label="") for n in (1, 2, 3)]
            session.add_all(counters)
            session.flush()
            self.window[name], self.counter[name] = window, counters

    def _people(self, session):
        for username, (display_name, role, place) in PEOPLE.items():
            account = Account(
                username=username,
                display_name=display_name,
                password_hash=HASH,
                created_at=clock.now(),
            )
            session.add(account)
            session.flush()
            window, unit = self.window.get(place), self.unit.get(place)
            session.add(
                Grant(
                    account_id=account.id,
                    role=role,
                    window_id=window.id if window else None,
                    org_unit_id=unit.id if unit else None,
                )
            )
            setattr(self, username, account)

    def post_code(self, window="city_hall", counter=0):
        """Hang a code at a counter and return it."""
        with self.database.transaction() as session:
            code = QrCode(
                code=CODES[window],
                window_id=self.window[window].id,
                counter_id=self.counter[window][counter].id,
                state=CodeState.POSTED,
                created_at=clock.now(),
                posted_at=clock.now(),
            )
            session.add(code)
        return code.code

    @staticmethod
    def browser(app, database, account):
        """Return a test client in which ``account`` is signed in."""
        with database.transaction() as session:
            token = open_log_in(session, account=account, device="test", now=clock.now())
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie[COOKIE_ENTRY] = token
        return client


def csrf_of(page):
    """Return the CSRF token that a page's form carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert found, "the page has no form"
    return found[1]
