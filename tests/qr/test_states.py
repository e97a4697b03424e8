"""The life of a code, as a table and as a machine that nobody can talk into anything else."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qr import states
from qr.states import LIVE, Act, CodeState
from service.core.problems import Problem


class Life(RuleBasedStateMachine):
    """Somebody does things to a code in any order, allowed or not."""

    def __init__(self):
        super().__init__()
        self.state, self.past = CodeState.DRAFT, [CodeState.DRAFT]

    @rule(act=st.sampled_from(Act))
    def anything_possible_is_done_and_the_rest_refused(self, act):
        if act in states.possible(self.state):
            self.state = states.after(self.state, act)
            self.past.append(self.state)
            return
        with pytest.raises(Problem, match="wrong_state"):
            states.after(self.state, act)

    @precondition(lambda self: self.state == CodeState.REVOKED)
    @invariant()
    def what_was_revoked_stays_revoked(self):
        assert states.possible(self.state) == []

    @invariant()
    def nobody_goes_back(self):
        order = [*LIVE, CodeState.REPLACED, CodeState.REVOKED]
        steps = [order.index(state) for state in self.past]
        assert steps == sorted(steps)

    @invariant()
    def what_lives_can_be_ended(self):
        if self.state in LIVE:
            assert {Act.REPLACE, Act.REVOKE} <= set(states.possible(self.state))


TestLife = Life.TestCase


def test_printing_again_does_not_take_a_card_off_its_counter():
    assert states.after(CodeState.POSTED, Act.PRINT) == CodeState.POSTED


def test_a_replaced_code_can_only_be_revoked():
    assert states.possible(CodeState.REPLACED) == [Act.REVOKE]
