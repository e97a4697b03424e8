"""What a summary must not repeat of a citizen's words, and the one way to write a contact."""

import re
import unicodedata
from collections.abc import Iterable

from service.core import private
from service.core.problems import N_

#: a summary that repeats so many characters of the citizen's word for word is no summary
COPIED = 20
COPY = N_("请用自己的话写摘要，不要照抄群众原话：窗口会看到这段话。")


def wrong_with(summary: str, said: str, names: Iterable[str] = ()) -> str | None:
    """Return why ``summary`` of what was ``said`` may not be shown to the window, or nothing.

    ``names`` are those of the window's staff.
    """
    if objections := private.objections(summary, names):
        return objections[0]
    return COPY if len(said) >= COPIED and said in summary else None


def repeats(text: str, said: str) -> bool:
    """Tell whether ``text`` repeats so many characters of what was ``said``, anywhere in it."""
    pieces = (said[start : start + COPIED] for start in range(len(said) - COPIED + 1))
    return any(piece in text for piece in pieces)


def normalise_contact(contact: str) -> str:
    """Write a contact in the one way that its blind index is made of."""
    return re.sub(r"[\s\-—()]+", "", unicodedata.normalize("NFKC", contact)).casefold()
