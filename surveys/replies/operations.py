"""Keeping, changing and retiring reply templates; each version of the words is in the audit."""

import uuid
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.problems import N_, Problem, conflict, not_found
from surveys import matters

from . import queries
from .models import ReplyTemplate, ReplyUse

TAKEN = N_("这里已有同名的模板，请换一个名称，或去修改原来的。")


def keep_reply(
    session: Session,
    *,
    actor: Actor,
    path: str,
    use: ReplyUse,
    title: str,
    text: str,
    now: datetime,
) -> ReplyTemplate:
    """Keep a new template at one of the actor's places; the very same again is the one kept.

    Raises 404 for another's place, 409 ``title_taken``.
    """
    if path not in actor.paths(Action.EDIT_REPLIES):
        raise not_found()
    if known := queries.namesake(session, path, ReplyUse(use), title):
        if known.text != text:
            raise conflict("title_taken", TAKEN)
        return known
    made = ReplyTemplate(path=path, use=ReplyUse(use), title=title, text=text, changed_at=now)
    _store(session, made)
    _record(session, made, "keep_reply", actor, now)
    return made


def change_reply(
    session: Session,
    *,
    actor: Actor,
    template_id: uuid.UUID,
    version: int,
    title: str,
    text: str,
    now: datetime,
) -> ReplyTemplate:
    """Change the words or the title; answers that were given with it stay as they are."""
    made = _held(session, actor, template_id, version)
    made.title, made.text = title, text
    _change(session, made, "change_reply", actor, now)
    return made


def retire_reply(
    session: Session, *, actor: Actor, template_id: uuid.UUID, version: int, now: datetime
) -> None:
    """Offer it no longer."""
    made = _held(session, actor, template_id, version)
    made.retired_at = now
    _change(session, made, "retire_reply", actor, now)


def _held(session: Session, actor: Actor, template_id: uuid.UUID, version: int) -> ReplyTemplate:
    made = matters.one(session, queries.editable(actor), template_id, lock=True)
    if made.version != version:
        sentence = N_("在您打开页面之后，这个模板已被修改。请看最新的内容，再决定是否保存。")
        now_is = {"version": made.version, "title": made.title, "text": made.text}
        raise Problem(409, "changed_meanwhile", sentence, fields=now_is)
    return made


def _change(session: Session, made: ReplyTemplate, act: str, actor: Actor, now: datetime) -> None:
    made.changed_at = now
    made.version += 1
    _store(session, made)
    _record(session, made, act, actor, now)


def _store(session: Session, made: ReplyTemplate) -> None:
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise conflict("title_taken", TAKEN) from error


def _record(session: Session, made: ReplyTemplate, act: str, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=act,
        subject=ReplyTemplate,
        subject_id=made.id,
        now=now,
        details={
            "version": made.version,
            "place": made.path,
            "use": str(made.use),
            "title": made.title,
            "text": made.text,
        },
    )
