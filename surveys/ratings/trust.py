"""How far a rating can be trusted to come from a service act, and how a device is told again.

Grade A is a verified service act: the queue system vouched for it, and it is rated once. B is a
counter's own code, inside opening hours, from a device that has not rated this window today.
Everything else is C. No grade changes what a rating weighs: figures are shown by grade.
"""

import ipaddress
from dataclasses import dataclass
from datetime import date, datetime, time

from service.core.clock import SHANGHAI
from service.core.crypto import Keyring
from service.core.workdays import WorkCalendar

from .models import Channel, Grade, RatingState, Signal

#: taken for the opening hours of a window that states none
OPENS, CLOSES = time(8), time(18)
DEVICE_BYTES = 16
#: bits of an address that go into a device's traits: a neighbourhood, not a household
COARSE = {4: 24, 6: 48}
#: more from one device on one window in a day is held until two people have looked. Phones of one
#: make behind one network look alike, so it is more than a family; a kiosk serves a hall.
MOST_A_DAY, MOST_AT_A_KIOSK = 10, 200


@dataclass(frozen=True)
class Verdict:
    """What a rating is taken for when it arrives."""

    grade: Grade
    state: RatingState = RatingState.COUNTED
    signal: Signal | None = None


def judge(
    *, channel: Channel, in_hours: bool, has_act: bool, is_staff: bool, earlier: int
) -> Verdict:
    """Judge a rating of a device from which ``earlier`` ones came to the window that day."""
    grade = Grade.COUNTER if in_hours and not earlier else Grade.LOOSE
    if is_staff:
        return Verdict(grade, RatingState.EXCLUDED, Signal.STAFF)
    if has_act:
        return Verdict(Grade.ACT)
    if earlier >= (MOST_AT_A_KIOSK if channel == Channel.KIOSK else MOST_A_DAY):
        return Verdict(grade, RatingState.HELD, Signal.BURST)
    return Verdict(grade)


def coarse(address: str | None) -> str:
    """Return the neighbourhood of an address, or nothing when there is none."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, COARSE[found.version]), strict=False))


def device(keys: Keyring, day: date, *, agent: str, languages: str, address: str | None) -> bytes:
    """Return what tells a device again on the same day, and only on that day (16 bytes).

    The key changes daily and the address goes in coarsely, so nothing here finds a person.
    """
    traits = "\n".join((agent, languages, coarse(address)))
    return keys.mac(f"devices:{day}", traits)[:DEVICE_BYTES]


def usually_open(calendar: WorkCalendar, moment: datetime) -> bool:
    """Tell whether a window without stated hours is open: working days, 08:00 to 18:00."""
    local = moment.astimezone(SHANGHAI)
    return OPENS <= local.time() < CLOSES and calendar.is_working(local.date())
