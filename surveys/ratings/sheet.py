"""The rating form as the page shows it and as answers are checked: a version's body, read once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.web.words import said

#: a text in each language, by ``zh`` and ``en``
Words = Mapping[str, str]


@dataclass(frozen=True)
class Reason:
    """One thing that can be ticked; ``kinds`` are the window kinds it fits, none meaning all."""

    key: str
    words: Words
    kinds: frozenset[str]

    def fits(self, kind: str) -> bool:
        """Tell whether windows of ``kind`` offer this reason."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True)
class Level:
    """One of the five levels and the group of reasons that belongs to it."""

    value: int
    group: str
    words: Words


@dataclass(frozen=True)
class Group:
    """The reasons offered for one or more levels."""

    key: str
    words: Words
    levels: tuple[int, ...]
    reasons: tuple[Reason, ...]

    def offered(self, kind: str) -> tuple[Reason, ...]:
        """Return the reasons that windows of ``kind`` offer."""
        return tuple(reason for reason in self.reasons if reason.fits(kind))

    def options(self, kind: str, language: str) -> list[tuple[str, str]]:
        """Return the same as (key, text) pairs for a page."""
        return [(reason.key, said(reason.words, language)) for reason in self.offered(kind)]


@dataclass(frozen=True)
class Dimension:
    """One side of a service that can be judged by itself, on the same five levels."""

    key: str
    words: Words


@dataclass(frozen=True)
class Sheet:
    """A version of the rating form."""

    version_id: uuid.UUID
    number: int
    sha256: str
    title: Words
    levels: tuple[Level, ...]
    groups: tuple[Group, ...]
    dimensions: tuple[Dimension, ...]

    def scale(self, language: str) -> list[tuple[int, str]]:
        """Return the levels as (value, text) pairs for a page."""
        return [(level.value, said(level.words, language)) for level in self.levels]

    def group_of(self, level: int) -> Group:
        """Return the reasons that belong to a level (5 … 1)."""
        return next(group for group in self.groups if level in group.levels)


def read(version_id: uuid.UUID, number: int, sha256: str, body: Mapping[str, Any]) -> Sheet:
    """Read the body of a published version."""
    levels = tuple(Level(row["value"], row["group"], row) for row in body["levels"])
    return Sheet(
        version_id=version_id,
        number=number,
        sha256=sha256,
        title=body["title"],
        levels=levels,
        groups=tuple(_group(row, levels) for row in body["groups"]),
        dimensions=tuple(Dimension(row["key"], row) for row in body.get("dimensions", ())),
    )


def _group(row: Mapping[str, Any], levels: tuple[Level, ...]) -> Group:
    return Group(
        key=row["key"],
        words=row,
        levels=tuple(level.value for level in levels if level.group == row["key"]),
        reasons=tuple(
            Reason(reason["key"], reason, frozenset(reason.get("kinds", ())))
            for reason in row["reasons"]
        ),
    )
