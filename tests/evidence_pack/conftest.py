"""A window with a year behind it, put forward in the open cycle, and its pack asked for."""

import random
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.awards import cycles, operations
from service.awards.models import AwardCycle
from service.core import ledger
from service.core.clock import day_bounds
from service.core.typeset import typesetter
from service.people import queries as people
from surveys.complaints.models import Finding
from surveys.ratings.models import Rating
from surveys.rectifications import operations as rectifications
from surveys.rectifications.models import Source
from tests.awards.ways import form
from tests.rollups.raw import NOON, TODAY, raw
from workers.evidence import building

__all__ = ["raw"]

GOOD = {
    "yes_no": {"value": "yes"},
    "three_steps": {"value": "full"},
    "ratio": {"value": {"part": 6, "whole": 6}},
    "vacant_post": {"value": {"due": 6, "open": 6, "vacant": 0}},
}
POOR = {
    "yes_no": {"value": "no"},
    "three_steps": {"value": "half"},
    "ratio": {"value": {"part": 4, "whole": 6}},
    "vacant_post": {"value": {"due": 6, "open": 5, "vacant": 1, "minutes": 12, "notice": "no"}},
}
DEEDS = "该窗口坚持为民服务，2014年以来办理业务12万件，群众满意。" * 10
STATEMENT = "窗口党支部坚持每月学习，认真贯彻上级决策部署。"


class Year:
    """Writes what citizens and inspectors left, with its entries in the ledger."""

    def __init__(self, raw):
        self.raw, self.dice = raw, random.Random(7)

    def ratings(self, session, number, **how):
        self.raw.year(session, ratings=number, **how)
        self.enter_ratings(session)

    def rating(self, session, level=5, **more):
        self.raw.rate(session, level, **more)
        self.enter_ratings(session)

    def enter_ratings(self, session):
        """Write the entries that the intake would have written with the ratings."""
        session.flush()
        entered = select(ledger.LedgerLeaf.subject_id)
        for row in session.scalars(select(Rating).where(Rating.id.not_in(entered))):
            self.enter(session, "rating", row, level=row.level, grade=row.grade)
        session.flush()

    def complaint(self, session, finding=Finding.UNFOUNDED, **more):
        day = more.pop("day", TODAY - timedelta(days=self.dice.randrange(40, 300)))
        closed = {"closed": day + timedelta(days=9), "finding": finding, "reply": "已整改。"}
        row = self.raw.complain(session, day=day, **(closed | more))
        session.flush()
        self.enter(session, "complaint", row, kind=row.kind, number=1, stage="received")
        return row

    def visit(self, session, day, **more):
        answers = {
            item["id"]: (GOOD if self.dice.random() < 0.8 else POOR)[item["kind"]]
            for section in self.raw.checklist.body["sections"]
            for item in section["items"]
            if item["kind"] in GOOD
        }
        row = self.raw.visit(session, day=day, answers=answers, **more)
        session.flush()
        self.enter(session, "visit", row, score=row.score)
        return row

    def rectification(self, session, day=TODAY - timedelta(days=60)):
        """Ask the hall to put something right, as its city would."""
        return rectifications.open_rectification(
            session,
            source=Source.COMPLAINT,
            source_id=uuid.uuid4(),
            window=self.raw.window,
            issue="午间柜台无人值守，请落实替岗。",
            issue_key="VACANT",
            systemic=False,
            actor=people.actor(session, self.raw.cast.wu.id),
            now=day_bounds(day)[0] + timedelta(hours=10),
        )

    @staticmethod
    def enter(session, what, row, **public):
        made = ledger.leaf(
            what,
            subject_id=row.id,
            window_id=row.window_id,
            day=row.day,
            public=public,
            private={},
            salt=bytes(32),
        )
        ledger.append(session, made)


@pytest.fixture
def year(raw):
    return Year(raw)


@pytest.fixture
def lived(database, year):
    """A year: 400 ratings, some complaints, four visits, one of them not disclosed yet."""
    with database.transaction() as session:
        year.ratings(session, 400)
        for finding in (*Finding, Finding.SUBSTANTIATED):
            year.complaint(session, finding)
        for days in (30, 120, 210):
            year.visit(session, TODAY - timedelta(days=days))
        year.visit(session, TODAY - timedelta(days=5), state="submitted", disclosed_at=None)
        year.rectification(session)
    return year


@pytest.fixture
def acting(cast):
    def actor(name):
        with cast.database.reading() as session:
            return people.actor(session, getattr(cast, name).id)

    return actor


@pytest.fixture
def ask(database, cast, raw, acting):
    """Put the city hall forward and ask for its pack: ``ask(deeds=…)`` returns the pack's id."""

    def asked(**changed):
        filled = {"filled_on": date(2026, 11, 20), "deeds": DEEDS, "statements": {"1": STATEMENT}}
        with database.transaction() as session:
            cycles.load_library(session, now=NOON)
        with database.transaction() as session:
            cycle = session.scalars(select(AwardCycle).where(AwardCycle.is_open)).one()
            made = operations.nominate(
                session,
                actor=acting("zhao"),
                now=NOON,
                cycle_id=cycle.id,
                window_id=cast.window["city_hall"].id,
                form=form(**(filled | changed)),
            )
            pack = operations.request_pack(
                session, actor=acting("zhao"), now=NOON, candidacy_id=made.id
            )
        return pack.id

    return asked


@pytest.fixture
def made(database):
    """Build a pack with the packaged typefaces and return its bytes; nothing is stored."""

    def built(pack_id, setter=None):
        material = building.gather(database, pack_id)
        return building.assemble(material, database.keys, setter or typesetter())

    return built
