"""What a citizen learns of his own submission."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Happened:
    """One step as its citizen is told."""

    on: date
    state: str
    step: str | None
    note: str


@dataclass(frozen=True)
class Line:
    """One message as its citizen is shown: whoever finds a receipt reads no words of his."""

    number: int
    speaker: str
    on: date
    text: str
    photos: int
    is_read: bool


@dataclass(frozen=True)
class Progress:
    """What a citizen learns of his own submission."""

    #: ``rating``, ``praise``, ``suggestion`` or ``complaint``
    kind: str
    window_name: str
    received: date
    state: str
    category: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None
    due_provisional: bool = False
    is_late: bool = False
    finding: str | None = None
    reply: str | None = None
    #: the office's last words
    note: str = ""
    transferred_to: str | None = None
    solved: str | None = None
    steps: tuple[Happened, ...] = ()
    messages: tuple[Line, ...] = ()
    #: what the citizen may do now: ``message`` and the words of ``ACTS``
    may: tuple[str, ...] = ()
    #: true when asking again goes one level up
    goes_up: bool = False
    #: what the office wrote since the citizen last looked
    unread: int = 0
    #: of a low rating: what is done about it (``low_ratings.Stands``); of praise and suggestions:
    #: what the window said to it (``praise.Response``)
    stands: str | None = None
    #: the complaint, or the case of a low rating, that the citizen may act on
    case_id: uuid.UUID | None = None
