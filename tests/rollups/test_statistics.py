"""A share says how sure one can be; few answers say little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rollups.statistics import MINIMUM, Figures, Share, quantile, total, wilson

counts = st.integers(0, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.tuples(*[st.integers(0, 500)] * 5)
figures = st.builds(
    Figures,
    levels,
    st.integers(0, 9),
    st.integers(0, 9),
    st.dictionaries(st.sampled_from(["slow", "rude"]), st.integers(1, 9)),
)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 0, 0, 1),
        (10, 10, 0.722467, 1),
        (28, 30, 0.786765, 0.981523),
        (190, 200, 0.910422, 0.972617),
        (0, 5, 0, 0.434482),
    ],
)
def test_known_intervals(k, n, low, high):
    assert wilson(k, n) == (low, high)


@pytest.mark.parametrize(("n", "bound"), [(35, 0.90), (73, 0.95)])
def test_so_many_perfect_ratings_are_needed_for_a_high_lower_bound(n, bound):
    assert wilson(n, n)[0] >= bound > wilson(n - 1, n - 1)[0]


@given(counts)
def test_bounds_hold_the_share_and_stay_between_nothing_and_all(counted):
    k, n = counted
    low, high = wilson(k, n)
    assert 0 <= low <= high <= 1
    assert n == 0 or low <= round(k / n, 6) <= high


@given(counts)
def test_one_more_good_rating_never_lowers_and_one_more_bad_never_raises(counted):
    k, n = counted
    low, high = wilson(k, n)
    better, worse = wilson(k + 1, n + 1), wilson(k, n + 1)
    assert better[0] >= low
    assert better[1] >= high or n == 0
    assert worse[0] <= low
    assert worse[1] <= high


@given(counts)
def test_what_is_good_for_one_side_is_bad_for_the_other(counted):
    k, n = counted
    low, high = wilson(k, n)
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=2e-6)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5)])
def test_more_successes_than_trials_are_refused(k, n):
    with pytest.raises(ValueError, match="of 5"):
        wilson(k, n)


def test_below_thirty_no_rate_is_shown():
    assert Share.of(29, 29).value is None
    assert Share.of(15, 30).value == 0.5
    assert Figures((0, 0, 0, 0, MINIMUM - 1)).mean is None
    assert Figures((0, 0, 0, 0, MINIMUM)).mean == 5


def test_good_is_the_upper_three_and_satisfied_the_upper_two():
    made = Figures((1, 2, 4, 8, 16))
    assert (made.n, made.positive.k, made.satisfied.k) == (31, 28, 24)
    assert made.mean == round((1 + 4 + 12 + 32 + 80) / 31, 6)


@given(st.lists(figures, max_size=6), st.randoms())
def test_sums_do_not_depend_on_order(rows, dice):
    shuffled = dice.sample(rows, len(rows))
    assert total(rows) == total(shuffled)
    assert total(rows).n == sum(row.n for row in rows)


def test_a_quantile_lies_between_its_neighbours():
    assert quantile([3.0], 0.9) == 3
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    assert quantile([0.0, 10.0], 0.9) == 9
