"""How a photo arrives: whole, or part by part, each part kept as soon as it is here.

The database keeps the parts, so that any of several machines can take the next one.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.crypto import sha256
from service.core.problems import N_, Problem, conflict
from service.core.storage import blobs_of
from surveys import photos

from . import alike, queries
from .completion import complete_if_whole
from .models import Visit, VisitPhoto, VisitPhotoPart, VisitState


@dataclass(frozen=True)
class Part:
    """Bytes of a photo from ``start`` on; the whole photo has ``total`` bytes."""

    start: int
    data: bytes
    total: int

    @property
    def end(self) -> int:
        """Return the place of the first byte that is not in this part."""
        return self.start + len(self.data)


@dataclass(frozen=True)
class Prepared:
    """The copy of a photo that is kept, and what it looks like."""

    data: bytes
    look: str


def prepare_photo(data: bytes, name: str) -> Prepared:
    """Return the copy of a photo that is kept; slow, so do it before a write begins.

    Refuses with 422 when the bytes are not those that ``name`` (their SHA-256) says.
    """
    if sha256(data) != name:
        sentence = N_("照片在传送中损坏或不完整，请重新发送。")
        raise Problem(422, "photo_mismatch", sentence)
    cleaned = photos.clean(data)
    return Prepared(cleaned, alike.look(cleaned))


def announced(
    session: Session, actor: Actor, visit_id: uuid.UUID, name: str, *, hold: bool = False
) -> tuple[Visit, VisitPhoto]:
    """Return an inspector's visit and the photo of that name which it announced."""
    visit = queries.own(session, actor, visit_id, hold=hold)
    photo = session.scalar(
        select(VisitPhoto).where(VisitPhoto.visit_id == visit.id, VisitPhoto.sent_sha256 == name)
    )
    if photo is None and visit.state != VisitState.INCOMPLETE:
        raise conflict("visit_complete", N_("这次检查已经收齐，不能再添加照片。"))
    if photo is None:
        sentence = N_("这张照片不在检查记录之列，请先发送检查记录。")
        raise Problem(422, "photo_not_announced", sentence)
    return visit, photo


def held(session: Session, photo: VisitPhoto) -> int:
    """Return how many bytes of a photo on its way are here."""
    size = func.coalesce(func.sum(func.length(VisitPhotoPart.data)), 0)
    return session.scalar(select(size).where(VisitPhotoPart.photo_id == photo.id)) or 0


def _kept(session: Session, photo: VisitPhoto) -> bytes:
    query = select(VisitPhotoPart.data).where(VisitPhotoPart.photo_id == photo.id)
    return b"".join(session.scalars(query.order_by(VisitPhotoPart.start)))


def whole(session: Session, photo: VisitPhoto, part: Part) -> bytes | None:
    """Return the whole photo if ``part`` is what was missing. Reads only."""
    if part.start == 0 and part.end == part.total:
        return part.data
    if part.end == part.total and part.start == held(session, photo):
        return _kept(session, photo) + part.data
    return None


def keep_part(session: Session, *, actor: Actor, visit_id: uuid.UUID, name: str, part: Part) -> int:
    """Keep a part of a photo; return how many bytes are here.

    The same bytes again are welcome, others are refused with 409 ``other_bytes``; a part that
    leaves a gap with 409 ``wrong_offset``.
    """
    _, photo = announced(session, actor, visit_id, name, hold=True)
    if photo.received_at is not None:
        return part.total
    if part.total > photos.LARGEST_BYTES:
        raise Problem(413, "photo_too_large", photos.TOO_LARGE)
    here = held(session, photo)
    if part.start > here:
        raise conflict("wrong_offset", N_("照片的这一段前面还缺一段，请从已收到的地方接着发送。"))
    again = _kept(session, photo)[part.start : part.end] if part.start < here else b""
    if not part.data.startswith(again):
        raise conflict("other_bytes", N_("同一张照片的内容前后不一致，已保留先收到的部分。"))
    if fresh := part.data[len(again) :]:
        session.add(VisitPhotoPart(photo_id=photo.id, start=here, data=fresh))
        session.flush()
    return here + len(fresh)


def forget_parts(session: Session, *, actor: Actor, visit_id: uuid.UUID, name: str) -> None:
    """Drop the parts of a photo that turned out not to be what its name says: begin again."""
    _, photo = announced(session, actor, visit_id, name, hold=True)
    _drop(session, photo)


def _drop(session: Session, photo: VisitPhoto) -> None:
    session.execute(delete(VisitPhotoPart).where(VisitPhotoPart.photo_id == photo.id))


def attach_photo(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    visit_id: uuid.UUID,
    name: str,
    prepared: Prepared,
) -> bool:
    """Keep a photo that the visit announced; return whether it is new. First bytes win."""
    visit, photo = announced(session, actor, visit_id, name, hold=True)
    if photo.received_at is not None:
        return False
    photo.stored_sha256, photo.received_at = blobs_of(session).put(prepared.data), now
    photo.look = prepared.look
    _drop(session, photo)
    visit.version += 1
    session.flush()
    complete_if_whole(session, visit, now)
    return True
