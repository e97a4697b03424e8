"""A test message by one of the own channels, sent while its owner waits to see how it went."""

from dataclasses import dataclass

from flask_babel import gettext

from service.core import audit, clock
from service.core.db import new_id
from service.web.access import current_actor
from service.web.security import limiter
from service.web.unit import database, settings

from . import channels, labels, queries
from .channels import Message
from .models import Channel, NoticeChannel
from .saying import speaker, trial

#: a minute: each costs the other side a message and this one a thread for five seconds
TRIES = 5


@dataclass(frozen=True)
class Outcome:
    """How a test went: nothing in ``error`` when the other side took the message."""

    channel: Channel
    #: class name of the failure
    error: str | None

    @property
    def is_sent(self) -> bool:
        """Tell whether the other side took the message."""
        return self.error is None

    @property
    def reason(self) -> str | None:
        """Return in the reader's words why it did not go."""
        return gettext(labels.reason_of(self.error)) if self.error else None


@limiter.limit(TRIES)
def send_test(channel: Channel) -> Outcome:
    """Send a test message and say how it went; it is neither tried again nor counted.

    Nothing of the database is held while the other side answers. Raises ``not_found``.
    """
    actor, chosen = current_actor(), settings()
    with database().reading() as session:
        row = queries.channel(session, actor.id, channel)
        row_id, address = row.id, queries.address(session, row)
        title, text = trial(speaker(row.language), inbox=f"{chosen.public_url}/notices")
    error: str | None = None
    try:
        channels.send(chosen.outlets, channel, address, Message(new_id(), title, text))
    except Exception as failure:
        error = type(failure).__name__
    with database().transaction() as session:
        audit.record(
            session,
            actor_id=actor.id,
            action="test_notice_channel",
            subject=NoticeChannel,
            subject_id=row_id,
            now=clock.now(),
            details={"channel": str(channel), "error": error},
        )
    return Outcome(channel, error)
