"""What the stories of low ratings start from: a busy city hall, and everybody who acts."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select

from service.core import clock
from service.core.audit import AuditEvent
from service.people.queries import actor
from surveys import receipt
from surveys.complaints.life import Solved
from surveys.deadlines.models import Deadline
from surveys.forms.operations import load_library
from surveys.forms.queries import current
from surveys.low_ratings import appeals, calls, operations, voice
from surveys.low_ratings.life import CallOutcome, Decision, Ground, Settlement
from surveys.low_ratings.models import LowRating
from surveys.low_ratings.opening import do_rating_day
from surveys.ratings.models import Rating, RatingState
from surveys.work import key
from tests.cast import rows

#: Tuesday afternoon in Shenyang
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TODAY = clock.day_of(NOW)
FOUND = "查了监控和叫号记录，当时两个柜台只开了一个。"
ANSWER = "高峰时段增开一个柜台，已当天实行。"
PHONE = "139 0000 1234"


class LowRatings:
    """Acts of citizens and staff, each in a transaction of its own."""

    def __init__(self, database, cast):
        self.database, self.cast = database, cast
        self.minute, self.receipts = 0, {}
        with database.transaction() as session:
            load_library(session, now=NOW)
            self.form = current(session, "rating")

    def actor(self, account):
        with self.database.reading() as session:
            return actor(session, account.id)

    def rate(self, level=1, *, window="city_hall", day=TODAY, work=True, **more):
        """Hand in a rating and return its id; ``work`` does what its mark asks for."""
        self.minute += 1
        made = uuid.uuid4()
        client_key = uuid.uuid4()
        row = {
            "id": made,
            "client_key": client_key,
            "body_hash": bytes(32),
            "window_id": self.cast.window[window].id,
            "code": "ABCD2340",
            "form_version_id": self.form.id,
            "level": level,
            "reasons": ["delay"] if level <= 2 else [],
            "comment": None,
            "grade": "B",
            "state": RatingState.COUNTED,
            "day": day,
            "received_at": datetime.combine(day, time(1), UTC) + timedelta(minutes=self.minute),
            "receipt": receipt.fingerprint(
                self.database.keys, receipt.make(self.database.keys, client_key)
            ),
            **more,
        }
        with self.database.transaction() as session:
            session.execute(insert(Rating), [row])
        self.receipt = self.receipts[made] = receipt.make(self.database.keys, client_key)
        if work:
            self.work(window, day)
        return made

    def work(self, window="city_hall", day=TODAY, now=None):
        with self.database.transaction() as session:
            do_rating_day(session, key(self.cast.window[window].id, day), now or clock.now())

    def case(self, rating_id=None):
        """Return the only case, or that of a rating."""
        with self.database.reading() as session:
            query = select(LowRating)
            if rating_id:
                query = query.where(LowRating.rating_id == rating_id)
            return session.scalars(query).one_or_none()

    def told(self, window="city_hall", **more):
        """A low rating among five, told to its window."""
        made = self.rate(1, window=window, **more)
        for _ in range(4):
            self.rate(5, window=window)
        return self.case(made)

    def _act(self, operation, case, by, now, **values):
        with self.database.transaction() as session:
            return operation(
                session,
                actor=self.actor(by),
                case_id=case.id,
                version=values.pop("version", case.version),
                now=now or clock.now(),
                **values,
            )

    def verify(self, case, *, by=None, now=None, found=FOUND, **values):
        by = by or self.cast.wang
        return self._act(operations.verify_low_rating, case, by, now, found=found, **values)

    def settle(self, case, *, by=None, now=None, how="fixed", answer=ANSWER, **values):
        by = by or self.cast.wang
        how = Settlement(how)
        return self._act(
            operations.settle_low_rating, case, by, now, settlement=how, answer=answer, **values
        )

    def appeal(self, case, *, by=None, now=None, ground="mistake", **values):
        by = by or self.cast.wang
        values.setdefault("statement", "勾选的原因是办得快，等级点错了。")
        return self._act(appeals.file_appeal, case, by, now, ground=Ground(ground), **values)

    def decide(self, case, *, by=None, now=None, how="upheld", **values):
        by = by or self.cast.chen
        values.setdefault("reason", "原因与等级矛盾，认定为误评。")
        how = Decision(how)
        return self._act(appeals.decide_appeal, case, by, now, decision=how, **values)

    def leave_contact(self, typed=None, contact=PHONE):
        with self.database.transaction() as session:
            calls.leave_contact(
                session, typed=typed or self.receipt, contact=contact, now=clock.now()
            )

    def says(self, case, solved, *, now=None):
        with self.database.transaction() as session:
            word = {"solved": Solved(solved), "now": now or clock.now()}
            voice.say_solved(session, case_id=case.id, **word)

    def call(self, case, *, by=None, how="reached", now=None):
        with self.database.transaction() as session:
            return calls.record_call(
                session,
                actor=self.actor(by or self.cast.wu),
                case_id=case.id,
                outcome=CallOutcome(how),
                now=now or clock.now(),
            )

    def reveal(self, case, *, by, reason="按规定回访群众"):
        with self.database.transaction() as session:
            return calls.reveal_contact(
                session, actor=self.actor(by), case_id=case.id, reason=reason, now=clock.now()
            )

    def read(self, model, *where):
        with self.database.reading() as session:
            return rows(session, model, *where)

    def clocks(self, case):
        return {each.name: each for each in self.read(Deadline, Deadline.subject_id == case.id)}

    def acts(self, case):
        events = self.read(AuditEvent, AuditEvent.subject_id == str(case.id))
        return sorted(event.action for event in events)


@pytest.fixture
def low(database, cast, at_now):
    return LowRatings(database, cast)


@pytest.fixture
def at_now():
    with clock.at(NOW):
        yield NOW
