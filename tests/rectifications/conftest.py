"""What the stories of putting right start from: a hall, and something that has to be put right."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.core.ledger import LedgerLeaf
from service.people.queries import actor
from surveys import matters
from surveys.forms.operations import load_library
from surveys.rectifications import acts, operations, queries
from surveys.rectifications.life import Step
from surveys.rectifications.models import Rectification, Source
from tests.complaints.conftest import Complaints
from tests.visits.conftest import Visits, csrf_token

__all__ = ["csrf_token"]

#: Tuesday afternoon in Shenyang
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ISSUE = "三号柜台午间无人值守，请落实替岗。"
MEASURES = "午间实行双人值班，由值班长每日点名。"
PROOF = "已排出双人值班表并上墙，连续两周无空岗。"
SEEN = "十二点十分到现场，三号柜台有人。"


class Rectifications:
    """Acts of staff, each in a transaction of its own."""

    def __init__(self, database, cast):
        self.database, self.cast = database, cast
        with database.transaction() as session:
            load_library(session, now=NOW)

    def actor(self, name):
        with self.database.reading() as session:
            return actor(session, getattr(self.cast, name).id)

    def open(self, *, by="wu", window="city_hall", now=NOW, **changes):
        asked = {
            "source": Source.VISIT,
            "source_id": uuid.uuid4(),
            "issue": ISSUE,
            "issue_key": "A1",
            "systemic": False,
            **changes,
        }
        with self.database.transaction() as session:
            return operations.open_rectification(
                session, actor=self.actor(by), window=self.cast.window[window], now=now, **asked
            ).id

    def act(self, step, made_id, *, by, now=NOW, version=None, **said):
        with self.database.transaction() as session:
            version = version or session.get(Rectification, made_id).version
            return acts.take(
                session,
                Step(step),
                actor=self.actor(by),
                rectification_id=made_id,
                version=version,
                now=now,
                **said,
            )

    def submit(self, made_id, *, by="wang", now=NOW, **said):
        return self.act("submit", made_id, by=by, now=now, **{"proof": PROOF, **said})

    def verify(self, made_id, *, by="feng", now=NOW):
        return self.act("verify", made_id, by=by, now=now, note=SEEN)

    def put_right(self, *, now=NOW, **changes):
        made_id = self.open(now=now, **changes)
        self.submit(made_id, now=now)
        self.verify(made_id, now=now)
        return made_id

    def get(self, made_id):
        with self.database.reading() as session:
            found = matters.find(session, queries.visible(self.actor("zhao")), made_id)
            for name in ("stages", "photos"):
                getattr(found, name)
            return found

    def seen_by(self, name, query=queries.visible):
        with self.database.reading() as session:
            return {made.id for made in session.scalars(query(self.actor(name))).unique()}

    def acts(self, made_id):
        """Return the names of the acts in the audit, in no order."""
        query = select(AuditEvent.action).where(AuditEvent.subject_id == str(made_id))
        with self.database.reading() as session:
            return sorted(session.scalars(query))

    def leaves(self, made_id):
        query = select(LedgerLeaf.body).where(LedgerLeaf.subject_id == made_id)
        with self.database.reading() as session:
            return list(session.scalars(query))


@pytest.fixture
def rectifications(database, cast):
    return Rectifications(database, cast)


@pytest.fixture
def complaints(rectifications):
    return Complaints(rectifications.database, rectifications.cast)


@pytest.fixture
def visits(rectifications):
    return Visits(rectifications.database, rectifications.cast)


@pytest.fixture
def at_now():
    with clock.at(NOW):
        yield NOW
