"""Leaves of the tamper-evident ledger: what was said, in a form that can be proved later.

A leaf is the hash of a public part that holds a salted commitment to the private part. Sealing
(a subtree per window and day, a signed head per day) reads leaves and never touches them, and
erasing private words and their salt leaves every proof valid.
"""

import hashlib
import json
import os
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from .db import Base, new_id

VERSION = 1
ALGORITHM = "sha256"
SALT_BYTES = 32
# Domain bytes keep a leaf, an inner node and a commitment from ever being taken for each other.
LEAF, COMMITMENT = b"\x00", b"\x02"


class LedgerLeaf(Base):
    """One record's entry. Written with the record, in the same transaction, and never changed."""

    __tablename__ = "ledger_leaf"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[uuid.UUID]
    window_id: Mapped[uuid.UUID]
    #: the Shanghai day on which the record arrived; past days never reopen
    day: Mapped[date]
    #: canonical JSON of the public part, as hashed
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        Index("ix_ledger_leaf_window_day", "window_id", "day"),
        Index("ix_ledger_leaf_subject", "subject_id"),
    )


@dataclass(frozen=True)
class Leaf:
    """A leaf before it is stored, and the salt (32 bytes) that opens its commitment."""

    row: dict[str, Any]
    salt: bytes


def canonical(value: Any) -> bytes:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, UTF-8 (RFC 8785 subset)."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def commit_to(private: dict[str, Any], salt: bytes) -> str:
    """Return the commitment to a private part: SHA-256(0x02 ‖ salt ‖ canonical), hexadecimal."""
    return hashlib.sha256(COMMITMENT + salt + canonical(private)).hexdigest()


def leaf_hash(body: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ body), 32 bytes."""
    return hashlib.sha256(LEAF + body).digest()


def leaf(
    kind: str,
    *,
    subject_id: uuid.UUID,
    window_id: uuid.UUID,
    day: date,
    public: dict[str, Any],
    private: dict[str, Any],
    salt: bytes | None = None,
) -> Leaf:
    """Make a leaf. ``public`` and ``private`` hold text, integers, lists and null only."""
    chosen = salt or os.urandom(SALT_BYTES)
    body = canonical(
        {
            "v": VERSION,
            "alg": ALGORITHM,
            "kind": kind,
            "id": str(subject_id),
            "window": str(window_id),
            "day": day.isoformat(),
            "public": public,
            "private": commit_to(private, chosen),
        }
    )
    row = {
        "id": new_id(),
        "kind": kind,
        "subject_id": subject_id,
        "window_id": window_id,
        "day": day,
        "body": body.decode(),
        "hash": leaf_hash(body),
    }
    return Leaf(row, chosen)


def append(session: Session, made: Leaf) -> None:
    """Store a leaf beside its record."""
    session.add(LedgerLeaf(**made.row))
