"""A page opened by receipt may act for half an hour without the receipt being typed again.

The pass stands in the page's forms, so no cookie is needed. It names the case, a fresh key for one
act and the time, signed; it never holds the receipt.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, Signer

from service.core.crypto import Keyring

LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Pass:
    """What a genuine pass says."""

    complaint_id: uuid.UUID
    client_key: uuid.UUID
    expired: bool


def _signer(keys: Keyring) -> Signer:
    return Signer(keys.derive("passes"), key_derivation="none", digest_method=hashlib.sha256)


def issue(
    keys: Keyring, complaint_id: uuid.UUID, now: datetime, client_key: uuid.UUID | None = None
) -> str:
    """Write a pass for a case; give ``client_key`` to renew one without losing its key."""
    key = client_key or uuid.uuid4()
    return _signer(keys).sign(f"{complaint_id.hex}.{key.hex}.{int(now.timestamp()):x}").decode()


def read(keys: Keyring, token: str, now: datetime) -> Pass | None:
    """Read a pass; nothing for what we did not write. An expired one still tells its key."""
    try:
        case, key, seconds = _signer(keys).unsign(token).decode().split(".")
    except (BadSignature, ValueError):
        return None
    issued_at = datetime.fromtimestamp(int(seconds, 16), UTC)
    return Pass(uuid.UUID(case), uuid.UUID(key), expired=now - issued_at > LASTS)
