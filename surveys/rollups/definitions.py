"""What the figures mean (本系统口径), as versioned data that is printed wherever they are shown."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


@cache
def current() -> dict[str, Any]:
    """Return the definitions in force: ``version``, ``name`` and ``terms`` in both languages.

    A changed rule gets a new version number: figures printed before keep the words they had.
    """
    read: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return read


def spoken(language: str) -> list[tuple[str, str]]:
    """Return name and text of each term in ``zh`` or ``en``."""
    return [(term["name"][language], term["text"][language]) for term in current()["terms"]]
