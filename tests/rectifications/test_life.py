"""The life of a rectification as a table, and walked by random people in random order."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.problems import Problem
from surveys.rectifications import queries
from surveys.rectifications.life import (
    AT_WORK,
    LEADS_TO,
    OPEN,
    RectificationState,
    Step,
    after,
)
from tests.rectifications.conftest import MEASURES, NOW, PROOF, SEEN

ENDS = set(RectificationState) - OPEN


@pytest.mark.parametrize("state", sorted(ENDS))
def test_nothing_follows_an_end(state):
    assert [step for step in Step if after(state, step)] == []


def test_every_state_can_be_reached():
    assert {RectificationState.OPEN, *LEADS_TO.values()} == set(RectificationState)


@pytest.mark.parametrize("state", sorted(RectificationState))
def test_only_what_was_handed_in_is_checked(state):
    is_checked = after(state, Step.VERIFY) is not None
    assert is_checked == (state == RectificationState.SUBMITTED)


SAID = {
    **{step: {"note": SEEN} for step in Step},
    Step.PLAN: {"measures": MEASURES},
    Step.SUBMIT: {"proof": PROOF},
    Step.ASK_EXTENSION: {"reason": MEASURES},
}
OWN = {Step.PLAN, Step.SUBMIT, Step.ASK_EXTENSION}
#: who may do what to the city hall's: its head puts right, its authority and above check
MAY = {
    "wang": OWN,
    **dict.fromkeys(("wu", "feng", "chen", "zhao", "qian"), set(Step) - OWN),
    **dict.fromkeys(("li", "zhou", "zheng", "sun", "chu", "wei"), frozenset()),
}
WALK = st.lists(
    st.tuples(st.sampled_from(sorted(MAY)), st.sampled_from(Step), st.integers(0, 9)), max_size=12
)


def tried(rectifications, *args, **values):
    """Do an act and return the status of its refusal; nothing when it was done."""
    try:
        rectifications.act(*args, **values)
    except Problem as problem:
        return problem.status


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=WALK, systemic=st.booleans())
def test_whoever_tries_whatever(rectifications, walk, systemic):
    """No step that is not allowed, none without stage, audit row and leaf; the clock agrees."""
    made_id = rectifications.open(systemic=systemic)
    now, taken = NOW, ["open"]
    for name, step, days in walk:
        now += timedelta(days=days)
        before = rectifications.get(made_id)
        refusal = tried(rectifications, step, made_id, by=name, now=now, **SAID[step])
        if refusal:
            assert refusal == (409 if step in MAY[name] else 404)
            assert rectifications.get(made_id).version == before.version
            continue
        assert step in MAY[name]
        made = rectifications.get(made_id)
        assert made.state == after(before.state, step, is_systemic=systemic)
        taken.append(step.value)
    made = rectifications.get(made_id)
    assert [stage.step for stage in made.stages] == taken
    own_acts = [act for act in rectifications.acts(made_id) if act.endswith("_rectification")]
    assert own_acts == sorted(f"{step}_rectification" for step in taken)
    assert len(rectifications.leaves(made_id)) == len(taken)
    assert taken.count("grant_extension") <= 1
    clock_runs = made.term.is_live and made.term.paused_at is None
    assert clock_runs or made.state not in AT_WORK
    assert made.term.is_live == (made.state in OPEN)
    assert (made_id in rectifications.seen_by("wang", queries.own)) is True
