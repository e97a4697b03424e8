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
from service.core.problems import N_, Problem, invalid
from service.core.storage import BlobStore
from service.web.errors import problem_of
from surveys import photos

#: how many photos one form may bring, unless its room says otherwise
MOST_PHOTOS = 3
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


def notes(keys: Keyring, held: Held) -> list[str]:
    """Return the notes that a form carries instead of the photos."""
    return [note(keys, name) for name in held.names]


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


def sure(keys: Keyring, blobs: BlobStore, notes: Iterable[str]) -> list[str]:
    """Return the names of the photos that notes speak of; raises 422 where one is wrong."""
    held = named(keys, blobs, notes)
    if held.wrong:
        raise invalid({"held": [problem.sentence for _, problem in held.wrong]})
    return held.names


def add(
    held: Held, blobs: BlobStore, files: Iterable[FileStorage], most: int = MOST_PHOTOS
) -> None:
    """Take the photos of a form and keep what is right of them."""
    for sent in files:
        try:
            _add(held, blobs, sent, most)
        except Problem as problem:
            held.wrong.append((str(sent.filename)[:40], problem))


def _add(held: Held, blobs: BlobStore, sent: FileStorage, most: int) -> None:
    if len(held.names) >= most:
        raise Problem(422, "too_many_photos", TOO_MANY, most=most)
    name = keep(blobs, sent)
    if name not in held.names:
        held.names.append(name)
