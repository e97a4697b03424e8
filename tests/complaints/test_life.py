"""The life of a complaint, as a table and as a machine."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from surveys.complaints.acts import ACTS
from surveys.complaints.life import (
    AT_WORK,
    BACK,
    BY,
    CLOCKS,
    DUE,
    ENDS,
    LEADS_TO,
    OPEN,
    By,
    ComplaintState,
    Step,
    after,
)

S = ComplaintState


@pytest.mark.parametrize("state", sorted(ENDS - {S.WITHDRAWN}))
def test_nothing_follows_an_end(state):
    assert [step for step in Step if after(state, step)] == []


def test_only_the_office_leads_out_of_a_withdrawal():
    steps = [step for step in Step if after(S.WITHDRAWN, step, resumes_to=S.ANSWERED)]
    assert steps == [Step.CARRY_ON]


def test_every_state_can_be_reached_and_every_step_be_taken():
    assert {S.RECEIVED, *LEADS_TO.values()} == set(ComplaintState)
    assert {step for _, step in {*LEADS_TO, *BACK}} == set(Step)


def test_every_open_state_has_a_clock_but_a_suspended_one():
    assert set(CLOCKS) == OPEN - {S.SUSPENDED}
    assert set(CLOCKS) - {S.REPLIED} == DUE
    assert AT_WORK < DUE


def test_every_step_of_staff_has_a_form():
    staff = {step for step in Step if BY[step] in {By.HANDLER, By.WINDOW, By.DECIDER}}
    assert set(ACTS) == staff


def test_a_second_reopening_goes_one_level_up_by_itself():
    assert after(S.REPLIED, Step.REOPEN) == S.REOPENED
    assert after(S.REPLIED, Step.REOPEN, reopened=1) == S.REVIEW


class Life(RuleBasedStateMachine):
    """Tries steps in any order and remembers what was done."""

    def __init__(self):
        super().__init__()
        self.state, self.resumes_to, self.reopened, self.done = S.RECEIVED, None, 0, []

    @rule(step=st.sampled_from(Step))
    def try_step(self, step):
        before = self.state
        reached = after(before, step, resumes_to=self.resumes_to, reopened=self.reopened)
        if not reached:
            return
        if reached in {S.SUSPENDED, S.WITHDRAWN}:
            self.resumes_to = self.resumes_to or before
        elif before in {S.SUSPENDED, S.WITHDRAWN}:
            self.resumes_to = None
        self.reopened += step is Step.REOPEN
        self.state = reached
        self.done.append(step)

    @invariant()
    def nobody_is_told_what_was_not_approved(self):
        assert self.done.count(Step.TELL) <= self.done.count(Step.APPROVE)
        assert self.done.count(Step.APPROVE) <= self.done.count(Step.CONCLUDE)

    @invariant()
    def the_window_answers_only_what_was_accepted_and_once(self):
        assert self.done.count(Step.ANSWER) <= self.done.count(Step.ACCEPT) <= 1

    @invariant()
    def a_review_is_decided_once_and_for_good(self):
        if Step.DECIDE_REVIEW in self.done:
            assert self.done[-1] is Step.DECIDE_REVIEW
            assert self.state is S.CLOSED

    @invariant()
    def the_citizen_sends_it_back_twice_at_most(self):
        assert self.reopened <= 2

    @invariant()
    def whoever_waits_knows_where_it_goes_on(self):
        assert (self.resumes_to is not None) == (self.state in {S.SUSPENDED, S.WITHDRAWN})


TestLife = Life.TestCase
