"""The life of a request for support: which step leads where, and who takes it."""

from enum import StrEnum


class SupportKind(StrEnum):
    """What a window lacks."""

    STAFF = "staff"
    EQUIPMENT = "equipment"
    SYSTEM = "system"
    POLICY = "policy"
    TRAINING = "training"


class SupportState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class SupportStep(StrEnum):
    """What somebody does to a request."""

    ASK = "ask"
    AGREE = "agree"
    DECLINE = "decline"
    REFER = "refer"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


_S = SupportState
LEADS_TO: dict[tuple[SupportState, SupportStep], SupportState] = {
    (_S.ASKED, SupportStep.AGREE): _S.AGREED,
    (_S.ASKED, SupportStep.DECLINE): _S.DECLINED,
    (_S.ASKED, SupportStep.REFER): _S.ASKED,
    (_S.ASKED, SupportStep.WITHDRAW): _S.WITHDRAWN,
    # what was agreed may get another day, and the window says when it has it
    (_S.AGREED, SupportStep.AGREE): _S.AGREED,
    (_S.AGREED, SupportStep.CONFIRM): _S.DONE,
    (_S.AGREED, SupportStep.WITHDRAW): _S.WITHDRAWN,
}
#: the window's own steps; the others are the asked unit's
OF_WINDOW = frozenset({SupportStep.CONFIRM, SupportStep.WITHDRAW})
#: somebody still has to do something
OPEN = frozenset({_S.ASKED, _S.AGREED})
