"""A matter with clocks: a complaint's id is enough, the room never looks into the matter."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from service.core.clock import SHANGHAI
from surveys.deadlines import operations, queries
from surveys.deadlines.models import Deadline


def shanghai(text):
    """Write a moment as the office's clock shows it: ``2026-09-24 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Matter:
    """Something that has to be done for a window, and its clocks."""

    database: object
    window: object
    owner_path: str
    name: str = "complaint.conclude"
    subject: str = "complaint"
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def start(self, when, **more):
        with self.database.transaction() as session:
            return operations.start(
                session,
                name=self.name,
                subject=self.subject,
                subject_id=self.id,
                window=self.window,
                owner_path=self.owner_path,
                now=shanghai(when) if isinstance(when, str) else when,
                **more,
            )

    def do(self, act, when):
        """Meet, pause, resume or extend it by the office's clock."""
        with self.database.transaction() as session:
            return getattr(operations, act)(
                session,
                subject=self.subject,
                subject_id=self.id,
                name=self.name,
                now=shanghai(when) if isinstance(when, str) else when,
            )

    def drop(self, when):
        with self.database.transaction() as session:
            operations.cancel(session, subject=self.subject, subject_id=self.id, now=shanghai(when))

    @property
    def live(self):
        with self.database.reading() as session:
            return queries.running(session, self.subject, [self.id]).get(self.id, [])

    @property
    def deadline(self):
        """The clock as it stands in the database, live or not."""
        with self.database.reading() as session:
            found = session.query(Deadline).filter_by(subject_id=self.id)
            return found.order_by(Deadline.started_at.desc()).first()


@pytest.fixture
def matter(database, cast):
    """A complaint about the county hall, handled by the city's conduct office."""

    def made(name="complaint.conclude", window="county_hall", owner="210100", **more):
        path = cast.unit[owner].path if owner in cast.unit else cast.window[owner].path
        return Matter(database, cast.window[window], path, name, **more)

    return made
