"""Reads who is to be told, what an account was told, its channels, and deliveries that failed."""

import uuid

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from service.core.access import ACCESS, Action, Actor
from service.core.crypto import keys_of
from service.core.problems import not_found
from service.people import queries as people
from service.people.models import Account, Grant
from service.windows.models import OrgUnit, ServiceWindow

from .models import Notice, NoticeChannel, NoticeDelivery

#: mark: a notice is to go out by its reader's channels; key: notice id
NOTICE_SPREAD = "notice_spread"
#: mark: a message is to be sent; key: delivery id
NOTICE_DELIVERY = "notice_delivery"
#: a delivery that failed so often waits for the administrator
PARKED_AFTER = 8


def recipients(
    session: Session, action: Action, path: str, *, outside: str | None = None
) -> list[uuid.UUID]:
    """Return the active accounts that may do ``action`` at ``path`` by the nearest grants.

    Whoever holds any role at or below ``outside`` is left out, as the unit complained of must be.
    """
    parts = path.rstrip("/").split("/")
    above = ["/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1)]
    query = _places().where(
        Account.disabled_at.is_(None),
        Grant.role.in_(ACCESS[action]),
        or_(OrgUnit.path.in_(above), ServiceWindow.path.in_(above)),
    )
    if outside:
        columns = OrgUnit.path, ServiceWindow.path
        inside = or_(*(column.startswith(outside, autoescape=True) for column in columns))
        belongs = _places().where(inside).with_only_columns(Grant.account_id)
        query = query.where(Grant.account_id.not_in(belongs))
    found = [(account_id, len(place)) for account_id, place in session.execute(query)]
    nearest = max((length for _, length in found), default=0)
    return sorted({account_id for account_id, length in found if length == nearest})


def _places() -> Select[uuid.UUID, str]:
    return (
        select(Grant.account_id, func.coalesce(OrgUnit.path, ServiceWindow.path))
        .join(Account, Account.id == Grant.account_id)
        .outerjoin(OrgUnit, OrgUnit.id == Grant.org_unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == Grant.window_id)
    )


def is_active(session: Session, account_id: uuid.UUID) -> bool:
    """Tell whether an account is there and not disabled."""
    query = select(Account.id).where(Account.id == account_id, Account.disabled_at.is_(None))
    return session.scalar(query) is not None


def is_window_name(session: Session, name: str) -> bool:
    """Tell whether a window in the register is called ``name``."""
    query = select(ServiceWindow.id).where(ServiceWindow.full_name == name).limit(1)
    return session.scalar(query) is not None


def reachable(session: Session, account_ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of the accounts have switched on a channel."""
    query = select(NoticeChannel.account_id).where(NoticeChannel.account_id.in_(account_ids))
    return set(session.scalars(query))


def unread_count(session: Session, account_id: uuid.UUID) -> int:
    """Return how many notices an account has not read."""
    unread = Notice.account_id == account_id, Notice.read_at.is_(None)
    return session.scalar(select(func.count()).where(*unread)) or 0


def inbox(actor: Actor, *, unread: bool = False) -> Select[Notice]:
    """Return the own notices, newest first."""
    query = select(Notice).where(Notice.account_id == actor.id)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return query.order_by(Notice.at.desc(), Notice.id)


def notice(session: Session, actor: Actor, notice_id: uuid.UUID) -> Notice:
    """Return one of the own notices; raises ``not_found``."""
    found = session.scalar(inbox(actor).where(Notice.id == notice_id))
    if found is None:
        raise not_found()
    return found


def channels(session: Session, account_id: uuid.UUID) -> dict[str, NoticeChannel]:
    """Return the channels that an account switched on."""
    rows = session.scalars(select(NoticeChannel).where(NoticeChannel.account_id == account_id))
    return {row.channel: row for row in rows}


def channel(session: Session, account_id: uuid.UUID, name: str) -> NoticeChannel:
    """Return a channel that an account switched on; raises ``not_found``."""
    found = channels(session, account_id).get(name)
    if found is None:
        raise not_found()
    return found


def address_place(channel_id: uuid.UUID) -> str:
    """Return where the address of a channel is sealed."""
    return f"notice_channel:address:{channel_id}"


def address(session: Session, channel: NoticeChannel) -> str:
    """Open the address of a channel; raises SealError when the key is not at hand."""
    return keys_of(session).open(channel.address, place=address_place(channel.id))


def deliveries(actor: Actor) -> Select[NoticeDelivery]:
    """Return the deliveries to accounts that ``actor`` looks after."""
    seen = people.accounts(actor, action=Action.RETRY_DELIVERIES).order_by(None)
    return (
        select(NoticeDelivery)
        .join(NoticeDelivery.channel)
        .join(NoticeChannel.account)
        .outerjoin(NoticeDelivery.notice)
        .options(
            contains_eager(NoticeDelivery.channel).contains_eager(NoticeChannel.account),
            contains_eager(NoticeDelivery.notice),
        )
        .where(NoticeChannel.account_id.in_(seen.options().with_only_columns(Account.id)))
    )


def failures(actor: Actor) -> Select[NoticeDelivery]:
    """Return what could not be sent so far, oldest first."""
    unsent = NoticeDelivery.sent_at.is_(None), NoticeDelivery.error.is_not(None)
    order = NoticeDelivery.created_at, NoticeDelivery.id
    return deliveries(actor).where(*unsent).order_by(*order)


def parked_count(session: Session, actor: Actor) -> int:
    """Return how many deliveries wait for the administrator."""
    query = failures(actor).where(NoticeDelivery.tries >= PARKED_AFTER).order_by(None)
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counted) or 0
