"""The second factor: time-based codes (RFC 6238), their picture, and recovery codes."""

import base64
import os
import re
from datetime import datetime

import qrcode
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from qrcode.image.svg import SvgPathFillImage

from service.core.crypto import crockford

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LETTERS = 12  # 60 bits, kept as HMAC under a key outside the database
SECRET = re.compile(r"[A-Z2-7]{32}")


def new_secret() -> str:
    """Return a random secret of 160 bits in base 32 (32 letters)."""
    return base64.b32encode(os.urandom(20)).decode()


def _totp(secret: str) -> TOTP:
    # SHA-1 is what every authenticator app understands; HMAC does not need it to resist collisions
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def address(secret: str, username: str, issuer: str) -> str:
    """Return the otpauth address that an authenticator app scans."""
    return _totp(secret).get_provisioning_uri(username, issuer)


def picture(text: str) -> str:
    """Return a QR code as an SVG in a data address, black on white in the dark too."""
    made = qrcode.make(text, image_factory=SvgPathFillImage)
    return "data:image/svg+xml;base64," + base64.b64encode(made.to_string()).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of a time step (30 s since 1970)."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def step_of(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """Return the step whose code this is: the present one or a neighbour, later than ``after``."""
    present = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in (present - 1, present, present + 1):
        if bytes_eq(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def recovery_codes() -> list[str]:
    """Return ten new recovery codes, written in groups of four."""
    letters = (crockford(os.urandom(8))[:RECOVERY_LETTERS] for _ in range(RECOVERY_CODES))
    return ["-".join(re.findall("....", code)) for code in letters]
