"""Field encryption, blind indexes and signatures. The keys never live in the database."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NONCE = 12
#: how many keys the curve P-256 has (FIPS 186-4 D.1.2.3)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class KeyFileError(RuntimeError):
    """The key file is missing, unreadable or readable by others."""


class SealError(ValueError):
    """A sealed value was damaged, moved to another row, or sealed with another key."""


@dataclass(frozen=True)
class Keyring:
    """The secrets of one installation.

    ``masters`` maps a key number (0–255) to 32 bytes; new values use the highest number, old
    ones stay readable. ``signing`` is the seed of the Ed25519 key that signs evidence.
    """

    masters: dict[int, bytes]
    signing: bytes
    _derived: dict[tuple[int, str], bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def generate(cls) -> "Keyring":
        """Make new random keys."""
        return cls({1: secrets.token_bytes(32)}, secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read a key file; refuse one that others on the machine may read."""
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                raise KeyFileError(f"{path}: mode {mode:o}, must be 600")
            body = json.loads(path.read_text("utf-8"))
            masters = {int(n): bytes.fromhex(key) for n, key in body["masters"].items()}
            return cls(masters, bytes.fromhex(body["signing"]))
        except (OSError, KeyError, ValueError) as error:
            raise KeyFileError(f"{path}: {error}") from error

    def save(self, path: Path) -> None:
        """Write the key file, readable by its owner only; never overwrite one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        body = {
            "masters": {str(n): key.hex() for n, key in self.masters.items()},
            "signing": self.signing.hex(),
        }
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(body, file)

    @property
    def current(self) -> int:
        """Return the number of the key that seals new values."""
        return max(self.masters)

    def derive(self, purpose: str, number: int | None = None) -> bytes:
        """Return 32 bytes for one purpose (HKDF-SHA256), so that no key serves two uses.

        Look-ups and signatures stay with the first key: they must give the same answer for ever.
        """
        chosen = min(self.masters) if number is None else number
        if (chosen, purpose) not in self._derived:
            kdf = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose.encode())
            self._derived[chosen, purpose] = kdf.derive(self.masters[chosen])
        return self._derived[chosen, purpose]

    def seal(self, text: str, *, place: str) -> bytes:
        """Encrypt ``text`` (AES-256-GCM) so that it opens only at ``place`` (table:column:row)."""
        cipher = AESGCM(self.derive("fields", self.current))
        nonce = os.urandom(NONCE)
        sealed = cipher.encrypt(nonce, text.encode(), place.encode())
        return bytes([self.current]) + nonce + sealed

    def open(self, sealed: bytes, *, place: str) -> str:
        """Decrypt what :meth:`seal` made; raises :class:`SealError` for anything else."""
        number, nonce, body = sealed[0], sealed[1 : NONCE + 1], sealed[NONCE + 1 :]
        try:
            cipher = AESGCM(self.derive("fields", number))
            return cipher.decrypt(nonce, body, place.encode()).decode()
        except (KeyError, InvalidTag) as error:
            raise SealError(place) from error

    def mac(self, purpose: str, value: str) -> bytes:
        """Return HMAC-SHA256 of ``value`` under the key of ``purpose`` (32 bytes)."""
        return hmac.digest(self.derive(purpose), value.encode(), "sha256")

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature of ``data`` (64 bytes)."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(data)

    def public_key(self) -> bytes:
        """Return the raw Ed25519 public key (32 bytes)."""
        private = Ed25519PrivateKey.from_private_bytes(self.signing)
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return private.public_key().public_bytes(*raw)

    def _receipts(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(self.derive("receipts"))
        return ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())

    def sign_receipt(self, data: bytes) -> bytes:
        """Return the ECDSA P-256 signature of ``data`` as every browser reads it (64 bytes)."""
        made = self._receipts().sign(data, ec.ECDSA(hashes.SHA256()))
        return b"".join(number.to_bytes(32) for number in decode_dss_signature(made))

    def receipt_key(self) -> bytes:
        """Return the public key of receipts (DER, SubjectPublicKeyInfo)."""
        public = self._receipts().public_key()
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(serialization.Encoding.DER, kind)


def keys_of(session: Session) -> Keyring:
    """Return the keyring that came with a session."""
    keys: Keyring = session.info["keys"]
    return keys


def crockford(data: bytes) -> str:
    """Write bytes in Crockford's base 32 (5 bits a character, high bits first)."""
    text = base64.b32encode(data).decode().rstrip("=")
    return text.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CROCKFORD))


def normalise_crockford(text: str) -> str:
    """Undo what people do to a code: case, spaces, hyphens, full width, O for 0, I or L for 1."""
    wide = {0xFEE0 + ord(c): c for c in CROCKFORD + CROCKFORD.lower() + "OILoil"}
    plain = text.translate(wide).upper()
    plain = "".join(c for c in plain if c not in " -‐–—－\u3000\t\r\n")
    return plain.translate(str.maketrans("OIL", "011"))


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in lower-case hexadecimal (64 characters)."""
    return hashlib.sha256(data).hexdigest()
