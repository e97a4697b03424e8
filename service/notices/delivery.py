"""From a notice to messages: which channels it goes by, what is in the parcel, how sending went."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit, marks
from service.core.access import Actor
from service.core.clock import SHANGHAI, day_of
from service.core.problems import N_, conflict, not_found

from . import queries
from .channels import Message
from .models import Notice, NoticeChannel, NoticeDelivery, Pace
from .saying import message, speaker

#: when digests go out, Shanghai time: before people open their windows
MORNING = time(8)
LONGEST_REST = timedelta(hours=2)


@dataclass(frozen=True)
class Parcel:
    """A message, and where it is to go."""

    channel: str
    address: str
    message: Message


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, SHANGHAI)


def _next_morning(moment: datetime) -> date:
    """Return the day whose digest takes in what happened at ``moment``."""
    day = day_of(moment)
    return day if moment < _morning(day) else day + timedelta(days=1)


def spread(session: Session, key: str, now: datetime) -> None:
    """Plan a notice's deliveries by the channels of its account; a repetition plans nothing."""
    notice = session.get(Notice, uuid.UUID(key))
    if notice is None:
        return
    for channel in queries.channels(session, notice.account_id).values():
        if notice.kind not in channel.muted:
            _plan(session, channel, notice, now)


def _plan(session: Session, channel: NoticeChannel, notice: Notice, now: datetime) -> None:
    made = NoticeDelivery(channel_id=channel.id, created_at=now)
    if channel.pace == Pace.DAILY:
        made.digest_on = _next_morning(notice.at)
        made.next_at = _morning(made.digest_on)
    else:
        made.notice_id, made.next_at = notice.id, notice.at
    same = {"notice_id": made.notice_id, "digest_on": made.digest_on}
    if session.scalar(select(NoticeDelivery.id).filter_by(channel_id=channel.id, **same)):
        return
    session.add(made)
    session.flush()
    marks.bump(session, queries.NOTICE_DELIVERY, [str(made.id)], now=made.next_at)


def parcel(session: Session, delivery_id: uuid.UUID, *, inbox: str) -> Parcel | None:
    """Return what is to be sent, or nothing when it was sent, is parked, or nobody is there.

    ``inbox`` is the address of the inbox, for the reader to sign in at.
    """
    delivery = session.get(NoticeDelivery, delivery_id)
    if delivery is None or delivery.sent_at or delivery.tries >= queries.PARKED_AFTER:
        return None
    channel = delivery.channel
    if channel.account.disabled_at is not None:
        return None
    notices = [delivery.notice] if delivery.notice else _of_digest(session, delivery)
    if not notices:  # the reader has muted meanwhile whatever was planned for a digest
        return None
    say, is_digest = speaker(channel.language), delivery.digest_on is not None
    title, text = message(notices, say, is_digest=is_digest, inbox=inbox)
    address = queries.address(session, channel)
    return Parcel(channel.channel, address, Message(delivery.id, title, text))


def _of_digest(session: Session, delivery: NoticeDelivery) -> list[Notice]:
    """Return what came in the twenty-four hours before the morning of a digest, oldest first."""
    assert delivery.digest_on is not None  # noqa: S101 -- a delivery is a notice or a digest
    until, channel = _morning(delivery.digest_on), delivery.channel
    query = select(Notice).where(
        Notice.account_id == channel.account_id,
        Notice.at >= until - timedelta(days=1),
        Notice.at < until,
        Notice.kind.not_in(channel.muted),
    )
    return list(session.scalars(query.order_by(Notice.at, Notice.id)))


def note_sent(session: Session, *, delivery_id: uuid.UUID, now: datetime) -> None:
    """Record that the other side took a message."""
    delivery = session.get(NoticeDelivery, delivery_id)
    if delivery is not None:
        delivery.sent_at, delivery.tries, delivery.error = now, delivery.tries + 1, None


def note_failed(
    session: Session, *, delivery_id: uuid.UUID, error: BaseException, now: datetime
) -> None:
    """Record a failure: the next try is after 2, 4, 8 … minutes; the eighth parks it.

    The mark is asked for anew, at the time of the next try, so a gateway that is away never parks
    marks: those stand for faults of this program.
    """
    delivery = session.get(NoticeDelivery, delivery_id)
    if delivery is None:
        return
    delivery.tries += 1
    delivery.error = type(error).__name__
    delivery.next_at = now + min(timedelta(minutes=2**delivery.tries), LONGEST_REST)
    if delivery.tries < queries.PARKED_AFTER:
        key = str(delivery_id)
        marks.bump(session, queries.NOTICE_DELIVERY, [key], now=delivery.next_at)


def try_again(
    session: Session, *, actor: Actor, now: datetime, delivery_id: uuid.UUID
) -> NoticeDelivery:
    """Give a delivery that failed eight new tries, the first at once.

    Raises ``not_found``, or 409 ``already_sent``.
    """
    query = queries.deliveries(actor).where(NoticeDelivery.id == delivery_id)
    delivery = session.scalar(query)
    if delivery is None:
        raise not_found()
    if delivery.sent_at is not None:
        raise conflict("already_sent", N_("这条消息已经发出。"))
    delivery.tries, delivery.next_at = 0, now
    session.flush()
    audit.record(
        session,
        actor_id=actor.id,
        action="retry_delivery",
        subject=NoticeDelivery,
        subject_id=delivery_id,
        now=now,
    )
    marks.bump(session, queries.NOTICE_DELIVERY, [str(delivery_id)], now=now)
    return delivery
