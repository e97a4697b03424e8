"""A checked answer on its way into the database: everything but the grade is settled."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from service.core import clock, ledger
from service.core.crypto import Keyring
from service.core.db import new_id
from service.core.ledger import Leaf, canonical
from service.core.problems import N_, invalid
from service.windows import hours
from surveys import receipt

from . import supplement, trust
from .models import COMMENT, Channel
from .reception import Place
from .trust import Verdict

CHOOSE = N_("请从给出的选项中选择。")


@dataclass(frozen=True)
class Answer:
    """What a citizen said: level 5 … 1, keys of reasons, own words."""

    level: int
    reasons: Sequence[str] = ()
    comment: str | None = None
    channel: Channel = Channel.COUNTER
    #: {dimension: 1 … 5}
    dimensions: Mapping[str, int] = field(default_factory=dict)
    #: somebody asked for a good rating
    was_asked: bool = False
    #: the day of the service, when it was not today
    service_date: date | None = None


@dataclass(frozen=True)
class Source:
    """Where an answer comes from, besides the place: what the program knows and nobody types."""

    device: bytes | None = None
    #: the service act that the queue system vouched for
    act: uuid.UUID | None = None
    #: the device is signed in as staff of the window
    is_staff: bool = False
    #: the bundle of slips or calls that a clerk enters
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Draft:
    """An answer, where it was given, and what tells it from others."""

    client_key: uuid.UUID
    body_hash: bytes
    place: Place
    answer: Answer
    source: Source
    #: HMAC of the receipt
    receipt: bytes
    #: from a counter's own code inside opening hours: grade B if the device is fresh
    in_hours: bool
    #: the comment as it is stored, sealed
    words: bytes | None
    day: date
    received_at: datetime

    @property
    def trace(self) -> tuple[uuid.UUID, date, bytes] | None:
        """Return what a second rating by the same device on the same day would share."""
        if self.source.device is None:
            return None
        return self.place.scan.window_id, self.day, self.source.device


def make(
    keys: Keyring,
    place: Place,
    answer: Answer,
    *,
    client_key: uuid.UUID,
    source: Source,
    now: datetime,
) -> Draft:
    """Check an answer against its form; raises 422 for what the form does not offer, and for a
    day of service that may no longer be rated, or not yet.
    """
    answer = _fitted(place, answer, clock.day_of(now), is_entered=source.batch_id is not None)
    return Draft(
        client_key=client_key,
        body_hash=_hash(place, answer),
        place=place,
        answer=answer,
        source=source,
        receipt=receipt.fingerprint(keys, receipt.make(keys, client_key)),
        in_hours=_in_hours(place, answer, now),
        words=COMMENT.seal(keys, answer.comment) if answer.comment else None,
        day=clock.day_of(now),
        received_at=now,
    )


def _fitted(place: Place, answer: Answer, today: date, *, is_entered: bool) -> Answer:
    offered = place.sheet.group_of(answer.level).offered(place.scan.kind)
    reasons = [reason.key for reason in offered if reason.key in answer.reasons]
    known = [each.key for each in place.sheet.dimensions]
    wrong: dict[str, Any] = {}
    if len(reasons) < len(set(answer.reasons)):
        wrong["reasons"] = [CHOOSE]
    if set(answer.dimensions) - set(known):
        wrong["dimensions"] = [CHOOSE]
    day = None if answer.service_date == today else answer.service_date
    if day and not (is_entered or _is_open(place, day, today)):
        wrong["service_date"] = [supplement.OVER]
    if wrong:
        raise invalid(wrong)
    is_whole = answer.channel == Channel.COUNTER and place.scan.counter_id is None
    return replace(
        answer,
        reasons=reasons,
        channel=Channel.WINDOW if is_whole else answer.channel,
        dimensions={key: answer.dimensions[key] for key in known if key in answer.dimensions},
        service_date=day,
    )


def _is_open(place: Place, day: date, today: date) -> bool:
    return day in supplement.days(place.scan.path, today, place.calendar)


def _hash(place: Place, answer: Answer) -> bytes:
    sent = [
        place.sheet.sha256,
        answer.level,
        answer.reasons,
        answer.comment,
        answer.channel,
        answer.dimensions,
        answer.was_asked,
        answer.service_date.isoformat() if answer.service_date else None,
    ]
    return hashlib.sha256(canonical(sent)).digest()


def _in_hours(place: Place, answer: Answer, now: datetime) -> bool:
    if answer.channel != Channel.COUNTER or place.scan.counter_id is None:
        return False
    stated = hours.is_open(place.scan.hours, now, place.calendar)
    return trust.usually_open(place.calendar, now) if stated is None else stated


def rows(draft: Draft, verdict: Verdict) -> tuple[dict[str, Any], Leaf]:
    """Return the row of a rating and its ledger leaf."""
    scan, answer, rating_id = draft.place.scan, draft.answer, new_id()
    leaf = _leaf(draft, verdict, rating_id)
    row = {
        "id": rating_id,
        "client_key": draft.client_key,
        "body_hash": draft.body_hash,
        "window_id": scan.window_id,
        "counter_id": scan.counter_id,
        "code": scan.code,
        "form_version_id": draft.place.sheet.version_id,
        "level": answer.level,
        "reasons": answer.reasons,
        "comment": draft.words,
        "grade": verdict.grade,
        "state": verdict.state,
        "channel": answer.channel,
        "day": draft.day,
        "received_at": draft.received_at,
        "device": draft.source.device,
        "receipt": draft.receipt,
        "salt": leaf.salt,
        "dimensions": answer.dimensions or None,
        "was_asked": answer.was_asked or None,
        "service_date": answer.service_date,
        "act": draft.source.act,
        "signal": verdict.signal,
        "batch_id": draft.source.batch_id,
    }
    return row, leaf


def _leaf(draft: Draft, verdict: Verdict, rating_id: uuid.UUID) -> Leaf:
    """Make the leaf. Which counter it was stays private: few people stand at one in a day."""
    answer = draft.answer
    return ledger.leaf(
        "rating",
        subject_id=rating_id,
        window_id=draft.place.scan.window_id,
        day=draft.day,
        public={
            "form": draft.place.sheet.sha256,
            "level": answer.level,
            "reasons": answer.reasons,
            "grade": verdict.grade,
            "channel": answer.channel,
            **({"dimensions": answer.dimensions} if answer.dimensions else {}),
        },
        private={
            "code": draft.place.scan.code,
            "comment": answer.comment,
            "received_at": draft.received_at.isoformat(),
            **({"was_asked": True} if answer.was_asked else {}),
            **({"service_date": answer.service_date.isoformat()} if answer.service_date else {}),
        },
    )
