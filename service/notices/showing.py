"""What pages and programs are shown of notices and channels, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from service.core.access import Actor
from service.core.problems import N_, invalid
from service.web.unit import settings

from . import channels, operations, queries
from .kinds import KINDS
from .models import Channel, Notice, NoticeChannel
from .saying import facts


def page_of(notice: Notice) -> str | None:
    """Return the address of what a notice is about; nothing when there is no such page."""
    if notice.endpoint not in current_app.view_functions:
        return None
    rule = next(current_app.url_map.iter_rules(notice.endpoint))
    values: dict[str, Any] = dict.fromkeys(rule.arguments, notice.subject_id)
    return url_for(notice.endpoint, **values)


def told(notice: Notice) -> dict[str, Any]:
    """Return a notice as NoticeSchema and the inbox show it."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "sentence": gettext(KINDS[notice.kind]),
        "facts": facts(notice, gettext),
        "subject": notice.subject,
        "subject_id": notice.subject_id,
        "address": page_of(notice),
        "at": notice.at,
        "read_at": notice.read_at,
    }


@dataclass(frozen=True)
class Choice:
    """A channel as its owner sees it: of the address only the ends."""

    channel: str
    address: str
    pace: str
    kinds: list[str]
    language: str


def choices(session: Session, actor: Actor) -> dict[str, Choice]:
    """Return the own channels that are switched on."""
    rows = queries.channels(session, actor.id)
    return {name: _choice(session, row) for name, row in rows.items()}


def _choice(session: Session, row: NoticeChannel) -> Choice:
    text = queries.address(session, row)
    kinds = [kind for kind in KINDS if kind not in row.muted]
    return Choice(row.channel, f"{text[:2]}…{text[-4:]}", row.pace, kinds, row.language)


def choose(session: Session, channel: str, given: dict[str, Any], **who: Any) -> Choice:
    """Switch a channel on as ``given`` says; raises 422 when it is not offered or the address
    cannot be one.
    """
    chosen, outlets = Channel(channel), settings().outlets
    if chosen not in channels.available(outlets):
        raise invalid({"channel": [N_("本系统没有开通这种方式。")]})
    if given["address"] and not channels.is_address(outlets, chosen, given["address"]):
        raise invalid({"address": [N_("地址的格式不对，请检查。")]})
    return _choice(session, operations.set_channel(session, channel=chosen, **given, **who))
