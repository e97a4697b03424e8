"""How far two people who saw the same agree, beyond chance: Gwet's AC1. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .statistics import DIGITS, Z

#: an interval needs two subjects at least
LEAST = 2


@dataclass(frozen=True)
class Agreement:
    """AC1 with its 95 % interval (−1 … 1) over ``n`` subjects."""

    n: int
    #: subjects about which all who told agreed
    same: int
    #: the coefficient; nothing without a subject that two people saw
    value: float | None
    #: standard error; nothing below two subjects
    error: float | None
    low: float
    high: float


def ac1(subjects: Sequence[Sequence[str]]) -> Agreement:
    """Return Gwet's AC1 of subjects that two or more people told the category of.

    With r_ik of the r_i people putting subject i into category k, π_k the mean share of k, and q
    the number of categories used (at least two):
    pa = mean of Σ_k r_ik(r_ik−1)/(r_i(r_i−1)), pe = Σ_k π_k(1−π_k)/(q−1),
    AC1 = (pa−pe)/(1−pe). The variance is that of the linearised values
    γ_i − 2(1−γ)(pe_i−pe)/(1−pe), divided by n(n−1); the interval uses Student's t with n−1
    degrees of freedom and stays inside [−1, 1]. Where all agree on one category AC1 is 1.
    Source: K. L. Gwet, Br. J. Math. Stat. Psychol. 61 (2008) 29–48; Handbook of Inter-Rater
    Reliability, 4th ed. (2014), ch. 5. Subjects that one person alone told of are left out.
    """
    told = [Counter(subject) for subject in subjects if len(subject) > 1]
    n, same = len(told), sum(len(counts) == 1 for counts in told)
    if not n:
        return Agreement(0, 0, None, None, -1.0, 1.0)
    categories = sorted(set().union(*told))
    shares = {k: sum(c[k] / c.total() for c in told) / n for k in categories}
    spread = max(len(categories), 2) - 1
    chance = sum(share * (1 - share) for share in shares.values()) / spread
    agreed = [_alike(counts) for counts in told]
    value = (sum(agreed) / n - chance) / (1 - chance)
    own = [sum(c[k] / c.total() * (1 - shares[k]) for k in categories) / spread for c in told]
    linear = [
        (a - chance) / (1 - chance) - 2 * (1 - value) * (e - chance) / (1 - chance)
        for a, e in zip(agreed, own, strict=True)
    ]
    return _interval(n, same, value, linear)


def _alike(counts: Counter[str]) -> float:
    people = counts.total()
    return sum(times * (times - 1) for times in counts.values()) / (people * (people - 1))


def _interval(n: int, same: int, value: float, linear: list[float]) -> Agreement:
    if n < LEAST:
        return Agreement(n, same, round(value, DIGITS), None, -1.0, 1.0)
    error = math.sqrt(sum((each - value) ** 2 for each in linear) / (n * (n - 1)))
    half = student(n - 1) * error
    low, high = max(-1.0, value - half), min(1.0, value + half)
    rounded = (round(number, DIGITS) for number in (value, error, low, high))
    return Agreement(n, same, *rounded)


def student(freedom: int) -> float:
    """Return the 97.5 % point of Student's t (exact for 1 and 2 degrees, then to 0.5 %).

    Cornish-Fisher expansion: Abramowitz and Stegun 26.7.5.
    """
    if freedom == 1:
        return math.tan(math.pi * 0.475)
    if freedom == 2:  # noqa: PLR2004
        return 0.95 / math.sqrt(2 * 0.975 * 0.025)
    z, n = Z, float(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / n + second / n**2 + third / n**3 + fourth / n**4
