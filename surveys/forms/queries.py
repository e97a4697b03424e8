"""Reads forms and their versions."""

import uuid

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session, contains_eager

from service.core.problems import not_found

from .models import Form, FormDraft, FormVersion


def versions() -> Select[FormVersion]:
    """Return the query of all published versions, newest first within each form."""
    query = select(FormVersion).join(FormVersion.form).options(contains_eager(FormVersion.form))
    return query.order_by(Form.key, FormVersion.number.desc())


def current(session: Session, key: str) -> FormVersion:
    """Return the version of ``key`` that is filled in today; raises 404 for an unknown key."""
    return _one(session, versions().where(_named(key), FormVersion.retired_at.is_(None)))


def numbered(session: Session, key: str, number: int) -> FormVersion:
    """Return one version of ``key`` by its number; raises 404."""
    return _one(session, versions().where(_named(key), FormVersion.number == number))


def version(session: Session, version_id: uuid.UUID) -> FormVersion:
    """Return a version by its id; raises 404."""
    return _one(session, versions().where(FormVersion.id == version_id))


def draft(session: Session, key: str, *, lock: bool = False) -> FormDraft | None:
    """Return the draft of the next version of ``key``, if somebody has begun one."""
    query = select(FormDraft).join(FormDraft.form).options(contains_eager(FormDraft.form))
    query = query.where(_named(key))
    return session.scalar(query.with_for_update(of=FormDraft) if lock else query)


def _named(key: str) -> ColumnElement[bool]:
    """Match a key; what no database can hold (U+0000, half a character) is no key."""
    return Form.key == key if key.isprintable() else false()


def _one(session: Session, query: Select[FormVersion]) -> FormVersion:
    found = session.scalar(query)
    if found is None:
        raise not_found()
    return found
