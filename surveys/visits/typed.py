"""A typed HTML form becomes the JSON that a script would send. Pure.

Names are paths: ``answers.A1.value.due``; ``[]`` at the end collects a list. A plain value that
comes later takes the place of what stood there, so 「不适用」 after the numbers of an item wins.
"""

from collections.abc import Iterable
from typing import Any


def unflatten(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the tree that names and texts describe; blank texts are left out."""
    tree: dict[str, Any] = {}
    for name, text in pairs:
        *above, last = name.removesuffix("[]").split(".")
        if not text.strip():
            continue
        place = tree
        for step in above:
            if not isinstance(place.get(step), dict):
                place[step] = {}
            place = place[step]
        if not name.endswith("[]"):
            place[last] = text.strip()
        elif isinstance(place.get(last), list):
            place[last].append(text.strip())
        else:
            place[last] = [text.strip()]
    return tree
