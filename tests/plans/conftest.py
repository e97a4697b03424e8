"""What the stories of plans start from: the small province, three inspectors, a lottery."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.access import Role
from service.people.models import Account, Grant
from surveys.plans import drawing, operations, queries, tasks
from surveys.plans.models import PlanTask
from tests.cast import HASH
from tests.rollups.raw import raw
from tests.visits.conftest import Visits, csrf_token

__all__ = ["csrf_token", "raw"]

LOTTERY = "03 08 11 17 25 32 + 09"
#: the plan is drafted and approved on a Tuesday, drawn on Friday, carried out from Monday on
DRAFTED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DRAWN = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
BEGIN, END = date(2026, 11, 30), date(2026, 12, 13)
DURING = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 15, 3, 0, tzinfo=UTC)


class Plans(Visits):
    """Acts of the office and of inspectors, each in a transaction of its own."""

    def __init__(self, database, cast):
        super().__init__(database, cast)
        self.he, self.shi = (
            self.inspector(*each) for each in (("he", "何督查"), ("shi", "施督查"))
        )

    def inspector(self, username, name, place="210000"):
        with self.database.transaction() as session:
            account = Account(
                username=username, display_name=name, password_hash=HASH, created_at=DRAFTED
            )
            session.add(account)
            session.flush()
            unit = self.cast.unit[place]
            session.add(Grant(account_id=account.id, role=Role.INSPECTOR, org_unit_id=unit.id))
        return account

    def do(self, operation, *, by=None, now=DRAFTED, **given):
        with self.database.transaction() as session:
            actor = self.actor(by or self.cast.zhao)
            return operation(session, actor=actor, now=now, **given)

    def given(self, **changes):
        staff = [self.cast.sun.id, self.he.id, self.shi.id]
        return {
            "client_key": uuid.uuid4(),
            "title": "十二月例行抽查",
            "occasion": "routine",
            "scope": "210000",
            "kinds": [],
            "levels": [],
            "inspectors": staff,
            "starts_on": BEGIN,
            "ends_on": END,
            "band_days": 14,
            "amount": None,
            "is_share": True,
            "second_share": 50,
            "lockout_days": 180,
            "public_source": "双色球第2026136期",
            "public_on": date(2026, 11, 27),
            **changes,
        }

    def draft(self, **changes):
        by = changes.pop("by", None)
        return self.do(operations.draft_plan, by=by, **self.given(**changes))

    def approve(self, plan, *, by=None, now=DRAFTED):
        by = by or self.cast.qian
        act = operations.approve_plan
        return self.do(act, by=by, now=now, plan_id=plan.id, version=plan.version)

    def draw(self, plan, value=LOTTERY, *, now=DRAWN):
        return self.do(
            drawing.draw_plan, plan_id=plan.id, version=plan.version, public_value=value, now=now
        )

    def drawn(self, **changes):
        return self.draw(self.approve(self.draft(**changes)))

    def tasks(self, plan):
        with self.database.reading() as session:
            return list(session.scalars(queries.tasks(plan.id)))

    def carry_out(self, task, *, now=DURING, **changes):
        with self.database.reading() as session:
            who = session.get(Account, task.inspector_id)
        names = {window.id: name for name, window in self.cast.window.items()}
        sheet = self.sheet(names[task.window_id], **changes)
        return self.log(sheet, by=who, now=now)[0]

    def close(self, plan, *, now=AFTER):
        act = operations.close_plan
        return self.do(act, plan_id=plan.id, version=plan.version, now=now)

    def withdraw(self, task, *, now=DURING):
        note = "省厅另有安排，不再检查。"
        return self.do(
            tasks.withdraw_task, task_id=task.id, version=task.version, note=note, now=now
        )

    def one_task(self, plan):
        with self.database.reading() as session:
            query = select(PlanTask).where(PlanTask.plan_id == plan.id).order_by(PlanTask.id)
            return session.scalars(query).first()


@pytest.fixture
def plans(database, cast):
    with clock.at(DRAFTED):
        yield Plans(database, cast)
