"""The characters of a code: seven random ones and a check character over GF(32).

Crockford's alphabet has 32 letters and digits, so each is an element of GF(32). A code is right
when its eight elements, weighted with eight different powers of a generator, sum to nothing. One
wrong character leaves a remainder, and so do two characters that changed places.
"""

import secrets

from service.core.crypto import CROCKFORD, normalise_crockford

LENGTH = 8
VALUE = {character: value for value, character in enumerate(CROCKFORD)}
#: x⁵ + x² + 1: its root x generates all 31 non-zero elements
MODULUS = 0b100101
OVERFLOW = 0b100000


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ MODULUS if doubled & OVERFLOW else doubled


def _remainder(characters: str) -> int:
    folded = 0
    for character in characters:
        folded = _times_x(folded) ^ VALUE[character]
    return folded


def with_check(seven: str) -> str:
    """Append the check character to seven Crockford characters."""
    return seven + CROCKFORD[_times_x(_remainder(seven))]


def generate() -> str:
    """Make a new code: 35 random bits and the check character."""
    return with_check("".join(secrets.choice(CROCKFORD) for _ in range(LENGTH - 1)))


def normalise(text: str) -> str:
    """Undo what people do to a code: case, spaces, hyphens, full width, O for 0, I or L for 1."""
    return normalise_crockford(text)


def is_valid(code: str) -> bool:
    """Tell whether a normalised code has the right characters and the right check character."""
    return len(code) == LENGTH and VALUE.keys() >= set(code) and _remainder(code) == 0


def spaced(code: str) -> str:
    """Write a code as it is printed: ``ABCD-2340``."""
    return f"{code[:4]}-{code[4:]}"
