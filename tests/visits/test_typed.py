"""Names of form fields are paths, read the same way by the server and by the script."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.visits.typed import unflatten

_step = st.text("ABC12", min_size=1, max_size=2)
_leaf = st.text("xyz", min_size=1, max_size=3) | st.lists(
    st.text("xyz", min_size=1, max_size=3), min_size=1, max_size=3
)
trees = st.recursive(_leaf, lambda inner: st.dictionaries(_step, inner, min_size=1, max_size=3))


def flat(tree, path=""):
    if isinstance(tree, dict):
        return [pair for name, inner in tree.items() for pair in flat(inner, f"{path}.{name}")]
    if isinstance(tree, list):
        return [(f"{path}[]", text) for text in tree]
    return [(path, tree)]


@given(st.dictionaries(_step, trees, min_size=1, max_size=4))
def test_what_is_taken_apart_comes_together_again(tree):
    assert unflatten((name.removeprefix("."), text) for name, text in flat(tree)) == tree


@given(st.lists(st.tuples(st.text("AB.[]", max_size=8), st.text("x ", max_size=2)), max_size=12))
def test_no_names_however_odd_break_it(pairs):
    assert isinstance(unflatten(pairs), dict)


def test_blanks_are_left_out_and_a_later_plain_value_wins():
    pairs = [("a.b.c", "1"), ("a.b.d", " "), ("a.e", ""), ("a.b", "na")]
    assert unflatten(pairs) == {"a": {"b": "na"}}
