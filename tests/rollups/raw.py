"""Raw rows as citizens and inspectors leave them, without the pages that collect them."""

import copy
import random
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert

from service.core import clock, marks
from service.windows.models import ServiceWindow
from surveys import work
from surveys.complaints.models import Complaint, ComplaintKind, ComplaintState
from surveys.forms.operations import load_library, publish
from surveys.forms.queries import current
from surveys.ratings.models import Rating, RatingState
from surveys.visits.models import Visit, VisitState

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


class Raw:
    """Writes raw rows: ``raw.rate(session, 5, day=…)``."""

    def __init__(self, database, cast):
        self.database, self.cast = database, cast
        self.window = cast.window["city_hall"]
        with database.transaction() as session:
            load_library(session, now=NOON)
            self.form = current(session, "rating")
            self.complaint_form = current(session, "complaint")
            self.checklist = current(session, "visit.hall")

    @staticmethod
    def newer(session, version, change):
        """Publish the next version of a form: ``change`` gets a copy of the body."""
        body = copy.deepcopy(version.body)
        change(body)
        return publish(
            session,
            key=version.form.key,
            kind=version.form.kind,
            body=body,
            scored_from=version.scored_from,
            now=NOON,
        )

    def rating(self, level, *, day=TODAY, window=None, reasons=(), **more):
        """Return the columns of a rating."""
        return {
            "id": uuid.uuid4(),
            "client_key": uuid.uuid4(),
            "body_hash": bytes(32),
            "window_id": (window or self.window).id,
            "code": "ABCD2340",
            "form_version_id": self.form.id,
            "level": level,
            "reasons": list(reasons),
            "comment": None,
            "grade": "B",
            "state": RatingState.COUNTED,
            "day": day,
            "received_at": datetime.combine(day, time(4), UTC),
            "receipt": uuid.uuid4().bytes * 2,
            **more,
        }

    def rate(self, session, level=5, *, times=1, day=TODAY, window=None, **more):
        """Add ratings and ask for the recounting of their day, as the intake does."""
        rows = [self.rating(level, day=day, window=window, **more) for _ in range(times)]
        session.execute(insert(Rating), rows)
        self.mark(session, window or self.window, day)

    @staticmethod
    def mark(session, window, day):
        marks.bump(session, work.RATING_DAY, [work.key(window.id, day)], now=clock.now())

    @staticmethod
    def mark_case(session, window, day):
        marks.bump(session, work.CASE_MONTH, [work.month_key(window.id, day)], now=clock.now())

    def another(self, session, number, name=None):
        """Open another window of the city hall's kind, level and owner."""
        code = f"210100-SI-{number:02}"
        made = ServiceWindow(
            code=code,
            full_name=name or f"沈阳市第{number}社保大厅（演示）",
            kind=self.window.kind,
            org_unit_id=self.window.org_unit_id,
            path=self.window.path.replace(self.window.code, code),
            level=self.window.level,
            created_at=NOON,
        )
        session.add(made)
        session.flush()
        return made

    def complain(self, session, *, day=TODAY, window=None, due=None, closed=None, **more):
        """Add a complaint; ``closed`` is the Shanghai day on which it was concluded."""
        window = window or self.window
        given = {"kind": ComplaintKind.COMPLAINT, "category": "ATTITUDE", "handler_path": "210000/"}
        given["state"] = ComplaintState.CLOSED if closed else ComplaintState.RECEIVED
        row = Complaint(
            client_key=uuid.uuid4(),
            body_hash=bytes(32),
            window_id=window.id,
            form_version_id=self.complaint_form.id,
            occurred_on=day,
            due_on=due or day + timedelta(days=21),
            day=day,
            received_at=datetime.combine(day, time(4), UTC),
            closed_at=clock.day_bounds(closed)[1] - timedelta(seconds=1) if closed else None,
            receipt=uuid.uuid4().bytes * 2,
            **(given | more),
        )
        session.add(row)
        self.mark_case(session, window, day)
        return row

    def visit(self, session, *, day=TODAY, window=None, score=9000, answers=None, **more):
        """Add a visit, disclosed unless told otherwise."""
        window = window or self.window
        given = {"state": VisitState.DISCLOSED, "disclosed_at": NOON}
        given["form_version_id"] = self.checklist.id
        row = Visit(
            id=uuid.uuid4(),
            body_hash=bytes(32),
            window_id=window.id,
            inspector_id=self.cast.sun.id,
            answers=answers or {},
            score=score,
            observed_on=day,
            day=day,
            received_at=datetime.combine(day, time(9), UTC),
            **(given | more),
        )
        session.add(row)
        self.mark_case(session, window, day)
        return row

    def year(self, session, window=None, *, ratings=3000, seed=1, good=0.92):
        """Add a year of plausible ratings ending today, and return their columns."""
        dice = random.Random(seed)
        rows = [self._plausible(dice, window, good) for _ in range(ratings)]
        session.execute(insert(Rating), rows)
        keys = {work.key(row["window_id"], row["day"]) for row in rows}
        marks.bump(session, work.RATING_DAY, keys, now=clock.now())
        return rows

    def _plausible(self, dice, window, good):
        level = 5 if dice.random() < good else dice.choice([4, 4, 4, 3, 3, 2, 1])
        return self.rating(
            level,
            day=TODAY - timedelta(days=dice.randrange(365)),
            window=window,
            reasons=[dice.choice(["delay", "attitude", "not_told"])] if level <= 2 else [],
            grade=dice.choices("ABC", [0.2, 0.6, 0.2])[0],
            state=dice.choices(list(RatingState), [0.98, 0.012, 0.008])[0],
        )


@pytest.fixture
def raw(database, cast):
    """Write raw rows directly, on the day that the tests play on."""
    with clock.at(NOON):
        yield Raw(database, cast)
