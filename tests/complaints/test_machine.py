"""Random people try random steps on a complaint: only what table and roles allow happens."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core import clock
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.core.workdays import WorkCalendar
from surveys.complaints import voice
from surveys.complaints.life import (
    BY,
    CLOCKS,
    DUE,
    By,
    ComplaintState,
    Elsewhere,
    Finding,
    RootCause,
    Severity,
    Solved,
    Step,
    after,
)
from surveys.complaints.models import Complaint, ComplaintStage
from tests.complaints.conftest import FACTS, MEASURES, NOW, OUTCOME, REPLY, SUMMARY

PEOPLE = ["feng", "chen", "zhao", "qian", "li", "wang", "zhou", "wu", "sun", "chu", "wei"]
#: a county hall: the city's conduct office handles, the province's people decide
MAY = {
    By.HANDLER: {"feng", "chen"},
    By.WINDOW: {"li"},
    By.DECIDER: {"chen", "zhao", "qian"},
}
WHY = {"reason": "需要等待外省协查回函。"}
GIVEN = {
    Step.ACCEPT: {"redacted": SUMMARY},
    Step.TRANSFER: {"to": Elsewhere.HOTLINE, **WHY},
    Step.MERGE: {"number": "TS-2026-000000-000000"},
    Step.ANSWER: {"reply": REPLY},
    Step.VERIFY: {"finding": Finding.PARTIAL, "severity": Severity.MINOR, "facts": FACTS},
    Step.CONCLUDE: {"root_cause": RootCause.SYSTEM, "measures": MEASURES, "outcome": OUTCOME},
    Step.DECIDE_REVIEW: {"finding": Finding.SUBSTANTIATED, "note": OUTCOME},
    **{step: {} for step in (Step.APPROVE, Step.TELL, Step.RESUME, Step.GRANT_EXTENSION)},
}
CITIZEN = {
    Step.CONFIRM: lambda *a, **k: voice.confirm(*a, solved=Solved.PARTLY, **k),
    Step.REOPEN: voice.reopen,
    Step.ASK_REVIEW: voice.ask_review,
    Step.WITHDRAW: voice.withdraw,
}
#: shorter ways into the depth of a life, before anything random
WAYS = [
    [],
    [(Step.ACCEPT, "feng"), (Step.VERIFY, "feng"), (Step.CONCLUDE, "feng")],
    [
        *((Step.ACCEPT, "feng"), (Step.VERIFY, "feng"), (Step.CONCLUDE, "feng")),
        *((Step.APPROVE, "zhao"), (Step.TELL, "feng")),
    ],
    [
        *((Step.ACCEPT, "feng"), (Step.VERIFY, "feng"), (Step.CONCLUDE, "feng")),
        *((Step.APPROVE, "zhao"), (Step.TELL, "feng"), (Step.ASK_REVIEW, "")),
    ],
]


def attempt(complaints, complaint, step, by, now):
    """Try a step; return the refusal's status, or 0."""
    try:
        if step in CITIZEN:
            complaints.says(CITIZEN[step], complaint, now=now)
        elif step is Step.SILENCE:
            with complaints.database.transaction() as session:
                voice.record_silence(session, complaint.id, now)
        else:
            person = getattr(complaints.cast, by)
            complaints.does(step, complaint, by=person, now=now, **GIVEN.get(step, WHY))
    except Problem as problem:
        return problem.status
    return 0


def may_take(complaints, before, step, by):
    """Tell, from the rules alone, whether ``by`` can take ``step`` on a complaint."""
    resumes_to = ComplaintState(before.resumes_to) if before.resumes_to else None
    reached = after(before.state, step, resumes_to=resumes_to, reopened=before.reopened)
    if reached is None or step is Step.MERGE:
        return None
    if step is Step.ASK_EXTENSION and before.extension:
        return None
    if step in {Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION} and before.extension != "asked":
        return None
    if BY[step] in MAY and by not in MAY[BY[step]]:
        return None
    own = {
        Step.GRANT_EXTENSION: {Step.ASK_EXTENSION},
        Step.REFUSE_EXTENSION: {Step.ASK_EXTENSION},
        Step.DECIDE_REVIEW: {Step.VERIFY, Step.CONCLUDE, Step.APPROVE},
    }.get(step, {Step.VERIFY, Step.CONCLUDE})
    if BY[step] is By.DECIDER:
        person = getattr(complaints.cast, by).id
        if any(each.actor_id == person and each.step in own for each in before.stages):
            return None
    return reached


def check_clock(complaints, complaint):
    """The one live deadline is the clock of the state, and it ends where the table says."""
    live = [each for each in complaints.deadlines(complaint) if each.is_live]
    state = ComplaintState(complaint.state)
    if state == ComplaintState.SUSPENDED:
        assert [(each.name, each.paused_at is not None) for each in live] == [
            ("complaint.conclude", True)
        ]
        return
    assert [each.name for each in live] == ([CLOCKS[state]] if state in CLOCKS else [])
    if state in DUE:
        (deadline,) = live
        assert deadline.paused_at is None
        assert (complaint.due_on, complaint.due_provisional) == (
            deadline.due_on,
            deadline.provisional,
        )
        with complaints.database.reading() as session:
            calendar = WorkCalendar.load(session)
        expected = calendar.add(clock.day_of(deadline.run_from), deadline.run_for)
        assert deadline.due_on == expected.day


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    way=st.sampled_from(WAYS),
    tries=st.lists(
        st.tuples(st.sampled_from(list(Step)), st.sampled_from(PEOPLE), st.integers(0, 2)),
        max_size=10,
    ),
)
def test_whoever_tries_whatever_only_the_rules_happen(complaints, way, tries):
    complaint, now = complaints.file("county_hall"), NOW
    taken = 0
    for step, by, days in [*((step, by, 0) for step, by in way), *tries]:
        now += timedelta(days=days)
        (before,) = complaints.read(Complaint, Complaint.id == complaint.id)
        stages = complaints.read(ComplaintStage, ComplaintStage.complaint_id == complaint.id)
        before.__dict__["stages"] = stages
        expected = may_take(complaints, before, step, by)
        refused = attempt(complaints, before, step, by, now)
        (complaint,) = complaints.read(Complaint, Complaint.id == complaint.id)
        if expected and not (refused == 409 and step is Step.GRANT_EXTENSION):
            assert refused == 0, (step, by)
            assert complaint.state == expected
            taken += 1
        else:
            assert refused in {404, 409, 422} or step is Step.SILENCE, (step, by)
            assert complaint.version == before.version
        check_clock(complaints, complaint)
    acts = complaints.read(AuditEvent, AuditEvent.subject_id == str(complaint.id))
    steps = [act for act in acts if act.action != "extend_deadline"]
    stages = complaints.read(ComplaintStage, ComplaintStage.complaint_id == complaint.id)
    assert complaint.version == taken + 1
    assert len(stages) == len(complaints.leaves(complaint)) == taken + 1
    assert len(steps) == taken
