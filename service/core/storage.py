"""Blobs named by their SHA-256, in a folder or an S3 bucket. First bytes win."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, from_url
from sqlalchemy.orm import Session

from .crypto import sha256


class BlobStore:
    """Bytes in, name out. The name is the SHA-256 in hexadecimal."""

    def __init__(self, url: str) -> None:
        """Open ``file:///folder`` (made if missing) or ``s3://bucket/prefix``."""
        self._store: Any
        if url.startswith("file://"):
            folder = Path(url.removeprefix("file://"))
            folder.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(folder)
        else:
            self._store = from_url(
                url,
                config={"virtual_hosted_style_request": False},
                client_options={"allow_http": True},
            )

    @staticmethod
    def _path(name: str) -> str:
        return f"{name[:2]}/{name}"

    def put(self, data: bytes) -> str:
        """Store ``data`` and return its name; storing the same bytes again is welcome.

        Raises OSError: with the system's number when the disk refuses, ConnectionError when the
        store is away.
        """
        name = sha256(data)
        try:
            with suppress(AlreadyExistsError):
                obstore.put(self._store, self._path(name), data, mode="create")
        except BaseError as error:
            number = re.search(r"os error (\d+)", str(error))  # it stands only in the text
            raise OSError(int(number[1]), name) if number else ConnectionError(name) from error
        return name

    def get(self, name: str) -> bytes:
        """Return the bytes of ``name``; raises FileNotFoundError."""
        return bytes(obstore.get(self._store, self._path(name)).bytes())

    def delete(self, name: str) -> None:
        """Remove ``name`` (retention only); a missing one is no error."""
        with suppress(FileNotFoundError):
            obstore.delete(self._store, self._path(name))


def blobs_of(session: Session) -> BlobStore:
    """Return the blob store that came with a session."""
    blobs: BlobStore = session.info["blobs"]
    return blobs
