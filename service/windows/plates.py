"""Numbers of counters, as they stand on the desk plates."""

import re

from service.core.problems import N_

MOST = 200
WRONG_PLATE = N_("柜台号最多 10 个字，只用数字、字母、汉字和短横。")
WRONG_LIST = N_("柜台请写成 01-12 或 01,02,03，最多 200 个。")

_PLATE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff-]{1,10}")
_RANGE = re.compile(r"([0-9]{1,3})\s*[-~至—–－～]\s*([0-9]{1,3})")


class PlateError(ValueError):
    """A number that no plate shows; the message is a sentence for the catalogue."""


def plate(text: str) -> str:
    """Return a number in its one form: 3 is 03; raises :class:`PlateError`."""
    trimmed = text.strip()
    number = trimmed.zfill(2) if trimmed.isascii() and trimmed.isdigit() else trimmed
    if not _PLATE.fullmatch(number):
        raise PlateError(WRONG_PLATE)
    return number


def plates(text: str) -> list[str]:
    """Read ``01-12`` or ``01,02,03`` or both together; raises :class:`PlateError`."""
    numbers: dict[str, None] = {}
    for part in filter(None, map(str.strip, re.split(r"[,，、;；]", text))):
        span = _RANGE.fullmatch(part)
        if not span:
            numbers[plate(part)] = None
            continue
        first, last = int(span[1]), int(span[2])
        if not first <= last:
            raise PlateError(WRONG_LIST)
        numbers |= {f"{number:02}": None for number in range(first, last + 1)}
    if len(numbers) > MOST:
        raise PlateError(WRONG_LIST)
    return list(numbers)
