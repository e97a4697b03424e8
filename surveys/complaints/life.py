"""The life of a complaint: which step leads where, and who takes it.

Source: 人社部发〔2019〕13号 and ADR 0022. How long a step may take is a clock of the rule pack
(``surveys.deadlines``) named in ``CLOCKS``.
"""

from enum import StrEnum


class ComplaintState(StrEnum):
    """Where a complaint stands, that is, what it waits for."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    #: the window has stated its side
    ANSWERED = "answered"
    VERIFIED = "verified"
    CONCLUDED = "concluded"
    APPROVED = "approved"
    #: the citizen has been told, and has the word
    REPLIED = "replied"
    REOPENED = "reopened"
    REVIEW = "review"
    SUSPENDED = "suspended"
    NOT_ACCEPTED = "not_accepted"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Finding(StrEnum):
    """What verification found. Only the first two ever count (人社部发〔2019〕13号 十三)."""

    SUBSTANTIATED = "substantiated"
    PARTIAL = "partial"
    UNFOUNDED = "unfounded"
    INCONCLUSIVE = "inconclusive"


#: findings that say a complaint is right, wholly or in part; nothing else ever counts
UPHELD = frozenset({Finding.SUBSTANTIATED, Finding.PARTIAL})


class Severity(StrEnum):
    """How much it weighs."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


class RootCause(StrEnum):
    """Where it came from, so that it can be put right there."""

    FRONT_DESK = "front_desk"
    BACK_OFFICE = "back_office"
    CONTROL = "control"
    SYSTEM = "system"
    POLICY = "policy"


class Elsewhere(StrEnum):
    """Who takes what does not belong here."""

    HOTLINE = "hotline"
    PETITIONS = "petitions"
    DISCIPLINE = "discipline"


class Solved(StrEnum):
    """What the citizen said when asked whether it is solved; silence stays silence."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    SILENT = "silent"


class By(StrEnum):
    """Who takes a step."""

    HANDLER = "handler"
    WINDOW = "window"
    #: a second person, one level up where there is a conduct office
    DECIDER = "decider"
    CITIZEN = "citizen"
    CLOCK = "clock"


class Step(StrEnum):
    """What somebody does to a complaint."""

    ACCEPT = "accept"
    DECLINE = "decline"
    TRANSFER = "transfer"
    MERGE = "merge"
    ANSWER = "answer"
    VERIFY = "verify"
    CONCLUDE = "conclude"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    TELL = "tell"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    CARRY_ON = "carry_on"
    DECIDE_REVIEW = "decide_review"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    ASK_REVIEW = "ask_review"
    WITHDRAW = "withdraw"
    SILENCE = "silence"


S = ComplaintState
#: states in which the authority works on it and the conclusion is due
AT_WORK = frozenset({S.ACCEPTED, S.ANSWERED, S.VERIFIED, S.CONCLUDED, S.REOPENED})
#: states that nothing but an explicit ``carry_on`` leads out of
ENDS = frozenset({S.NOT_ACCEPTED, S.TRANSFERRED, S.DUPLICATE, S.WITHDRAWN, S.CLOSED})
#: somebody still has to do something
OPEN = frozenset(ComplaintState) - ENDS
#: the office owes the next step, and its clock runs
DUE = OPEN - {S.REPLIED, S.SUSPENDED}
#: the citizen and the window know the finding
TOLD = frozenset({S.REPLIED, S.REVIEW, S.CLOSED})

_HALTED = AT_WORK - {S.CONCLUDED}

LEADS_TO: dict[tuple[ComplaintState, Step], ComplaintState] = {
    (S.RECEIVED, Step.ACCEPT): S.ACCEPTED,
    (S.RECEIVED, Step.DECLINE): S.NOT_ACCEPTED,
    (S.RECEIVED, Step.TRANSFER): S.TRANSFERRED,
    (S.RECEIVED, Step.MERGE): S.DUPLICATE,
    (S.ACCEPTED, Step.ANSWER): S.ANSWERED,
    (S.ACCEPTED, Step.VERIFY): S.VERIFIED,
    (S.ANSWERED, Step.VERIFY): S.VERIFIED,
    (S.REOPENED, Step.VERIFY): S.VERIFIED,
    (S.VERIFIED, Step.VERIFY): S.VERIFIED,
    (S.VERIFIED, Step.CONCLUDE): S.CONCLUDED,
    (S.CONCLUDED, Step.APPROVE): S.APPROVED,
    (S.CONCLUDED, Step.SEND_BACK): S.VERIFIED,
    (S.APPROVED, Step.TELL): S.REPLIED,
    (S.REPLIED, Step.CONFIRM): S.CLOSED,
    (S.REPLIED, Step.SILENCE): S.CLOSED,
    (S.REPLIED, Step.REOPEN): S.REOPENED,
    (S.REPLIED, Step.ASK_REVIEW): S.REVIEW,
    (S.REVIEW, Step.DECIDE_REVIEW): S.CLOSED,
    **{(state, Step.SUSPEND): S.SUSPENDED for state in _HALTED},
    **{(state, Step.WITHDRAW): S.WITHDRAWN for state in AT_WORK | {S.RECEIVED, S.SUSPENDED}},
    **{(state, Step.ASK_EXTENSION): state for state in _HALTED},
    **{(state, Step.GRANT_EXTENSION): state for state in _HALTED},
    **{(state, Step.REFUSE_EXTENSION): state for state in _HALTED},
}
#: steps that lead back to where it was before it was suspended or withdrawn
BACK = {(S.SUSPENDED, Step.RESUME), (S.WITHDRAWN, Step.CARRY_ON)}

BY: dict[Step, By] = {
    **dict.fromkeys(Step, By.HANDLER),
    Step.ANSWER: By.WINDOW,
    **dict.fromkeys(
        (
            Step.APPROVE,
            Step.SEND_BACK,
            Step.GRANT_EXTENSION,
            Step.REFUSE_EXTENSION,
            Step.DECIDE_REVIEW,
        ),
        By.DECIDER,
    ),
    **dict.fromkeys((Step.CONFIRM, Step.REOPEN, Step.ASK_REVIEW, Step.WITHDRAW), By.CITIZEN),
    Step.SILENCE: By.CLOCK,
}

#: the clock that runs while a complaint is in a state; where it is suspended the clock is paused
CLOCKS: dict[ComplaintState, str] = {
    S.RECEIVED: "complaint.screen",
    **dict.fromkeys(AT_WORK, "complaint.conclude"),
    S.APPROVED: "complaint.reply",
    S.REPLIED: "complaint.confirm",
    S.REVIEW: "complaint.review",
}
#: so often a citizen sends it back to the handler; the next time it goes one level up by itself
REOPENINGS = 1


def after(
    state: ComplaintState,
    step: Step,
    *,
    resumes_to: ComplaintState | None = None,
    reopened: int = 0,
) -> ComplaintState | None:
    """Return the state that ``step`` leads to; nothing when the step cannot be taken now.

    ``resumes_to`` is where a suspended or withdrawn complaint stood; ``reopened`` is how often the
    citizen has sent it back before.
    """
    if (state, step) in BACK:
        return resumes_to
    if (state, step) == (S.REPLIED, Step.REOPEN) and reopened >= REOPENINGS:
        return S.REVIEW
    return LEADS_TO.get((state, step))
