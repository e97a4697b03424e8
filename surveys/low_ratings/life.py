"""The life of a low rating: which step leads where, and what each may be called.

Source: 国办发〔2019〕51号 (the last two of five levels are 差评; verify, put right or explain;
appeal against 误评 and 恶意差评), 《辽宁省政务服务“好差评”管理办法》 (one working day and fifteen).
"""

from datetime import timedelta
from enum import StrEnum

#: the last two of five levels
LOW = 2
#: how long a case waits for others to hide it before the unit above takes it over
PATIENCE = timedelta(days=10)
#: how long after it was settled the citizen may say whether it is solved
SAID_WITHIN = timedelta(days=15)
#: a call-back that reaches nobody ends after tries on so many days
TRIES = 3


class LowRatingState(StrEnum):
    """Where a low rating stands."""

    OPEN = "open"
    VERIFIED = "verified"
    APPEALED = "appealed"
    CLOSED = "closed"
    EXCLUDED = "excluded"


class Step(StrEnum):
    """What somebody does about a low rating."""

    VERIFY = "verify"
    SETTLE = "settle"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    REJECT = "reject"
    #: the citizen says that it is not solved, once
    REOPEN = "reopen"
    #: the rating was excluded elsewhere, by two people
    DROP = "drop"


class Settlement(StrEnum):
    """How it ends: 立行立改, 台账限期, 解释说明."""

    FIXED = "fixed"
    REGISTERED = "registered"
    EXPLAINED = "explained"


class Ground(StrEnum):
    """Why a rating should not count: 误评, 恶意, 非本窗口, 政策所限."""

    MISTAKE = "mistake"
    MALICE = "malice"
    ELSEWHERE = "elsewhere"
    POLICY = "policy"


class Decision(StrEnum):
    """What becomes of an appeal."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class CallOutcome(StrEnum):
    """Whether the citizen was reached."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"


_S = LowRatingState
LEADS_TO: dict[tuple[LowRatingState, Step], LowRatingState] = {
    (_S.OPEN, Step.VERIFY): _S.VERIFIED,
    (_S.VERIFIED, Step.SETTLE): _S.CLOSED,
    (_S.OPEN, Step.APPEAL): _S.APPEALED,
    (_S.VERIFIED, Step.APPEAL): _S.APPEALED,
    (_S.APPEALED, Step.UPHOLD): _S.EXCLUDED,
    (_S.APPEALED, Step.REJECT): _S.OPEN,
    (_S.CLOSED, Step.REOPEN): _S.VERIFIED,
    (_S.OPEN, Step.DROP): _S.EXCLUDED,
    (_S.VERIFIED, Step.DROP): _S.EXCLUDED,
}
#: the window has to do something
AT_WORK = frozenset({_S.OPEN, _S.VERIFIED})
#: somebody still has to do something
UNFINISHED = AT_WORK | {_S.APPEALED}


def after(
    state: LowRatingState, step: Step, *, verified: bool = False, appealed: bool = False
) -> LowRatingState | None:
    """Return the state that ``step`` leads to; nothing when the step cannot be taken now.

    One appeal is decided once. When it is rejected, the case goes on where it stood: ``verified``
    tells whether verification was done before.
    """
    if step is Step.APPEAL and appealed:
        return None
    if step is Step.REJECT and verified and state == _S.APPEALED:
        return _S.VERIFIED
    return LEADS_TO.get((state, step))
