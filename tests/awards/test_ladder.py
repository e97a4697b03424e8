"""No level is skipped, no stage is reached without its guard, and history only grows."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from service.awards import ladder, operations, queries
from service.awards.models import Candidacy, EvidencePack, Move, PackState, Stage
from service.core import clock
from service.core.problems import Problem
from service.people import queries as people
from service.windows.models import Level, ServiceWindow
from tests.awards.ways import CLEAR, form

SKIPPED = {
    Level.PROVINCE: {Stage.COUNTY_OPINION, Stage.CITY_OPINION},
    Level.CITY: {Stage.COUNTY_OPINION},
    Level.COUNTY: set(),
    Level.TOWNSHIP: set(),
    Level.COMMUNITY: set(),
}


@pytest.mark.parametrize("level", Level)
def test_each_level_climbs_every_stage_that_is_its_own(level):
    climbed, stage = [Stage.DRAFT], Stage.DRAFT
    while len(following := ladder.following(stage, level)) == 1:
        stage = following[0]
        climbed.append(stage)
    assert following == ladder.OUTCOMES
    assert climbed == [stage for stage in ladder.ORDER if stage not in SKIPPED[level]]


@pytest.mark.parametrize("stage", [*ladder.OUTCOMES, Stage.WITHDRAWN])
def test_the_end_is_the_end(stage):
    assert ladder.following(stage, Level.COUNTY) == ()
    assert ladder.below(stage, Level.COUNTY) is None


def test_a_return_goes_one_level_down_not_one_step():
    assert ladder.below(Stage.OWNER_PUBLICITY, Level.COUNTY) is Stage.DRAFT
    assert ladder.below(Stage.COUNTY_OPINION, Level.COUNTY) is Stage.OWNER_PUBLICITY
    assert ladder.below(Stage.CITY_OPINION, Level.COUNTY) is Stage.COUNTY_OPINION
    assert ladder.below(Stage.FINAL_DECISION, Level.COUNTY) is Stage.COUNTY_OPINION
    assert ladder.below(Stage.PANEL_REVIEW, Level.CITY) is Stage.OWNER_PUBLICITY
    assert ladder.below(Stage.PANEL_REVIEW, Level.PROVINCE) is Stage.DRAFT
    assert ladder.below(Stage.TO_MINISTRY, Level.COUNTY) is None
    assert ladder.below(Stage.DRAFT, Level.COUNTY) is None


def test_every_step_has_somebody_who_may_take_it():
    assert set(ladder.RUNGS) == set(ladder.ORDER[1:]) | set(ladder.OUTCOMES)
    assert all(rung.actions for rung in ladder.RUNGS.values())


PEOPLE = ["wang", "zhou", "wu", "zheng", "zhao", "qian", "chu"]
PLACES = {Level.COUNTY: "210181", Level.CITY: "210100", Level.PROVINCE: "210000"}
#: what each step needs at least, beside the fields: the good value and a bad one
BAD = {
    "agree": False,
    "complete": False,
    "sealed": False,
    "copies": 7,
    "objection": "open",
    "v2": "exists",
    "on": date(2030, 1, 1),
    "ends_on": date(2030, 1, 1),
    "text": "长" * 101,
    "document": "",
    "seal": None,
    "rank": None,
}


class Climb(RuleBasedStateMachine):
    """One window's candidacy in the hands of people who try everything."""

    def __init__(self, database, cast, cycle):
        super().__init__()
        self.database, self.cast, self.cycle = database, cast, cycle
        self.now = datetime(2016, 7, 20, 4, tzinfo=UTC)
        self.seen = []

    @initialize(level=st.sampled_from(list(PLACES)))
    def nominate(self, level):
        unit = self.cast.unit[PLACES[level]]
        code = f"T{uuid.uuid4().hex[:8]}"
        with self.database.transaction() as session:
            session.query(Candidacy).filter_by(cycle_id=self.cycle.id).update(
                {"stage": Stage.WITHDRAWN, "city_rank": None}
            )
            window = ServiceWindow(
                code=code,
                full_name=f"试验窗口{code}（演示）",
                kind="SI",
                org_unit_id=unit.id,
                path=f"{unit.path}{code}/",
                level=level,
                created_at=self.now,
            )
            session.add(window)
            session.flush()
            made = operations.nominate(
                session,
                actor=self.actor("zhao"),
                now=self.now,
                cycle_id=self.cycle.id,
                window_id=window.id,
                form=form(),
            )
        self.id, self.level = made.id, level

    def actor(self, name):
        with self.database.reading() as session:
            return people.actor(session, getattr(self.cast, name).id)

    def facts(self, to, spoiled):
        """Return facts that would pass, with one of them spoiled if asked."""
        today = clock.day_of(self.now)
        facts = {
            "on": today,
            "text": "同意推荐。",
            "agree": True,
            "seal": "affixed",
            "rank": 1,
            **CLEAR,
            "complete": True,
            "document": "纪要1号",
            "copies": 8,
            "sealed": True,
            "starts_on": today - timedelta(days=8),
            "ends_on": today - timedelta(days=1),
            "url": "https://rsj.example.cn/1",
            "phone": "024-00000001",
            "objection": "none",
            "deviation_reason": "本轮仅此一家。",
        }
        if spoiled and spoiled in ladder.RUNGS[to].required:
            facts[spoiled] = BAD[spoiled]
        return facts

    @rule(
        name=st.sampled_from(PEOPLE),
        to=st.sampled_from(list(Stage)),
        spoiled=st.sampled_from([None, None, None, *BAD]),
    )
    def try_any_step(self, name, to, spoiled):
        if to in ladder.RUNGS:
            self.step(name, to, spoiled)

    @rule(spoiled=st.sampled_from([None, None, None, None, *BAD]), name=st.sampled_from(PEOPLE))
    def try_the_next_step(self, spoiled, name):
        """Random steps alone would hardly ever climb."""
        following = ladder.following(self.stage(), self.level)
        if following:
            able = {"wu": Stage.CITY_OPINION, "zhou": Stage.COUNTY_OPINION}
            right = next((who for who, stage in able.items() if stage == following[0]), "zhao")
            if following[0] == Stage.PANEL_REVIEW:
                right = "qian"
            self.step(right if name != "chu" else name, following[0], spoiled)

    def step(self, name, to, spoiled):
        before = self.stage()
        facts = self.facts(to, spoiled)
        try:
            with self.database.transaction() as session:
                step = operations.advance(
                    session,
                    actor=self.actor(name),
                    now=self.now,
                    candidacy_id=self.id,
                    to=to,
                    facts=facts,
                )
        except Problem:
            assert self.stage() == before
            return
        assert to in ladder.following(before, self.level)
        assert not (spoiled and spoiled in ladder.RUNGS[to].required)
        assert set(ladder.RUNGS[to].required) - {"text"} <= set(step.details)
        if to == Stage.TO_MINISTRY:
            with self.database.reading() as session:
                assert session.query(EvidencePack).filter_by(candidacy_id=self.id).count()

    @rule(name=st.sampled_from(PEOPLE))
    def give_back(self, name):
        before = self.stage()
        try:
            with self.database.transaction() as session:
                step = operations.return_candidacy(
                    session,
                    actor=self.actor(name),
                    now=self.now,
                    candidacy_id=self.id,
                    reason="请补充材料。",
                )
        except Problem:
            assert self.stage() == before
            return
        assert step.to_stage == ladder.below(before, self.level)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    @rule()
    def a_pack_becomes_ready(self):
        with self.database.transaction() as session:
            pack = EvidencePack(
                candidacy_id=self.id,
                requested_by=self.cast.zhao.id,
                requested_at=self.now,
                last_day=date(2016, 7, 31),
                state=PackState.READY,
            )
            session.add(pack)

    def stage(self):
        with self.database.reading() as session:
            return Stage(session.get(Candidacy, self.id).stage)

    @invariant()
    def history_only_grows_and_explains_the_stage(self):
        with self.database.reading() as session:
            steps = queries.steps(session, self.id)
            rows = [
                (s.number, s.move, s.at, s.actor_id, s.from_stage, s.to_stage, s.text, s.details)
                for s in steps
            ]
            candidacy = session.get(Candidacy, self.id)
        assert rows[: len(self.seen)] == self.seen
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        assert candidacy.stage == rows[-1][5]
        assert candidacy.version == len(rows)
        self.seen = rows

    @invariant()
    def what_stands_is_the_whole_way_up(self):
        with self.database.reading() as session:
            steps = queries.steps(session, self.id)
            stage = session.get(Candidacy, self.id).stage
        way = ladder.route(self.level)
        held = [at for at in ladder.standing(steps) if at in way]
        expected = way[1 : way.index(stage) + 1] if stage in way else way[1:]
        assert held == list(expected)
        taken = ladder.standing(steps)
        if Stage.PANEL_REVIEW in taken:
            first, second = taken[Stage.INITIAL_REVIEW], taken[Stage.PANEL_REVIEW]
            assert first.actor_id != second.actor_id
        assert all(step.move != Move.WITHDRAWN for step in steps)


def test_however_people_try(database, cast, cycle):
    run_state_machine_as_test(
        lambda: Climb(database, cast, cycle),
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
