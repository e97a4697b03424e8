"""What a citizen hands in, checked against the form of the day and laid out as rows."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qr.queries import Scan
from service.core import clock
from service.core.crypto import Keyring, sha256
from service.core.db import new_id
from service.core.ledger import canonical
from service.core.problems import N_, invalid
from service.windows.models import ServiceWindow
from surveys import receipt
from surveys.forms.models import FormVersion

from . import contents, personal, routing, sheet
from .models import Complaint, ComplaintContact, ComplaintKind, ComplaintPhoto, ComplaintState

#: how far back a complaint may reach
LONGEST_AGO = timedelta(days=366)
NO_CATEGORY = N_("请选择一类问题；说不清的，选“其他”。")


@dataclass(frozen=True)
class Statement:
    """The words of a citizen. ``photos`` are names of cleaned pictures in the blob store."""

    kind: ComplaintKind
    text: str
    category: str | None = None
    occurred_on: date | None = None
    contact: str | None = None
    photos: tuple[str, ...] = ()

    def hash(self) -> bytes:
        """Return SHA-256 of everything said, to tell a repeat from a contradiction (32 bytes)."""
        day = self.occurred_on.isoformat() if self.occurred_on else None
        said = [self.kind, self.text, self.category, day, self.contact, list(self.photos)]
        return bytes.fromhex(sha256(canonical(said)))


def check(statement: Statement, version: FormVersion, now: datetime) -> None:
    """Refuse what the form of the day does not know and days that cannot be."""
    wrong: dict[str, Any] = {}
    is_complaint = statement.kind == ComplaintKind.COMPLAINT
    if is_complaint and sheet.category(version.body, statement.category) is None:
        wrong["category"] = [NO_CATEGORY]
    today, day = clock.day_of(now), statement.occurred_on
    if day and day > today:
        wrong["occurred_on"] = [N_("日期在今天之后，请核对。")]
    elif day and day < today - LONGEST_AGO:
        wrong["occurred_on"] = [N_("这里只受理一年以内的事情，请核对日期。")]
    if wrong:
        raise invalid(wrong)


def number_of(session: Session, window: ServiceWindow, day: date) -> str:
    """Draw a number that no other complaint has; it tells neither order nor count."""
    while True:
        number = f"TS-{day.year}-{window.code[:6]}-{secrets.randbelow(10**6):06}"
        if not session.scalar(select(Complaint.id).where(Complaint.number == number)):
            return number


def row(
    keys: Keyring,
    *,
    scan: Scan,
    version: FormVersion,
    client_key: uuid.UUID,
    statement: Statement,
    now: datetime,
) -> Complaint:
    """Lay out the complaint itself, words sealed and routed; its clock is not yet started."""
    made, today = new_id(), clock.day_of(now)
    is_grave = sheet.is_grave(sheet.category(version.body, statement.category))
    return Complaint(
        id=made,
        client_key=client_key,
        body_hash=statement.hash(),
        kind=statement.kind,
        window_id=scan.window_id,
        counter_id=scan.counter_id,
        form_version_id=version.id,
        category=statement.category,
        matter=keys.seal(statement.text, place=contents.matter_place(made)),
        occurred_on=statement.occurred_on,
        state=ComplaintState.RECEIVED,
        handler_path=routing.handler_of(scan.path, is_grave=is_grave),
        is_grave=is_grave,
        due_on=today,
        day=today,
        received_at=now,
        receipt=receipt.fingerprint(keys, receipt.make(keys, client_key)),
        version=1,
    )


def companions(keys: Keyring, complaint: Complaint, statement: Statement) -> list[Any]:
    """Lay out the photos and the sealed contact."""
    rows: list[Any] = [
        ComplaintPhoto(complaint_id=complaint.id, number=number, sha256=name)
        for number, name in enumerate(statement.photos, start=1)
    ]
    if statement.contact:
        rows.append(
            ComplaintContact(
                complaint_id=complaint.id,
                sealed=keys.seal(statement.contact, place=contents.contact_place(complaint.id)),
                blind=keys.mac("contacts", personal.normalise_contact(statement.contact)),
            )
        )
    return rows
