"""A plan from the draft to its end, as two people of the office and three inspectors live it."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.core.problems import Problem
from surveys.plans import burden, operations, progress, queries, rounds, seals, tasks
from surveys.plans.models import Occasion, Plan, PlanState, TaskState
from surveys.plans.progress import Cause, Outcome
from surveys.recusal import operations as recusal
from surveys.recusal.rules import Tie
from tests.plans.conftest import AFTER, BEGIN, DRAFTED, DRAWN, DURING, END


def refused(act, *args, **given):
    with pytest.raises(Problem) as caught:
        act(*args, **given)
    return caught.value


def outcomes(plans, plan, today=AFTER):
    with plans.database.reading() as session:
        lines = progress.lines(session, queries.tasks(plan.id), clock.day_of(today))
        return [(line.task.window.code, line.outcome) for line in lines]


def test_two_people_make_a_plan_and_the_lottery_draws_it(plans):
    plan = plans.draft()
    assert refused(plans.approve, plan, by=plans.cast.zhao).code == "own_plan"
    approved = plans.approve(plan)
    assert approved.state == PlanState.APPROVED
    assert refused(plans.draw, approved, now=DRAFTED).code == "not_the_time"
    drawn = plans.draw(approved)
    found = plans.tasks(drawn)
    assert len({task.window_id for task in found}) == len(plans.cast.window)
    assert len(found) == 6, "half of four windows are visited twice"
    assert {(task.first_on, task.last_on) for task in found} == {(BEGIN, END)}


def test_the_same_draft_again_is_the_same_plan_and_another_is_refused(plans):
    given = plans.given()
    first = plans.do(operations.draft_plan, **given)
    assert plans.do(operations.draft_plan, **given).id == first.id
    other = {**given, "title": "另一个计划"}
    assert refused(plans.do, operations.draft_plan, **other).code == "key_reused"


def test_a_plan_is_not_approved_once_the_value_is_known(plans):
    late = DRAFTED + timedelta(days=3)
    assert refused(plans.approve, plans.draft(), now=late).code == "value_known"


def test_nobody_draws_twice_or_on_an_old_page(plans):
    plan = plans.approve(plans.draft())
    plans.draw(plan)
    assert refused(plans.draw, plan).code == "changed_meanwhile"


@pytest.mark.parametrize("who", ["wang", "zhou", "wu", "feng", "sun", "chu", "wei"])
def test_whoever_does_not_plan_finds_nothing(plans, who):
    plan = plans.draft()
    assert refused(plans.approve, plan, by=getattr(plans.cast, who)).status == 404


def test_the_draw_can_be_repeated_and_a_changed_one_is_noticed(plans):
    plan = plans.drawn()
    said = {**plan.record, **rounds.public(plan)}
    said = json.loads(json.dumps(said))
    assert rounds.differences(said) == []
    assert rounds.differences({**said, "public_value": "x"}) == ["taken", "pairs"] or (
        "pairs" in rounds.differences({**said, "public_value": "x"})
    )
    assert "commitment" in rounds.differences({**said, "secret": "00" * 32})
    assert "commitment" in rounds.differences({**said, "places": said["places"][1:]})
    swapped = [[code, said["pairs"][0][1]] for code, _ in said["pairs"]]
    assert rounds.differences({**said, "pairs": swapped}) == ["pairs"]


def test_ties_and_grants_keep_inspectors_from_windows_and_the_rule_is_named(plans):
    tie = {"by": plans.he, "kind": Tie.KIN, "code": "210181-EMP-01"}
    plans.do(recusal.declare_tie, **tie)
    plans.do(recusal.declare_tie, by=plans.shi, kind=Tie.OWN, code="211224")
    past = {"kind": Tie.PAST, "code": "210181", "until": date(2025, 6, 30)}
    plans.do(recusal.declare_tie, by=plans.cast.sun, **past)
    plan = plans.drawn(second_share=100)
    going = {(task.window.code, task.inspector_id) for task in plans.tasks(plan)}
    assert ("210181-EMP-01", plans.he.id) not in going
    assert ("211224-SI-01", plans.shi.id) not in going
    assert ("210181-EMP-01", plans.cast.sun.id) not in going
    assert plan.record["short"]["210181-EMP-01"] == {"kin": 1, "past": 1}


def test_the_same_person_does_not_go_again_within_the_lockout(plans):
    sent = {"inspectors": [plans.cast.sun.id], "second_share": 0}
    plans.log(plans.sheet("changtu"), now=DRAFTED - timedelta(days=90))
    plan = plans.drawn(scope="211200", **sent)
    assert plans.tasks(plan) == []
    assert plan.record["short"] == {"211224-SI-01": {"lockout": 1}}


def test_a_window_visited_within_thirty_days_rests_but_not_from_a_complaint(plans):
    plans.log(plans.sheet("changtu"), by=plans.he, now=before_begin(29))
    rests = plans.drawn(scope="211200")
    assert rests.record["resting"] == {"211224-SI-01": "recent"}
    assert plans.tasks(rests) == []
    complaint = plans.drawn(scope="211224-SI-01", occasion=Occasion.COMPLAINT, second_share=0)
    assert len(plans.tasks(complaint)) == 1
    plans.carry_out(plans.tasks(complaint)[0])
    with plans.database.reading() as session:
        load = burden.loads(session, BEGIN, END, today=BEGIN)
    (day,) = load[plans.cast.window["changtu"].id].days
    assert day == clock.day_of(before_begin(29)), "what a complaint triggered is exempt"


def before_begin(days):
    return DRAWN.replace(day=30) - timedelta(days=days)


def test_six_visits_a_year_are_enough_whoever_made_them(plans):
    for month in range(1, 7):
        now = DRAFTED.replace(month=month, day=2)
        plans.log(plans.sheet("changtu"), by=plans.he, now=now)
    plan = plans.drawn(scope="211200")
    assert plan.record["resting"] == {"211224-SI-01": "full"}


def test_a_complaint_is_no_pretext_for_a_whole_city(plans):
    sent = {"scope": "210100", "occasion": Occasion.COMPLAINT}
    assert refused(plans.draft, **sent).status == 422


def test_like_plans_within_fourteen_days_are_offered_as_one(plans):
    plan = plans.draft()
    near = plans.draft(
        scope="210100", starts_on=END + timedelta(days=14), ends_on=END + timedelta(days=30)
    )
    far = plans.draft(starts_on=END + timedelta(days=60), ends_on=END + timedelta(days=70))
    with plans.database.reading() as session:
        actor = plans.actor(plans.cast.zhao)
        assert [each.id for each in queries.similar(session, actor, plan)] == [near.id]
        assert queries.similar(session, actor, far) == []
    into = plans.do(operations.merge_plan, plan_id=near.id, version=near.version, into_id=plan.id)
    assert (into.scope, into.ends_on) == ("210000/", END + timedelta(days=30))
    with plans.database.reading() as session:
        assert session.get(Plan, near.id).state == PlanState.CANCELLED


def test_what_becomes_of_tasks_is_told_apart(plans):
    plan = plans.drawn(second_share=0)
    done, withdrawn, declined, late = plans.tasks(plan)
    plans.carry_out(done)
    plans.withdraw(withdrawn)
    plans.carry_out(withdrawn, now=DURING + timedelta(hours=1))
    word = {"cause": Cause.TURNED_AWAY, "note": "保安不让进，说要先预约。"}
    with plans.database.reading() as session:
        who = session.get(type(plans.he), declined.inspector_id)
    known = {"task_id": declined.id, "version": declined.version}
    plans.do(tasks.decline_task, by=who, now=DURING, **known, **word)
    assert [outcome for _, outcome in outcomes(plans, plan, DURING)] == [
        Outcome.DONE,
        Outcome.NOT_COUNTED,
        Outcome.REFUSED,
        Outcome.OPEN,
    ]
    assert outcomes(plans, plan, AFTER + timedelta(days=6))[3][1] == Outcome.NOT_DONE
    assert late.state == TaskState.OPEN


def test_a_task_is_ended_once_and_only_by_those_it_concerns(plans):
    task = plans.one_task(plans.drawn())
    assert plans.withdraw(task).state == plans.withdraw(task).state == TaskState.WITHDRAWN
    known = {"task_id": task.id, "version": 1, "cause": Cause.OTHER, "note": "已经不用去了。"}
    with plans.database.reading() as session:
        who = session.get(type(plans.he), task.inspector_id)
    assert refused(plans.do, tasks.decline_task, by=who, **known).code == "changed_meanwhile"
    assert refused(plans.do, tasks.decline_task, by=plans.cast.wang, **known).status == 404


def test_a_plan_ends_only_when_nothing_is_secret_any_more(plans):
    plan = plans.drawn()
    visits = [plans.carry_out(task) for task in plans.tasks(plan)]
    assert refused(plans.close, plan).code == "still_secret"
    for visit in visits:
        plans.disclose(visit.id, now=AFTER)
    assert refused(plans.close, plan, now=DURING).code == "still_secret"
    assert plans.close(plan).state == PlanState.CLOSED


def test_a_plan_that_is_given_up_withdraws_its_tasks_and_keeps_its_commitments(plans):
    plan = plans.drawn()
    given = {"plan_id": plan.id, "version": plan.version, "reason": "疫情防控，暂停外出。"}
    gone = plans.do(operations.cancel_plan, now=DURING, **given)
    assert gone.root == plan.root
    assert {task.state for task in plans.tasks(plan)} == {TaskState.WITHDRAWN}


def test_each_task_is_proved_against_the_seal_of_the_day_it_was_drawn(plans):
    plan = plans.drawn()
    with plans.database.reading() as session:
        kept = session.get(Plan, plan.id)
        for task in session.scalars(queries.tasks(plan.id)):
            proof = seals.proof(session, kept, task)
            assert seals.reached(proof["leaf"], proof["steps"]) == proof["seal"]
            assert proof["seal"] == seals.seal(session, date(2026, 11, 27)).hex()
            assert str(task.inspector_id) not in json.dumps(proof, default=str)
            other = proof["leaf"].replace("2026-11-30", "2026-11-29")
            assert seals.reached(other, proof["steps"]) != proof["seal"]
            assert len(proof["steps"]) == 13 + 4, "the length tells nothing"


def test_what_was_sealed_cannot_be_changed_afterwards(plans):
    plan = plans.drawn()
    with plans.database.reading() as session:
        before = seals.seal(session, date(2026, 11, 27))
    with plans.database.transaction() as session:
        task = session.scalars(queries.tasks(plan.id)).first()
        task.last_on += timedelta(days=1)
        session.flush()
        proof = seals.proof(session, session.get(Plan, plan.id), task)
        assert seals.reached(proof["leaf"], proof["steps"]) != before.hex()
        assert seals.seal(session, date(2026, 11, 27)) == before


def test_every_act_is_on_record(plans):
    plan = plans.drawn()
    with plans.database.reading() as session:
        query = select(AuditEvent.action).where(AuditEvent.subject_id == str(plan.id))
        acts = list(session.scalars(query.order_by(AuditEvent.id)))
    assert acts == ["draft_plan", "move_plan", "move_plan"]
