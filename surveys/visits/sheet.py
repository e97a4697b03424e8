"""What a phone sends of a visit: fingerprinted as sent, then checked by its checklist. Pure."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from service.core.clock import day_of
from service.core.ledger import canonical
from service.core.problems import N_, invalid
from surveys import questions

from . import scoring

#: a phone's clock that is off by more than this is put right by the server's
CLOCK_TOLERANCE = timedelta(minutes=10)
#: how long a visit may wait on a phone and keep the day that the phone states
LONGEST_WAIT = timedelta(days=7)
NO_SUCH_ITEM = N_("这份检查表里没有这一项。")


@dataclass(frozen=True)
class Announced:
    """A photo that belongs to the visit: its bytes follow under this name."""

    sha256: str
    item: str
    number: int


@dataclass(frozen=True)
class Sent:
    """How a record came: the hash of its bytes, and the phone's clock at that moment."""

    sha256: str | None = None
    device_time: datetime | None = None

    def clock_offset(self, now: datetime) -> timedelta | None:
        """Return by how much the server's clock is ahead of the phone's."""
        return None if self.device_time is None else now - self.device_time


#: typed into a page: no phone kept its bytes or its time
BY_HAND = Sent()


@dataclass(frozen=True)
class Sheet:
    """A filled checklist as the phone sends it. Times are the phone's own."""

    window_id: uuid.UUID
    form_key: str
    form_version: int
    mode: str
    answers: Mapping[str, Any]
    photos: Sequence[Announced] = ()
    device_started_at: datetime | None = None
    device_finished_at: datetime | None = None
    position: Mapping[str, Any] | None = None
    corrects: uuid.UUID | None = None
    reason: str | None = None

    def fingerprint(self, inspector_id: uuid.UUID) -> bytes:
        """Return the hash (32 bytes) that tells a repeat from a contradiction."""
        sent = asdict(self) | {"inspector": inspector_id}
        later = {"position", "corrects", "reason"}  # not there when the first hashes were made
        plain = {name: _plain(value) for name, value in sent.items() if value or name not in later}
        return hashlib.sha256(canonical(plain)).digest()


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, dict, list, tuple, type(None))) else str(value)


def checked(sheet: Sheet, body: scoring.Body, window_kind: str) -> dict[str, Any]:
    """Return the cleaned answers; raises 422 with a sentence for each item that does not fit."""
    asked = {
        item["id"]: item for _, item in scoring.items(body, window_kind) if "copy_of" not in item
    }
    cleaned, wrong = {}, {}
    for name, answer in sheet.answers.items():
        if name not in asked:
            wrong[name] = [NO_SUCH_ITEM]
            continue
        try:
            cleaned[name] = questions.validate(answer, asked[name])
        except questions.UnfitError as error:
            wrong[name] = [str(error)]
    if wrong:
        raise invalid({"answers": wrong})
    if any(photo.item not in asked for photo in sheet.photos):
        raise invalid({"photos": [NO_SUCH_ITEM]})
    if len({photo.sha256 for photo in sheet.photos}) < len(sheet.photos):
        raise invalid({"photos": [N_("同一张照片只需发送一次。")]})
    return cleaned


def observed_on(sheet: Sheet, now: datetime, offset: timedelta | None = None) -> tuple[date, bool]:
    """Return the day of the visit, and whether the phone's clock is in doubt.

    A clock that is off by ``offset`` is put right first. The phone's day counts while it lies
    within the week before now; else the server's does.
    """
    today = day_of(now)
    stated = sheet.device_finished_at or sheet.device_started_at
    if stated is None:
        return today, False
    is_off = offset is not None and abs(offset) > CLOCK_TOLERANCE
    day = day_of(stated + offset if offset is not None and is_off else stated)
    return (day, is_off) if timedelta() <= today - day <= LONGEST_WAIT else (today, True)
