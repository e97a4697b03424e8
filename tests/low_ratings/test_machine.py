"""Whoever does whatever in whatever order: no forbidden step, none unwritten, clocks agree."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.problems import Problem
from surveys.low_ratings.life import UNFINISHED, LowRatingState, Step, after
from surveys.ratings.models import Rating

PEOPLE = ["wang", "li", "sun", "zhou", "wu", "feng", "chen", "zhao", "chu", "wei"]
ACTS = {
    "verify": Step.VERIFY,
    "settle": Step.SETTLE,
    "appeal": Step.APPEAL,
    "uphold": Step.UPHOLD,
    "reject": Step.REJECT,
    "reopen": Step.REOPEN,
}
MAY = {
    "verify": {"wang"},
    "settle": {"wang"},
    "appeal": {"wang"},
    "uphold": {"chen", "zhao"},
    "reject": {"chen", "zhao"},
    # the citizen needs no account: whoever holds the receipt
    "reopen": set(PEOPLE),
}
RUNNING = {"open": "low_rating.verify", "verified": "low_rating.fix", "appealed": "appeal.decide"}


def do(low, act, case, by):
    if act in {"uphold", "reject"}:
        return low.decide(case, by=by, how="upheld" if act == "uphold" else "rejected")
    if act == "reopen":
        low.says(case, "no")
        return low.case(case.rating_id)
    return getattr(low, act)(case, by=by)


@pytest.mark.one_backend
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE)), max_size=9))
def test_random_people_doing_random_things(low, walk):
    case = low.told()
    taken = []
    for act, name in walk:
        if act == "reopen" and "reopen" in taken:
            continue  # a second no leads nowhere
        case = low.case(case.rating_id)
        appeal = any(step == "appeal" for step in taken)
        lawful = name in MAY[act] and after(
            LowRatingState(case.state),
            ACTS[act],
            verified=case.verified_at is not None,
            appealed=appeal,
        )
        try:
            done = do(low, act, case, getattr(low.cast, name))
        except Problem:
            assert not lawful, (act, name, case.state)
        else:
            assert lawful, (act, name, case.state)
            assert done.state == lawful
            taken.append(act)
    written = [name.removesuffix("_low_rating") for name in low.acts(case)]
    assert sorted(written) == sorted(["open", "tell", *taken])
    _clocks_agree(low, low.case(case.rating_id))


def _clocks_agree(low, case):
    live = {name for name, each in low.clocks(case).items() if each.is_live and not each.paused_at}
    assert live == ({RUNNING[case.state]} if case.state in UNFINISHED else set())
    (rating,) = low.read(Rating, Rating.id == case.rating_id)
    assert (rating.state == "excluded") == (case.state == "excluded")
