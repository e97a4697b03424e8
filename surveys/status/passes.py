"""A page opened by receipt may act for half an hour without the receipt being typed again.

The pass stands in the page's forms, so no cookie is needed. It is a ticket for a case instead of a
code: the case, a fresh key for one act and the time, signed; it never holds the receipt.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from qr import tickets
from service.core.crypto import Keyring
from service.core.problems import Problem

LASTS = timedelta(minutes=30)
PURPOSE = "passes"


@dataclass(frozen=True)
class Pass:
    """What a genuine pass says."""

    case_id: uuid.UUID
    client_key: uuid.UUID
    expired: bool


def issue(
    keys: Keyring, case_id: uuid.UUID, now: datetime, client_key: uuid.UUID | None = None
) -> str:
    """Write a pass for a case; give ``client_key`` to renew one without losing its key."""
    return tickets.issue(keys, case_id.hex, now, client_key, PURPOSE)


def read(keys: Keyring, token: str, now: datetime) -> Pass | None:
    """Read a pass; nothing for what we did not write. An expired one still tells its key."""
    try:
        ticket = tickets.read(keys, token, now, LASTS, PURPOSE)
    except Problem:
        return None
    return Pass(uuid.UUID(ticket.code), ticket.client_key, ticket.expired)
