"""A scan becomes a ticket: the code, a fresh key for one submission and the time, signed.

The ticket travels in the form, so citizens' pages need no cookie. One that is too old is told, not
refused: what the citizen wrote is kept and sent again under the same client key.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, Signer

from service.core.crypto import Keyring
from service.core.problems import N_, Problem

LASTS = timedelta(hours=2)
#: what a signature is for: one made for a scan says nothing of a service act
SCAN, ACT = "tickets", "act-tickets"


@dataclass(frozen=True)
class Ticket:
    """What a genuine ticket says; ``issued_at`` is exact to the second."""

    code: str
    client_key: uuid.UUID
    issued_at: datetime
    expired: bool


def _signer(keys: Keyring, purpose: str) -> Signer:
    # The key serves this purpose alone already, so nothing more is derived from it.
    return Signer(keys.derive(purpose), key_derivation="none", digest_method=hashlib.sha256)


def issue(
    keys: Keyring,
    code: str,
    now: datetime,
    client_key: uuid.UUID | None = None,
    purpose: str = SCAN,
) -> str:
    """Write a ticket for ``code``; give ``client_key`` to renew one without losing its key."""
    key = client_key or uuid.uuid4()
    return _signer(keys, purpose).sign(f"{code}.{key.hex}.{int(now.timestamp()):x}").decode()


def read(
    keys: Keyring, token: str, now: datetime, max_age: timedelta = LASTS, purpose: str = SCAN
) -> Ticket:
    """Read a ticket; raises the 422 problem ``bad_ticket`` when we did not write it."""
    try:
        code, key, seconds = _signer(keys, purpose).unsign(token).decode().split(".")
    except (BadSignature, ValueError) as error:
        sentence = N_("页面信息不完整，请重新扫码后再提交。")
        raise Problem(422, "bad_ticket", sentence) from error
    issued_at = datetime.fromtimestamp(int(seconds, 16), UTC)
    return Ticket(code, uuid.UUID(key), issued_at, expired=now - issued_at > max_age)
