"""What the stories of support start from: a hall that lacks a scanner."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.notices.models import Notice
from service.people.queries import actor
from surveys import matters
from surveys.deadlines import queries as deadlines
from surveys.support import operations, queries
from surveys.support.models import SupportRequest

#: Tuesday afternoon in Shenyang
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
BY = date(2026, 12, 10)
MATTER = "三号柜台的扫描仪坏了两周，社保卡补办只能手工录入，每人多等十分钟。"
YES = "从市局备品中调一台，周四送到。"


class Support:
    """Acts of staff, each in a transaction of its own."""

    def __init__(self, database, cast):
        self.database, self.cast = database, cast

    def actor(self, name):
        with self.database.reading() as session:
            return actor(session, getattr(self.cast, name).id)

    def ask(self, *, by="wang", window="city_hall", **changes):
        asked = {"client_key": uuid.uuid4(), "kind": "equipment", "matter": MATTER, **changes}
        with self.database.transaction() as session:
            window = self.cast.window[window]
            return operations.ask_support(
                session, actor=self.actor(by), window_id=window.id, now=NOW, **asked
            ).id

    def act(self, step, request_id, *, by, version=None, now=NOW, **said):
        with self.database.transaction() as session:
            version = version or session.get(SupportRequest, request_id).version
            known = {"actor": self.actor(by), "request_id": request_id, "version": version}
            return getattr(operations, f"{step}_support")(session, now=now, **known, **said)

    def agree(self, request_id, *, by="wu", **changes):
        said = {"note": YES, "promised_on": BY, **changes}
        return self.act("agree_to", request_id, by=by, **said)

    def get(self, request_id):
        with self.database.reading() as session:
            found = matters.find(session, queries.visible(self.actor("zhao")), request_id)
            assert found.stages
            return found

    def clock(self, request_id):
        """Return the clock that runs, if any."""
        with self.database.reading() as session:
            running = deadlines.running(session, SupportRequest.__tablename__, [request_id])
            return next(iter(running.get(request_id, [])), None)

    def told(self, name):
        """Return the kinds of notices that somebody got, in no order."""
        account = getattr(self.cast, name)
        with self.database.reading() as session:
            query = select(Notice.kind).where(Notice.account_id == account.id)
            return sorted(session.scalars(query))

    def acts(self, request_id):
        query = select(AuditEvent).where(AuditEvent.subject_id == str(request_id))
        with self.database.reading() as session:
            return list(session.scalars(query.order_by(AuditEvent.id)))


@pytest.fixture
def support(database, cast):
    with clock.at(NOW):
        yield Support(database, cast)
