"""Telling people; marking read; choosing channels."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.core import audit, marks
from service.core.access import Action, Actor
from service.core.crypto import keys_of
from service.core.db import new_id
from service.core.problems import N_, invalid

from . import queries
from .kinds import KINDS, checked
from .models import Channel, Notice, NoticeChannel, Pace


def tell(
    session: Session,
    *,
    kind: str,
    action: Action,
    path: str,
    subject: str,
    subject_id: uuid.UUID,
    endpoint: str,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    outside: str | None = None,
) -> int:
    """Tell every active account that may do ``action`` at ``path``, by the nearest grants only.

    ``endpoint`` is the page of the subject. Nobody with a role at or below ``outside`` is told.
    Returns how many were told; raises ValueError for values that a notice cannot hold.
    """
    accounts = queries.recipients(session, action, path, outside=outside)
    told: dict[str, Any] = {"subject": subject, "subject_id": subject_id, "endpoint": endpoint}
    return _write(session, accounts, kind=kind, values=values or {}, at=now, **told)


def tell_account(
    session: Session,
    *,
    account_id: uuid.UUID,
    kind: str,
    subject: str,
    subject_id: uuid.UUID,
    endpoint: str,
    now: datetime,
    values: Mapping[str, Any] | None = None,
) -> int:
    """Tell one account, as :func:`tell` does; returns 0 when it is disabled."""
    accounts = [account_id] if queries.is_active(session, account_id) else []
    told: dict[str, Any] = {"subject": subject, "subject_id": subject_id, "endpoint": endpoint}
    return _write(session, accounts, kind=kind, values=values or {}, at=now, **told)


def _write(
    session: Session,
    accounts: list[uuid.UUID],
    *,
    kind: str,
    values: Mapping[str, Any],
    at: datetime,
    **told: Any,
) -> int:
    kept = checked(kind, values)
    if "window" in kept and not queries.is_window_name(session, str(kept["window"])):
        raise ValueError("window: not the name of a window in the register")
    notices = [
        Notice(account_id=account_id, kind=kind, values=kept, at=at, **told)
        for account_id in accounts
    ]
    session.add_all(notices)
    session.flush()
    reachable = queries.reachable(session, accounts)
    asked = [str(notice.id) for notice in notices if notice.account_id in reachable]
    marks.bump(session, queries.NOTICE_SPREAD, asked, now=at)
    return len(notices)


def mark_read(session: Session, *, actor: Actor, now: datetime, notice_id: uuid.UUID) -> Notice:
    """Mark one of the own notices read; a second time changes nothing. Raises ``not_found``."""
    notice = queries.notice(session, actor, notice_id)
    notice.read_at = notice.read_at or now
    session.flush()
    return notice


def mark_all_read(session: Session, *, actor: Actor, now: datetime) -> None:
    """Mark all own notices read that came before ``now``."""
    unread = Notice.account_id == actor.id, Notice.read_at.is_(None), Notice.at <= now
    session.execute(update(Notice).where(*unread).values(read_at=now))


def set_channel(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    channel: Channel,
    address: str,
    pace: Pace,
    kinds: list[str],
    language: str,
) -> NoticeChannel:
    """Switch on one of the own channels, or change it. An empty address keeps the known one.

    ``address`` has been found good for the channel; raises 422 when there is none at all.
    """
    row = queries.channels(session, actor.id).get(channel)
    if row is None:
        row = NoticeChannel(id=new_id(), account_id=actor.id, channel=channel)
    if address:
        row.address = keys_of(session).seal(address, place=queries.address_place(row.id))
    elif not row.address:
        raise invalid({"address": [N_("这一项必须填写。")]})
    row.pace, row.language, row.changed_at = pace, language, now
    row.muted = [kind for kind in KINDS if kind not in kinds]
    session.add(row)
    session.flush()
    _note(session, actor, "set_notice_channel", row, now)
    return row


def remove_channel(session: Session, *, actor: Actor, now: datetime, channel: Channel) -> None:
    """Switch one of the own channels off; its address and what it has not sent are forgotten."""
    row = queries.channel(session, actor.id, channel)
    _note(session, actor, "remove_notice_channel", row, now)
    session.execute(delete(NoticeChannel).where(NoticeChannel.id == row.id))


def _note(session: Session, actor: Actor, act: str, row: NoticeChannel, now: datetime) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=act,
        subject=NoticeChannel,
        subject_id=row.id,
        now=now,
        details={"channel": str(row.channel), "pace": str(row.pace)},
    )
