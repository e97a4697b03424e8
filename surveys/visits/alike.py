"""Tells pictures and answers that are too much alike. Pure.

What is found is a reason for a person to look, never a finding.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image

SIDE = 8
#: of 64 bits, how many may differ between two copies of one picture (cut, brightened, sent again)
NEAR = 5
#: a picture with fewer bits set, or fewer not set, is a plain surface: it looks like any other
LEAST_BITS = 10
LONG_NOTE = 12
#: answers that were measured or written; fewer say nothing
LEAST_MEASURED = 4

Answers = Mapping[str, Mapping[str, Any]]


def look(picture: bytes) -> str:
    """Return 64 bits (16 hexadecimal characters): is each spot darker than the one to its right?"""
    with Image.open(io.BytesIO(picture)) as opened:
        opened.draft("L", (SIDE * 16, SIDE * 16))
        grey = opened.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            bits = bits << 1 | (grey[at] < grey[at + 1])
    return f"{bits:016x}"


def looks_alike(one: str, other: str) -> bool:
    """Tell whether two pictures are probably copies of each other."""
    first, second = int(one, 16), int(other, 16)
    is_plain = not LEAST_BITS <= first.bit_count() <= SIDE * SIDE - LEAST_BITS
    return not is_plain and (first ^ second).bit_count() <= NEAR


def answers_alike(one: Answers, other: Answers) -> bool:
    """Tell whether answers were probably copied: a long note, or all that was measured.

    Good windows get the same ticks on every visit, so what is as it should be proves nothing: only
    words, times and numbers that fall short are compared.
    """
    if {*_notes(one)} & {*_notes(other)}:
        return True
    first, second = _measured(one), _measured(other)
    return len(first) >= LEAST_MEASURED and first == second


def _notes(answers: Answers) -> Iterator[str]:
    for answer in answers.values():
        note = "".join(str(answer.get("note") or "").split())
        if len(note) >= LONG_NOTE:
            yield note


def _measured(answers: Answers) -> dict[str, Any]:
    return {
        item: answer["value"]
        for item, answer in answers.items()
        if isinstance(answer["value"], (int, dict)) and _says_much(answer["value"])
    }


def _says_much(value: int | Mapping[str, Any]) -> bool:
    """Tell whether a value is one of many that could have been: not zero, not all of all."""
    if isinstance(value, int):
        return value != 0
    is_full = value.get("vacant") == 0 or value.get("heard") == "no"
    return not is_full and value.get("part", 0) != value.get("whole")
