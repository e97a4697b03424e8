"""A small province for the benches: one city, some windows with counters and codes, and forms."""

import uuid
from datetime import date

from qr.codes import generate
from qr.models import CodeState, QrCode
from service.core import clock
from service.windows.models import Counter, Kind, Level, OrgUnit, ServiceWindow
from surveys.forms.operations import load_library


def build(database, windows=50):
    """Make ``windows`` windows with two counters each; return their ids and the codes."""
    now = clock.now()
    ids, codes = [], []
    with database.transaction() as session:
        load_library(session, now=now)
        province = _unit(session, "210000", "辽宁省", Level.PROVINCE, None)
        city = _unit(session, "210100", "沈阳市", Level.CITY, province)
        for number in range(windows):
            window = ServiceWindow(
                code=f"210100-SI-{number:04}",
                full_name=f"社保经办大厅{number:04}（测试）",
                kind=Kind.SI,
                org_unit_id=city.id,
                path=f"{city.path}210100-SI-{number:04}/",
                level=Level.CITY,
                created_at=now,
            )
            session.add(window)
            session.flush()
            ids.append(window.id)
            for plate in ("01", "02"):
                counter = Counter(window_id=window.id, number=plate)
                session.add(counter)
                session.flush()
                code = QrCode(
                    code=generate(),
                    window_id=window.id,
                    counter_id=counter.id,
                    state=CodeState.POSTED,
                    created_at=now,
                )
                session.add(code)
                codes.append(code.code)
    return ids, codes


def _unit(session, code, name, level, above):
    unit = OrgUnit(
        code=code,
        name=name,
        full_name=f"{name}人力资源和社会保障局（测试）",
        level=level,
        parent_id=above.id if above else None,
        path=f"{above.path if above else ''}{code}/",
    )
    session.add(unit)
    session.flush()
    return unit


def rating_rows(window_id, version_id, days, per_day, level=lambda n: 5 if n % 12 else 2):
    """Yield raw rating rows (dicts) of one window over ``days``, ``per_day`` a day."""
    number = 0
    for day in days:
        start, _ = clock.day_bounds(day)
        for _ in range(per_day):
            number += 1
            yield {
                "id": uuid.uuid4(),
                "client_key": uuid.uuid4(),
                "body_hash": b"",
                "window_id": window_id,
                "counter_id": None,
                "code": "",
                "form_version_id": version_id,
                "level": level(number),
                "reasons": [],
                "comment": None,
                "grade": "B",
                "state": "counted",
                "channel": "counter",
                "day": day,
                "received_at": start,
                "device": None,
                "receipt": uuid.uuid4().bytes,
                "salt": None,
            }


def days(last, count):
    """Return ``count`` days that end with ``last``."""
    return [date.fromordinal(last.toordinal() - n) for n in reversed(range(count))]
