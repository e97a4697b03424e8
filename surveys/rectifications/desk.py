"""What the page and the API of rectifications do alike: lists, one case, photos sent before."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from service.core.access import Actor
from service.core.clock import now
from service.core.problems import Problem, invalid
from service.core.storage import blobs_of
from service.web.unit import database
from surveys.complaints import held

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
    return queries.one(session, queries.visible(actor), rectification_id)


def keep_photo(sent: FileStorage) -> str:
    """Clean and store a photo that comes before its proof; return its note."""
    opened = database()
    return held.note(opened.keys, held.keep(opened.blobs, sent))


def photos(session: Session, notes: Iterable[str]) -> list[str]:
    """Return the names of the photos that notes speak of; raises 422 for what they do not."""
    found = held.named(database().keys, blobs_of(session), notes)
    if found.wrong:
        raise invalid({"held": [problem.sentence for _, problem in found.wrong]})
    return found.names


def taken(notes: Iterable[str], files: Iterable[FileStorage]) -> tuple[list[str], list[Problem]]:
    """Store the photos of a form; return all their notes, and what was wrong with others."""
    kept: list[str] = list(notes)
    wrong: list[Problem] = []
    for file in files:
        if len(kept) >= MOST_PHOTOS:
            wrong.append(Problem(422, "too_many_photos", held.TOO_MANY, most=MOST_PHOTOS))
            break
        try:
            kept.append(keep_photo(file))
        except Problem as problem:
            wrong.append(problem)
    return kept, wrong
