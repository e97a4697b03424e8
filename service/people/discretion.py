"""What is private in words about a window: masked when shown, refused when an office writes it."""

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.core import private
from service.core.problems import invalid
from service.windows.models import ServiceWindow

from .models import Account, Grant


def names_at(session: Session, window_id: uuid.UUID) -> list[str]:
    """Return the names of the head and of everybody else who works in a window.

    Of one that was merged into another, also the names of those who took it over.
    """
    heirs = select(ServiceWindow.merged_into_id).where(ServiceWindow.id == window_id)
    here = or_(ServiceWindow.id == window_id, ServiceWindow.id.in_(heirs))
    head = select(ServiceWindow.head_name).where(here, ServiceWindow.head_name.is_not(None))
    staff = (
        select(Account.display_name)
        .join(Account.grants)
        .join(ServiceWindow, ServiceWindow.id == Grant.window_id)
        .where(here)
    )
    return list(session.scalars(head.union(staff)))


def masked(session: Session, text: str, window_id: uuid.UUID) -> str:
    """Return a citizen's words as offices are shown them before somebody opens the original."""
    return private.mask(text, names_at(session, window_id))


def refuse_private(session: Session, window_id: uuid.UUID, **words: str | None) -> None:
    """Refuse words of an office that others will read and that hold something private.

    ``words`` are texts by the name of their field. Landlines may stand in them, since they are the
    offices' own, and the window's telephone. Raises 422 that names for each what was found.
    """
    names = names_at(session, window_id)
    window = session.get(ServiceWindow, window_id)
    phone = window.phone if window and window.phone else ""
    found = {
        field: private.objections(
            text.replace(phone, " ") if phone else text, names, allowed={private.Kind.LANDLINE}
        )
        for field, text in words.items()
        if text
    }
    if wrong := {field: sentences for field, sentences in found.items() if sentences}:
        raise invalid(wrong)
