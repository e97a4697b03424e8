"""Where a complaint or praise is handed in: what the page and the API do alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from qr import tickets
from qr.queries import Scan, resolve
from qr.tickets import Ticket
from service.core import clock
from service.core.problems import N_, Problem
from service.web import health, security
from service.web.security import limiter
from service.web.unit import database
from surveys import held
from surveys.forms import queries as published
from surveys.held import Held

from . import queries, routing
from .filing import Statement
from .models import ComplaintKind
from .operations import FORM, Filed, file_complaint


@dataclass(frozen=True)
class Asked:
    """What is asked at a counter, who would handle it, and a ticket for the answer."""

    scan: Scan
    body: Mapping[str, Any]
    ticket: str
    #: full names of the authorities that handle common and grave matters
    handler: str
    province: str
    #: true when the window's owner has nobody above it
    is_own: bool


def ask(session: Session, scan: Scan, ticket: Ticket | None = None) -> Asked:
    """Return what is asked at a counter; ``ticket`` is renewed without losing its client key."""
    handler = routing.handler_of(scan.path, is_grave=False)
    key = ticket.client_key if ticket else None
    return Asked(
        scan=scan,
        body=published.current(session, FORM).body,
        ticket=tickets.issue(database().keys, scan.code, clock.now(), key),
        handler=queries.handled_by(session, handler),
        province=queries.handled_by(session, routing.handler_of(scan.path, is_grave=True)),
        is_own=handler == routing.owner_of(scan.path),
    )


@limiter.limit(security.intake_limit)
def hand_in(ticket: Ticket, kind: ComplaintKind, data: dict[str, Any], names: list[str]) -> Filed:
    """Store what was sent with a ticket; returns after the commit.

    Raises 422 ``form_expired``. A code that ended since its ticket was written still counts: the
    citizen stood there.
    """
    if ticket.expired:
        raise Problem(422, "form_expired", N_("页面停留过久，请再点一次提交。"))
    statement = Statement(
        kind=kind,
        text=data["text"],
        category=data.get("category"),
        occurred_on=data["occurred_on"],
        contact=data.get("contact") or None,
        photos=tuple(names),
    )
    with database().transaction() as session:
        scan = resolve(session, ticket.code)
        filed = file_complaint(
            session, scan=scan, client_key=ticket.client_key, statement=statement, now=clock.now()
        )
    health.submissions.labels(kind.value).inc()
    return filed


@limiter.limit(security.intake_limit)
def add_photos(photos: Held, files: list[FileStorage]) -> None:
    """Take the photos of a form; limited by itself, because a refused form stores them too."""
    held.add(photos, database().blobs, files)


@limiter.limit(security.intake_limit)
def keep_photo(sent: FileStorage) -> str:
    """Clean and store a photo that comes before its complaint; return its note."""
    return held.note(database().keys, held.keep(database().blobs, sent))
