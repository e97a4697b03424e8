"""The life of a code: draft, printed, posted; then replaced by another, or revoked."""

from enum import StrEnum

from service.core.problems import N_, conflict


class CodeState(StrEnum):
    """Where a code is in its life."""

    DRAFT = "draft"
    PRINTED = "printed"
    POSTED = "posted"
    REPLACED = "replaced"
    REVOKED = "revoked"


class Act(StrEnum):
    """What is done to a code."""

    PRINT = "print"
    POST = "post"
    REPLACE = "replace"
    REVOKE = "revoke"


#: the states in which a code stands for its counter; a counter has at most one such code
LIVE = (CodeState.DRAFT, CodeState.PRINTED, CodeState.POSTED)

NEXT: dict[Act, dict[CodeState, CodeState]] = {
    # A card that was lost or got dirty is printed again while its twin hangs.
    Act.PRINT: {
        CodeState.DRAFT: CodeState.PRINTED,
        CodeState.PRINTED: CodeState.PRINTED,
        CodeState.POSTED: CodeState.POSTED,
    },
    # A picture that a window printed by itself is posted without a print run.
    Act.POST: {CodeState.DRAFT: CodeState.POSTED, CodeState.PRINTED: CodeState.POSTED},
    Act.REPLACE: dict.fromkeys(LIVE, CodeState.REPLACED),
    # A replaced card may turn up where it must not lead anywhere.
    Act.REVOKE: dict.fromkeys((*LIVE, CodeState.REPLACED), CodeState.REVOKED),
}


def after(state: CodeState, act: Act) -> CodeState:
    """Return the state that follows; raises the 409 problem ``wrong_state``."""
    following = NEXT[act].get(state)
    if following is None:
        raise conflict("wrong_state", N_("这个编号现在的状态不允许这样操作，请刷新后再看。"))
    return following


def possible(state: CodeState) -> list[Act]:
    """Return what can be done to a code in ``state``."""
    return [act for act in Act if state in NEXT[act]]
