"""Offline phones: sent one to five times, shuffled, half-sent, from two devices, with wrong clocks.

A model keeps what each key was first given; the real program must agree with it after every step.
"""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select

from service.core.crypto import sha256
from service.core.ledger import LedgerLeaf
from service.core.problems import Problem
from surveys.visits.models import Visit, VisitFlag, VisitPhoto, VisitPhotoPart, VisitState
from surveys.visits.sheet import Sent
from tests.visits.answers import good_visit
from tests.visits.conftest import NOW, Visits, noise

PICTURES = [noise(seed, (64, 48)) for seed in (1, 2, 3)]
KILOBYTE = 1024
#: how far a phone's clock may be off
SHIFTS = [timedelta(0), timedelta(days=3), timedelta(days=-3), timedelta(days=-400)]


class Phones(RuleBasedStateMachine):
    """Two devices of one inspector and a network that repeats, reorders and drops."""

    visits: Visits
    outbox = Bundle("outbox")

    def __init__(self):
        super().__init__()
        Phones.fresh()
        self.first, self.held, self.parts, self.told, self.answers = {}, {}, {}, set(), {}

    @rule(
        target=outbox,
        visit_id=st.uuids(version=4),
        window=st.sampled_from(["city_hall", "county_hall"]),
        photos=st.lists(st.sampled_from(PICTURES), unique=True, max_size=3),
        shift=st.sampled_from(SHIFTS),
        copies=st.integers(1, 5),
    )
    def fill(self, visit_id, window, photos, shift, copies):
        sheet = self.visits.sheet(window, photos=photos, device_finished_at=NOW + shift)
        return multiple(*[(visit_id, sheet, photos, shift)] * copies)

    @rule(target=outbox, sent=outbox, answer=st.sampled_from(["yes", "no"]))
    def edit_on_the_other_device(self, sent, answer):
        visit_id, sheet, photos, shift = sent
        answers = {**sheet.answers, "B2": {"value": answer}}
        other = self.visits.sheet(
            "city_hall",
            photos=photos,
            answers={**good_visit(), **answers},
            device_finished_at=sheet.device_finished_at,
        )
        return visit_id, other, photos, shift

    @rule(sent=consumes(outbox))
    def send(self, sent):
        visit_id, sheet, photos, shift = sent
        known = self.first.get(visit_id)
        if known not in {None, repr(sheet)}:
            with pytest.raises(Problem) as refused:
                self.visits.log(sheet, visit_id=visit_id)
            assert refused.value.code == "key_reused"
            return
        visit, created = self.visits.log(sheet, visit_id=visit_id, sent=Sent(None, NOW + shift))
        assert created == (known is None)
        self.first[visit_id] = repr(sheet)
        self.held.setdefault(visit_id, {sha256(data): False for data in photos})
        assert visit.device_finished_at == sheet.device_finished_at
        assert abs((visit.observed_on - NOW.date()).days) <= 7

    @rule(data=st.data(), picture=st.sampled_from(PICTURES))
    def send_a_photo(self, data, picture):
        if not self.first:
            return
        visit_id = data.draw(st.sampled_from(sorted(self.first)))
        held, name = self.held[visit_id], sha256(picture)
        if name in held:
            assert self.visits.attach(visit_id, picture) == (not held[name])
            held[name] = True
            self.parts[visit_id, name] = 0
            return
        with pytest.raises(Problem) as refused:
            self.visits.attach(visit_id, picture)
        complete = all(held.values())
        assert refused.value.code == ("visit_complete" if complete else "photo_not_announced")

    @rule(data=st.data(), picture=st.sampled_from(PICTURES), restarts=st.booleans())
    def send_the_next_kilobyte(self, data, picture, restarts):
        """Both devices may send; one that lost its place begins again, or goes on where it was."""
        going = [key for key, held in sorted(self.held.items()) if sha256(picture) in held]
        if not going:
            return
        visit_id, name = data.draw(st.sampled_from(going)), sha256(picture)
        here = self.parts.get((visit_id, name), 0)
        start = 0 if restarts else here
        sent = self.visits.send_part(visit_id, picture, start, start + KILOBYTE)
        if self.held[visit_id][name]:
            assert sent == len(picture)
            return
        here = max(here, min(start + KILOBYTE, len(picture)))
        assert sent == here
        self.held[visit_id][name] = here == len(picture)
        self.parts[visit_id, name] = 0 if here == len(picture) else here

    @rule(data=st.data())
    def disclose(self, data):
        if not self.first:
            return
        visit_id = data.draw(st.sampled_from(sorted(self.first)))
        if all(self.held[visit_id].values()):
            self.visits.disclose(visit_id)
            self.told.add(visit_id)
            return
        with pytest.raises(Problem) as refused:
            self.visits.disclose(visit_id)
        assert refused.value.code == "visit_incomplete"

    @invariant()
    def everything_acknowledged_is_there_exactly_once(self):
        with self.visits.database.reading() as session:
            stored = {visit.id: visit for visit in session.scalars(select(Visit))}
            assert set(stored) == set(self.first)
            for visit_id, held in self.held.items():
                visit = stored[visit_id]
                assert {
                    photo.sent_sha256: photo.received_at is not None for photo in visit.photos
                } == held
                whole = all(held.values())
                state = VisitState.DISCLOSED if visit_id in self.told else VisitState.SUBMITTED
                assert visit.state == (state if whole else VisitState.INCOMPLETE)
                assert repr(visit.answers) == self.answers.setdefault(visit_id, repr(visit.answers))
                assert (visit.score is not None) == whole
            whole = [visit_id for visit_id, held in self.held.items() if all(held.values())]
            leaves = session.scalars(select(LedgerLeaf.subject_id)).all()
            assert sorted(leaves) == sorted(whole)
            pictures = session.scalar(select(func.count()).select_from(VisitPhoto))
            assert pictures == sum(len(held) for held in self.held.values())
            size = func.coalesce(func.sum(func.length(VisitPhotoPart.data)), 0)
            assert session.scalar(select(size)) == sum(self.parts.values())


def test_every_visit_arrives_exactly_once(visits):
    def fresh():
        with visits.database.batch() as connection:
            for table in (VisitFlag, VisitPhotoPart, VisitPhoto, Visit, LedgerLeaf):
                connection.execute(delete(table))

    Phones.visits, Phones.fresh = visits, staticmethod(fresh)
    run_state_machine_as_test(
        Phones,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_many_phones_at_the_same_moment_make_one_visit(visits):
    visit_id, sheet = uuid.uuid4(), visits.sheet(photos=PICTURES)
    with ThreadPoolExecutor(8) as phones:
        logged = list(phones.map(lambda _: visits.log(sheet, visit_id=visit_id), range(16)))
        assert sum(created for _, created in logged) == 1
        attached = list(phones.map(lambda data: visits.attach(visit_id, data), PICTURES * 4))
    assert sum(attached) == len(PICTURES)
    with visits.database.reading() as session:
        assert session.scalars(select(Visit)).one().state == VisitState.SUBMITTED
        assert session.scalars(select(LedgerLeaf)).one().subject_id == visit_id


def test_two_hundred_visits_sent_over_and_over_are_two_hundred(visits):
    """One to five times each, in any order, half-sent, from two devices, three days wrong."""
    chance = random.Random(2026)
    made = {}
    for n in range(200):
        photos = [noise(n, (32, 24))] if n % 4 == 0 else []
        shift = chance.choice(SHIFTS)
        window = chance.choice(["city_hall", "county_hall", "station", "changtu"])
        sheet = visits.sheet(window, photos=photos, device_finished_at=NOW + shift)
        made[uuid.UUID(int=chance.getrandbits(128), version=4)] = sheet, photos, shift
    letters = [key for key in made for _ in range(chance.randint(1, 5))]
    chance.shuffle(letters)
    for key in letters:
        sheet, photos, shift = made[key]
        visits.log(sheet, visit_id=key, sent=Sent(None, NOW + shift))
        for data in photos:
            visits.send_part(key, data, 0, chance.choice([300, 600, len(data)]))
    with visits.database.reading() as session:
        half = [photo for photo in session.scalars(select(VisitPhoto)) if not photo.received_at]
    for key, (_, photos, _) in made.items():
        for data in photos:
            visits.attach(key, data)
    with visits.database.reading() as session:
        stored = {visit.id: visit for visit in session.scalars(select(Visit))}
    assert half
    assert stored.keys() == made.keys()
    for key, (sheet, _, shift) in made.items():
        visit = stored[key]
        assert visit.state == VisitState.SUBMITTED
        assert (visit.device_finished_at, visit.received_at) == (NOW + shift, NOW)
        assert visit.clock_offset == -shift.total_seconds()
        assert (visit.window_id, visit.observed_on) == (sheet.window_id, NOW.date())
