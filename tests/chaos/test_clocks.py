"""Kill -9 of the worker while clocks run out and notices go out: none is lost, none goes twice."""

import json
import multiprocessing
import os
import random
import time
import uuid
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

import wsgi
from service.core import clock, marks
from service.core.access import Role
from service.core.audit import AuditEvent
from service.notices import operations as notices
from service.notices.kinds import KINDS
from service.notices.models import Notice, NoticeDelivery
from service.people import queries as people
from service.people.models import Account, Grant
from service.windows.models import OrgUnit, ServiceWindow
from surveys.deadlines import operations as deadlines
from surveys.deadlines.models import Deadline
from tests.notices.conftest import KEY, gateway_on

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

KILLS = max(3, int(os.environ.get("CHAOS_SECONDS", "6")) // 3)
MATTERS = 40
#: a process that has imported the program once, so that a worker is there in a moment
WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(["wsgi"])


def _work(environment, *options):
    """``mingchuang work``, as the command does it."""
    os.environ.update(environment)
    wsgi.main(["work", *options])


@pytest.fixture
def far(installation):
    """The gateway of an installation, and its environment."""
    environment, database, _ = installation
    with gateway_on() as gateway:
        address = f"http://127.0.0.1:{gateway.server_port}/"
        _staff(database)
        yield {**environment, "NOTICE_GATEWAY": address, "NOTICE_KEY": KEY}, database, gateway


def _staff(database):
    """A conduct office in the city, which wants text messages, and one in the province."""
    now = clock.now()
    with database.transaction() as session:
        for code, phone in (("210100", "13800001234"), ("210000", "")):
            unit = session.scalars(sa.select(OrgUnit).where(OrgUnit.code == code)).one()
            account = Account(username=code, display_name=code, password_hash="-", created_at=now)
            session.add(account)
            session.flush()
            session.add(Grant(account_id=account.id, role=Role.HANDLER, org_unit_id=unit.id))
            session.flush()
            if phone:
                chosen = {"channel": "sms", "address": phone, "pace": "at_once", "language": "zh"}
                actor = people.actor(session, account.id)
                notices.set_channel(session, actor=actor, now=now, kinds=list(KINDS), **chosen)


def _plant(database):
    """Matters that should have been concluded long ago, and of which nobody has been told."""
    long_ago = clock.now() - timedelta(days=200)
    with database.transaction() as session:
        window = session.scalars(sa.select(ServiceWindow).order_by(ServiceWindow.code)).first()
        for _ in range(MATTERS):
            deadlines.start(
                session,
                name="complaint.conclude",
                subject="complaint",
                subject_id=uuid.uuid4(),
                window=window,
                owner_path="210000/210100/",
                now=long_ago,
            )


def _held(session):
    """Return how many marks a worker holds now."""
    held = marks.Mark.lease_until > clock.now()
    return session.scalar(sa.select(sa.func.count()).select_from(marks.Mark).where(held))


def _count(database, what):
    with database.reading() as session:
        return what(session)


def _wait(until):
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end, "the worker does not get on"
        time.sleep(0.02)


def _worker(*arguments):
    worker = WARM.Process(target=_work, args=arguments, daemon=True)
    worker.start()
    return worker


def _kill_in_the_middle(environment, database):
    """Kill a worker at a random moment of its work; return how many marks it held when it died."""
    before = _count(database, _held)
    worker = _worker(environment)
    _wait(lambda: _count(database, _held) > before)
    time.sleep(random.uniform(0, 0.4))
    worker.kill()
    worker.join()
    return _count(database, _held)


def _finish(environment, database):
    """A minute later the leases of the dead have run out, and a new worker does the rest."""
    with database.transaction() as session:
        session.execute(sa.update(marks.Mark).values(lease_until=None))
    while _count(database, marks.waiting):
        worker = _worker(environment, "--once")
        worker.join()
        assert worker.exitcode == 0


def test_no_clock_and_no_notice_is_lost_when_the_worker_is_killed(far):
    environment, database, gateway = far
    held = 0
    for _ in range(KILLS):
        _plant(database)
        held += _kill_in_the_middle(environment, database)
    assert held, "no worker was killed with work in its hands"
    _finish(environment, database)
    with database.reading() as session:
        late = {deadline.subject_id: deadline for deadline in session.query(Deadline)}
        told = Counter((notice.kind, notice.subject_id) for notice in session.query(Notice))
        raised = Counter(
            uuid.UUID(event.subject_id)
            for event in session.query(AuditEvent).filter_by(action="escalate_deadline")
        )
        overdue = {notice.id for notice in session.query(Notice).filter_by(kind="overdue")}
        sent = session.query(NoticeDelivery).all()
        left = marks.parked(session), marks.waiting(session)
    assert len(late) == KILLS * MATTERS
    assert {deadline.escalated_to for deadline in late.values()} == {"210000/"}
    assert raised == Counter(late.keys()), "each went one level up once"
    assert told == Counter((kind, matter) for kind in ("overdue", "escalated") for matter in late)
    assert sorted(each.notice_id for each in sent) == sorted(overdue), "each is recorded once"
    assert all(each.sent_at for each in sent)
    assert {uuid.UUID(json.loads(body)["id"]) for *_, body in gateway.taken} == {
        each.id for each in sent
    }
    assert left == ([], 0)
