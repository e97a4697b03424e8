"""Putting a template's words into an answer that is being written."""

import uuid

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from service.core.problems import not_found
from service.windows.models import ServiceWindow

from . import queries
from .models import ReplyTemplate, ReplyUse

#: the field by which a form says which template it wants
CHOSEN = "template"


def offered(session: Session, window_id: uuid.UUID, use: str) -> list[ReplyTemplate]:
    """Return what may be put into an answer for a window."""
    window = session.get_one(ServiceWindow, window_id)
    return list(session.scalars(queries.usable(window.path, ReplyUse(use))))


def filled(
    session: Session, typed: MultiDict[str, str], window_id: uuid.UUID, use: ReplyUse, field: str
) -> MultiDict[str, str]:
    """Return what was typed, with the chosen template's words after those of ``field``.

    Nothing is stored. Raises 404 for a template that is not offered to the window.
    """
    kept = MultiDict(typed)
    if wanted := kept.pop(CHOSEN, ""):
        known = {str(each.id): each.text for each in offered(session, window_id, use)}
        if wanted not in known:
            raise not_found()
        before = kept.get(field, "").strip()
        kept[field] = f"{before}\n{known[wanted]}" if before else known[wanted]
    return kept
