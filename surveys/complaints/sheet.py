"""The complaint form as pages show it and as answers are checked: a version's body, read."""

from collections.abc import Iterator, Mapping
from typing import Any

#: a text in each language, by ``zh`` and ``en``, beside its ``key``
Words = Mapping[str, Any]


def categories(body: Mapping[str, Any]) -> Iterator[Words]:
    """Yield the categories of a version's body, in their order."""
    for group in body["groups"]:
        yield from group["categories"]


def category(body: Mapping[str, Any], key: str | None) -> Words | None:
    """Return a category of a version's body; nothing for an unknown key."""
    return next((found for found in categories(body) if found["key"] == key), None)


def is_grave(found: Words | None) -> bool:
    """Tell whether a category passes by the window and the county."""
    return bool(found and found.get("grave"))
