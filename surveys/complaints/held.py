"""Photos that have arrived before their complaint: stored at once, named in a signed note.

A form that must be sent again carries the notes instead of the photos, so nobody has to choose a
picture twice. A note cannot be forged, and says nothing but the name of a picture its holder sent.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from itsdangerous import BadSignature, Signer
from werkzeug.datastructures import FileStorage

from service.core.crypto import Keyring
from service.core.problems import N_, Problem
from service.core.storage import BlobStore
from service.web.errors import problem_of
from surveys import photos

from .filing import MOST_PHOTOS

GONE = N_("这张照片已经过期，请重新选择。")
TOO_MANY = N_("最多 %(most)s 张照片，多出的没有保存。")


@dataclass
class Held:
    """The photos of one submission: names in the blob store, and what was wrong with others.

    ``wrong`` maps what the citizen calls a photo (its file name, or nothing) to the refusal.
    """

    names: list[str] = field(default_factory=list)
    wrong: list[tuple[str, Problem]] = field(default_factory=list)


def _signer(keys: Keyring) -> Signer:
    return Signer(keys.derive("held-photos"), key_derivation="none", digest_method=hashlib.sha256)


def note(keys: Keyring, name: str) -> str:
    """Write the note for a stored photo."""
    return _signer(keys).sign(name).decode()


def keep(blobs: BlobStore, sent: FileStorage) -> str:
    """Clean and store one photo and return its name; raises 413, 415, 503 or 507."""
    cleaned = photos.clean(sent.read(photos.LARGEST_BYTES + 1))
    try:
        return blobs.put(cleaned)
    except OSError as error:
        raise problem_of(error) from error


def named(keys: Keyring, blobs: BlobStore, notes: Iterable[str]) -> Held:
    """Return the photos that notes speak of; a forged note or a photo that is gone is wrong."""
    held = Held()
    for each in notes:
        try:
            name = _signer(keys).unsign(each).decode()
            blobs.get(name)
        except (BadSignature, UnicodeError, FileNotFoundError):
            held.wrong.append(("", Problem(422, "photo_gone", GONE)))
        else:
            held.names.append(name)
    return held


def add(held: Held, blobs: BlobStore, files: Iterable[FileStorage]) -> None:
    """Take the photos of a form and keep what is right of them."""
    for sent in files:
        try:
            _add(held, blobs, sent)
        except Problem as problem:
            held.wrong.append((str(sent.filename)[:40], problem))


def _add(held: Held, blobs: BlobStore, sent: FileStorage) -> None:
    if len(held.names) >= MOST_PHOTOS:
        raise Problem(422, "too_many_photos", TOO_MANY, most=MOST_PHOTOS)
    name = keep(blobs, sent)
    if name not in held.names:
        held.names.append(name)
