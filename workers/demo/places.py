"""The places of the demonstration: divisions, townships, windows by the real import, codes."""

import csv
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from qr import operations as issuing
from qr.models import QrCode
from service.awards import cycles
from service.windows import divisions, importing, sheets
from service.windows.bulk import import_windows
from service.windows.models import Kind, OrgUnit, ServiceWindow
from surveys.forms.operations import load_library

from . import people

DATA = Path(__file__).parent / "data"
PROVINCE = "210000"


def found(session: Session, *, now: datetime) -> None:
    """Lay the ground: forms, award cycles, the tree with its townships."""
    load_library(session, now=now)
    cycles.load_library(session, now=now)
    divisions.load_divisions(session, now=now)


def furnish(session: Session, *, now: datetime) -> None:
    """Bring the townships and windows, and hang a code at every counter."""
    office = people.actor(session, "province")
    with (DATA / "townships.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parent = session.scalars(
                select(OrgUnit).where(OrgUnit.code == row["parent_code"])
            ).one()
            divisions.add_unit(
                session,
                actor=office,
                now=now,
                parent_id=parent.id,
                code=row["code"],
                name=row["name"],
                full_name=f"{parent.name}{row['name']}人民政府",
            )
    rows, faults = importing.read(sheets.read((DATA / "windows.csv").read_bytes()))
    if faults:
        raise ValueError(faults)
    import_windows(session, actor=office, now=now, rows=rows)


def hang_codes(session: Session, *, now: datetime) -> None:
    """Issue, print and post a code for every counter, or for the window where it has none."""
    office = people.actor(session, "province")
    issued = issuing.issue_codes(session, actor=office, now=now, place=PROVINCE)
    bare = select(ServiceWindow.code).where(ServiceWindow.kind.in_([Kind.HOT, Kind.WEB]))
    for place in session.scalars(bare.order_by(ServiceWindow.code)):
        issued += issuing.issue_codes(
            session, actor=office, now=now, place=place, whole_windows=True
        )
    for made in issued:
        issuing.mark_printed(session, actor=office, now=now, code=made.code)
        issuing.mark_posted(session, actor=office, now=now, code=made.code)


def codes(session: Session) -> list[tuple[str, str]]:
    """Return the code of each counter after that of its window, in order."""
    query = select(ServiceWindow.code, QrCode.code).join(
        ServiceWindow, ServiceWindow.id == QrCode.window_id
    )
    rows = session.execute(query.order_by(ServiceWindow.code, QrCode.code))
    return [(window, code) for window, code in rows]
