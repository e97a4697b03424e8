"""Receipts: 16 Crockford characters that only the citizen knows, made from the form's own key.

The same form sent twice gives the same receipt; the database keeps only an HMAC of it. 80 random
bits cannot be guessed.
"""

import re
import uuid

from service.core.crypto import Keyring, crockford, normalise_crockford

LENGTH = 16
SHAPE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


def make(keys: Keyring, client_key: uuid.UUID) -> str:
    """Return the receipt of a submission, written 4-4-4-4."""
    return spaced(crockford(keys.mac("receipts", client_key.hex)[:10]))


def spaced(receipt: str) -> str:
    """Write a receipt 4-4-4-4, however it was typed."""
    code = normalise_crockford(receipt)
    return "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))


def fingerprint(keys: Keyring, receipt: str) -> bytes:
    """Return what the database keeps of a receipt (32 bytes); forgives how it was typed."""
    return keys.mac("receipt-lookup", normalise_crockford(receipt))


def is_shaped(receipt: str) -> bool:
    """Tell whether a text could be a receipt at all."""
    return SHAPE.fullmatch(normalise_crockford(receipt)) is not None
