"""Sends what notices have to say. Nothing of the database is held while the other side answers."""

import uuid
from datetime import datetime

from service import config
from service.core import clock
from service.core.db import Database
from service.notices import channels, delivery


def deliver(database: Database, key: str, now: datetime) -> None:  # noqa: ARG001 -- shape of a job
    """Send one message and record how it went; what was sent, or given up, is left alone."""
    settings, delivery_id = config.load(), uuid.UUID(key)
    with database.reading() as session:
        parcel = delivery.parcel(session, delivery_id, inbox=f"{settings.public_url}/notices")
    if parcel is None:
        return
    failure: Exception | None = None
    try:
        channels.send(settings.outlets, parcel.channel, parcel.address, parcel.message)
    except Exception as error:
        failure = error
    with database.transaction(by_worker=True) as session:
        if failure is None:
            delivery.note_sent(session, delivery_id=delivery_id, now=clock.now())
        else:
            delivery.note_failed(session, delivery_id=delivery_id, error=failure, now=clock.now())
