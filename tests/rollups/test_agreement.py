"""Gwet's AC1 agrees with what was published, and behaves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rollups.agreement import ac1, student

#: 100 women, two abstractors: the 3×3 table that K. L. Gwet's R package irrCAC ships as
#: cont3x3abstractors (CRAN vignette "Calculating Chance-corrected Agreement Coefficients")
ABSTRACTORS = {
    ("Ectopic", "Ectopic"): 13,
    ("AIU", "AIU"): 20,
    ("AIU", "NIU"): 7,
    ("NIU", "AIU"): 4,
    ("NIU", "NIU"): 56,
}
#: the paradox of kappa, A. R. Feinstein and D. V. Cicchetti, J. Clin. Epidemiol. 43 (1990) 543:
#: 94.4 % agree and kappa is −0.02; K. L. Gwet (2002) gives AC1 0.9408
PARADOX = {("+", "+"): 118, ("+", "-"): 5, ("-", "+"): 2}


def subjects(table):
    return [pair for pair, times in table.items() for _ in range(times)]


def test_the_published_table_of_two_abstractors():
    found = ac1(subjects(ABSTRACTORS))
    assert (found.n, found.same) == (100, 89)
    assert found.value == pytest.approx(0.8493305, abs=1e-6)
    #: a table's error there divides by n², ours by n(n−1)
    assert found.error * math.sqrt(99 / 100) == pytest.approx(0.0432173, abs=1e-6)
    assert (round(found.low, 2), round(found.high, 2)) == (0.76, 0.94)


def test_the_paradox_of_kappa_is_none_here():
    assert ac1(subjects(PARADOX)).value == pytest.approx(0.9408, abs=1e-4)


def test_a_worked_example_by_hand():
    """Four windows, one told differently: pa = 3/4, π = (5/8, 3/8), pe = 15/32, AC1 = 9/17."""
    found = ac1([("a", "a"), ("a", "a"), ("b", "b"), ("a", "b")])
    assert found.value == pytest.approx(9 / 17, abs=1e-6)


def test_nothing_seen_twice_says_nothing():
    assert ac1([]) == ac1([("a",)])
    assert ac1([]).value is None
    assert (ac1([("a", "a")]).value, ac1([("a", "a")]).low) == (1.0, -1.0)


def test_student_s_t_is_that_of_the_tables():
    printed = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980}
    for freedom, value in printed.items():
        assert student(freedom) == pytest.approx(value, rel=2e-3)


pair = st.tuples(st.sampled_from("abc"), st.sampled_from("abc"))


@given(st.lists(pair, min_size=2, max_size=40))
def test_it_stays_in_bounds_and_does_not_care_who_is_first(pairs):
    found = ac1(pairs)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert ac1([(b, a) for a, b in pairs]) == found
    assert (found.value == 1) == (found.same == found.n)
