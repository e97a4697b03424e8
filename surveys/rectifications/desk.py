"""What the page and the API of rectifications do alike: lists, one case, photos sent before."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from service.core.access import Actor
from service.core.clock import now
from service.web.unit import database
from surveys import held, matters
from surveys.held import Held

from . import queries
from .life import MOST_PHOTOS
from .models import Rectification


def listed(actor: Actor, asked: dict[str, Any]) -> Select[Rectification]:
    """Return what a list shows: all that ``actor`` may read, or what he has to put right."""
    seen = queries.own(actor) if asked["own"] else queries.visible(actor)
    chosen = {name: asked[name] for name in ("state", "source", "window_id", "overdue")}
    return queries.narrowed(seen, now(), **chosen)


def one(session: Session, actor: Actor, rectification_id: uuid.UUID) -> Rectification:
    """Return one that ``actor`` may read; raises 404."""
    return matters.one(session, queries.visible(actor), rectification_id)


def keep_photo(sent: FileStorage) -> str:
    """Clean and store a photo that comes before its proof; return its note."""
    opened = database()
    return held.note(opened.keys, held.keep(opened.blobs, sent))


def taken(notes: Iterable[str], files: Iterable[FileStorage]) -> Held:
    """Return the photos of a form: those of an earlier try, and those that came now."""
    found = held.named(database().keys, database().blobs, notes)
    held.add(found, database().blobs, files, MOST_PHOTOS)
    return found
