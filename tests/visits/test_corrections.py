"""What was sent never changes: who was wrong sends a new version and says why."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.core.audit import AuditEvent
from service.core.ledger import LedgerLeaf
from service.core.marks import Mark
from service.core.problems import Problem
from service.windows.models import ServiceWindow
from surveys import evidence
from surveys.forms.models import FormVersion
from surveys.rollups import cases
from surveys.visits import operations
from surveys.visits.models import Visit, VisitState
from surveys.visits.sheet import Sent
from tests.visits.answers import good_visit
from tests.visits.conftest import NOW, noise

REASON = "把应开柜台数看错了"


def correction(visits, earlier, **changes):
    changes = {"reason": REASON, "answers": good_visit(A2="no"), **changes}
    return visits.sheet(corrects=earlier, **changes)


def refused(act, *args, **kwargs):
    with pytest.raises(Problem) as caught:
        act(*args, **kwargs)
    return caught.value


def scores(visits, window):
    with visits.database.reading() as session:
        counted = cases.count(session, visits.cast.window[window].id, None)
        return [(month["visits"], month["visit_score_sum"]) for month in counted.values()]


def test_a_disclosed_visit_stays_and_its_correction_counts_in_its_place(visits):
    first, _ = visits.log()
    visits.disclose(first.id)
    before = scores(visits, "city_hall")
    with visits.database.reading() as session:
        leaf = session.scalars(select(LedgerLeaf)).one()
    second, created = visits.log(correction(visits, first.id), now=NOW + timedelta(days=1))
    assert created
    assert scores(visits, "city_hall") == before  # not before it is disclosed
    visits.disclose(second.id)
    [(count, total)] = scores(visits, "city_hall")
    assert (count, total) == (1, second.score)
    assert second.score < first.score
    with visits.database.reading() as session:
        kept = session.get_one(Visit, first.id)
        assert (kept.answers, kept.score, kept.version) == (first.answers, first.score, 2)
        leaves = {each.hash: each for each in session.scalars(select(LedgerLeaf))}
        assert leaves.pop(leaf.hash).body == leaf.body
        [added] = leaves.values()
        assert json.loads(added.body)["public"]["corrects"] == str(first.id)
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "correct_visit")
        ).one()
        assert event.reason == REASON
        assert session.scalars(select(Mark)).one().seq == 2


def test_a_correction_says_why_and_comes_once_and_from_the_same_inspector(visits):
    first, _ = visits.log()
    assert refused(visits.log, correction(visits, first.id, reason=None)).status == 422
    assert refused(visits.log, correction(visits, uuid.uuid4())).status == 404
    other = correction(visits, first.id, window="changtu")
    assert refused(visits.log, other).status == 422
    visit_id = uuid.uuid4()
    for created in (True, False):
        assert visits.log(correction(visits, first.id), visit_id=visit_id)[1] is created
    again = refused(visits.log, correction(visits, first.id))
    assert (again.status, again.code) == (409, "already_corrected")
    assert visits.log(correction(visits, visit_id))[1]  # the newest can be corrected in turn


def test_a_visit_that_was_corrected_is_not_disclosed_any_more(visits):
    first, _ = visits.log()
    half = correction(visits, first.id, photos=[noise(1)])
    second, _ = visits.log(half)
    assert second.state == VisitState.INCOMPLETE
    visits.attach(second.id, noise(1))
    assert refused(visits.disclose, first.id).code == "corrected"
    assert visits.disclose(second.id).state == VisitState.DISCLOSED


def test_an_incomplete_visit_is_finished_not_corrected(visits):
    first, _ = visits.log(visits.sheet(photos=[noise(1)]))
    assert refused(visits.log, correction(visits, first.id)).code == "visit_incomplete"


def test_an_old_checklist_is_taken_while_its_round_closes_and_not_scored_afterwards(visits):
    def retired(days):
        with visits.database.transaction() as session:
            session.execute(update(FormVersion).values(retired_at=NOW - timedelta(days=days)))

    retired(14)
    assert visits.log()[0].score == 10_000
    retired(15)
    late, _ = visits.log()
    assert (late.state, late.score, late.observe_only) == (VisitState.SUBMITTED, None, True)


@pytest.mark.parametrize("off", [timedelta(days=3), timedelta(days=-3), timedelta(hours=-30)])
def test_a_clock_days_wrong_is_put_right_and_both_times_are_kept(visits, off):
    """The visit ended an hour before it was sent; the phone's clock was ahead by ``off``."""
    finished = NOW - timedelta(hours=1) + off
    sheet = visits.sheet(device_started_at=finished, device_finished_at=finished)
    with visits.database.transaction() as session:
        visit, _ = operations.log_visit(
            session,
            actor=visits.actor(visits.cast.sun),
            now=NOW,
            visit_id=uuid.uuid4(),
            sheet=sheet,
            sent=Sent("0" * 64, NOW + off),
        )
        assert visit.observed_on == NOW.date()
        assert visit.clock_doubtful
        assert (visit.device_finished_at, visit.received_at) == (finished, NOW)
        assert visit.clock_offset == -off.total_seconds()


def test_a_pack_counts_the_version_that_stands(visits):
    first, _ = visits.log()
    visits.disclose(first.id)
    second, _ = visits.log(correction(visits, first.id))
    visits.disclose(second.id)
    with visits.database.reading() as session:
        window = session.get_one(ServiceWindow, visits.cast.window["city_hall"].id)
        found = evidence.visits.gather(session, window, NOW.date(), NOW.date())
    assert [visit.score for visit in found.visits] == [second.score]
    assert found.coverage.disclosed == 1
