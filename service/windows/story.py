"""Tells an event of a window's history in fields and values that a person reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from service.core.problems import N_

from . import hours
from .labels import EVENT_NAMES, FIELD_NAMES, STATE_NAMES
from .models import WindowEvent

NAMES = {
    **FIELD_NAMES,
    "state": N_("状态"),
    "added": N_("新增柜台"),
    "closed": N_("停用柜台"),
}


@dataclass(frozen=True)
class Line:
    """One event: when, what (a message id), why, and what changed from what to what."""

    at: datetime
    what: str
    reason: str
    changes: list[tuple[str, str, str]]

    @classmethod
    def of(cls, event: WindowEvent) -> "Line":
        """Read an event."""
        changes = list(_changes(event.before or {}, event.after or {}))
        return cls(event.at, EVENT_NAMES[event.what], event.reason or "", changes)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, label in NAMES.items():
        if name in before or name in after:
            yield label, _text(name, before.get(name)), _text(name, after.get(name))


def _text(name: str, value: Any) -> str:
    if name == "hours":
        return hours.spoken(value)
    if isinstance(value, list):
        return "、".join(value)
    return gettext(STATE_NAMES[value]) if name == "state" and value else str(value or "")
