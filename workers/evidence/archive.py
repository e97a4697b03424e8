"""The archive: a manifest with every file's hash, a signature over it, and a ZIP without chance.

The same files give the same bytes: names in order, dates of 1980, nothing compressed (compressors
differ between machines).
"""

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.core.crypto import Keyring, sha256

from .verify import DER_HEAD, KEY, MANIFEST, SIGNATURE, SUMS

FORMAT = "mingchuang-evidence/1"
ALGORITHM = "ed25519"
HERE = Path(__file__).parent
BEGINNING = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3


def fingerprint(keys: Keyring) -> str:
    """Return the SHA-256 of the public key, as it is published (64 hexadecimal characters)."""
    return sha256(keys.public_key())


def seal(files: Mapping[str, bytes], about: Mapping[str, Any], keys: Keyring) -> bytes:
    """Return the finished pack: ``files``, and ``about`` with their hashes in a signed manifest."""
    program = (HERE / "verify.py").read_bytes()
    everything = {**files, "verify.py": program, KEY: _key_file(keys)}
    listed = [
        {"path": name, "size": len(data), "sha256": sha256(data)}
        for name, data in sorted(everything.items())
    ]
    manifest = {
        "format": FORMAT,
        **about,
        "alg": ALGORITHM,
        "key": fingerprint(keys),
        "files": listed,
    }
    signed = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    everything[MANIFEST] = signed
    everything[SIGNATURE] = keys.sign(signed)
    everything[SUMS] = "".join(f"{one['sha256']}  {one['path']}\n" for one in listed).encode()
    return _zip(everything)


def _key_file(keys: Keyring) -> bytes:
    """Write the public key so that OpenSSL reads it too."""
    encoded = base64.b64encode(DER_HEAD + keys.public_key()).decode()
    lines = [
        "Ed25519 公钥。指纹是公钥 32 字节的 SHA-256，请与出具单位公布的指纹核对：",
        fingerprint(keys),
        "-----BEGIN PUBLIC KEY-----",
        encoded,
        "-----END PUBLIC KEY-----",
        "",
    ]
    return "\n".join(lines).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as pack:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.external_attr, entry.create_system = READABLE, UNIX
            pack.writestr(entry, data)
    return written.getvalue()
