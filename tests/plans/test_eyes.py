"""Two pairs of eyes and the leak alarm, on visits that were really logged."""

from datetime import timedelta

import pytest

from service.core import clock
from surveys.plans import leaks, pairs, queries
from surveys.plans.leaks import Table
from surveys.rollups.agreement import Agreement
from surveys.visits import scoring
from surveys.visits.doubts import ItemDoubt, doubted
from surveys.visits.models import Visit
from surveys.visits.reading import seen_by
from tests.plans.conftest import AFTER, DURING
from tests.visits.answers import good_visit
from workers.drain import drain


def test_two_inspectors_are_compared_item_by_item(plans):
    plan = plans.drawn(second_share=100)
    for number, task in enumerate(plans.tasks(plan)):
        kind = next(w.kind for w in plans.cast.window.values() if w.id == task.window_id)
        changed = {"A5": "no"} if number % 2 else {}
        plans.carry_out(task, answers=good_visit(kind=kind, **changed))
    with plans.database.reading() as session:
        twos = pairs.of_plans(session, plan.id)
        assert len(twos) == len(plans.cast.window)
        found = pairs.by_item(twos)
        severe = pairs.severity(twos)
    a5 = [each for (_, item), each in found.items() if item == "A5"]
    assert sum(each.n for each in a5) == 4
    assert sum(each.same for each in a5) == 0
    a2 = [each for (_, item), each in found.items() if item == "A2"]
    assert all(each.same == each.n for each in a2)
    assert sum(each.pairs * each.difference for each in severe.values()) == pytest.approx(0, abs=1)


def test_an_item_on_which_they_differ_loses_its_veto_until_they_agree(plans, monkeypatch):
    plan = plans.drawn(second_share=100)
    visits = []
    for number, task in enumerate(plans.tasks(plan)):
        kind = next(w.kind for w in plans.cast.window.values() if w.id == task.window_id)
        changed = {"A5": "no"} if number % 2 else {}
        visits.append(plans.carry_out(task, answers=good_visit(kind=kind, **changed)))
    for visit in visits:
        plans.disclose(visit.id, now=AFTER)
    monkeypatch.setattr(pairs, "LEAST_PAIRS", 2)
    plans.close(plan)
    with plans.database.reading() as session:
        assert doubted(session, "visit.hall") == {"A5"}
        row = session.get(ItemDoubt, ("visit.hall", "A5"))
        assert row.agreement < 6000
        visit = session.get(Visit, visits[0].id)
        seen = seen_by(session, plans.actor(plans.cast.zhao), visit)
        (line,) = [each for each in seen["lines"] if each.item["id"] == "A5"]
        assert line.in_doubt


def test_a_veto_in_doubt_is_a_veto_no_more():
    veto = scoring.Line("A", {"id": "A1", "weight": 10, "level": "veto"}, None, None)
    assert veto.level == "veto"
    in_doubt = scoring.Line("A", veto.item, None, None, in_doubt=True)
    assert in_doubt.level == "doubted"
    plain = scoring.Line("A", {"id": "A2", "weight": 10}, None, None, in_doubt=True)
    assert plain.level is None


def test_few_pairs_judge_nothing():
    agreed = Agreement(9, 0, -0.3, 0.1, -0.5, -0.1)
    assert not pairs.is_doubtful(agreed)
    assert pairs.is_doubtful(Agreement(10, 0, -0.3, 0.1, -0.5, -0.1))
    assert not pairs.is_doubtful(Agreement(10, 9, 0.6, 0.1, 0.4, 0.8))


def test_the_alarm_is_the_statistic_of_mantel_and_haenszel():
    """One table by hand: 20 of 20 near, 80 of 100 usual: expected 20·100/120, z = 2.18."""
    table = Table(20, 20, 80, 100)
    assert table.surplus == pytest.approx(20 - 20 * 100 / 120)
    assert table.variance == pytest.approx(20 * 100 * 100 * 20 / (120 * 120 * 119))
    assert leaks.alarm([table]).z == pytest.approx(2.18, abs=0.01)
    assert not leaks.alarm([table]).is_loud
    assert leaks.alarm([table] * 4).is_loud, "four windows alike are no chance"
    assert leaks.alarm([Table(0, 20, 80, 100)] * 4).is_loud, "in both directions"


def test_few_or_equal_ratings_ring_no_alarm():
    assert leaks.alarm([Table(9, 9, 80, 100), Table(20, 20, 29, 29)]).windows == 0
    assert leaks.alarm([Table(20, 20, 100, 100)]).z is None
    assert leaks.alarm([]).z is None


def test_ratings_around_a_visit_are_set_against_the_usual_weeks(plans, raw):
    plan = plans.drawn(scope="210100-SI-01", second_share=0)
    (task,) = plans.tasks(plan)
    plans.carry_out(task)
    day = clock.day_of(DURING)
    with plans.database.transaction() as session:
        for days, level, times in [(0, 5, 12), (-3, 5, 2), (-4, 2, 20), (20, 5, 20), (29, 1, 9)]:
            raw.rate(session, level, day=day + timedelta(days=days), times=times)
    drain(plans.database)
    with plans.database.reading() as session:
        visits = list(queries.carried_out(session, queries.tasks(plan.id)).values())
        ((_, table),) = leaks.around(session, visits)
    assert table == Table(14, 14, 20, 40)
