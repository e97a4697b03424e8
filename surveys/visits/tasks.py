"""What an inspector has been asked to visit; rooms that give such tasks say so here."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from service.core.access import Actor


@dataclass(frozen=True)
class Task:
    """A window to be visited, between two days."""

    window_id: uuid.UUID
    window_name: str
    first: date | None = None
    last: date | None = None


Source = Callable[[Session, Actor], list[Task]]
_SOURCES: list[Source] = []


def add_source(source: Source) -> Source:
    """Let a function say which tasks an inspector has; usable as a decorator."""
    if source not in _SOURCES:
        _SOURCES.append(source)
    return source


def tasks_of(session: Session, actor: Actor) -> list[Task]:
    """Return all tasks of an inspector, the most urgent first."""
    found = [task for source in _SOURCES for task in source(session, actor)]
    return sorted(found, key=lambda task: (task.last or date.max, task.window_name))
