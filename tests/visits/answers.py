"""Makes answers for the checklists: a full good visit, and hypothesis strategies for any visit."""

import json
from pathlib import Path

from hypothesis import strategies as st

from surveys import questions
from surveys.forms.operations import LIBRARY


def library(key="visit.hall"):
    return json.loads(Path(LIBRARY, f"{key}.json").read_text("utf-8"))["body"]


def items(body=None, kind="SI"):
    return [
        item
        for section in (body or library())["sections"]
        for item in section["items"]
        if kind in item["applies_to"] and "copy_of" not in item
    ]


BEST = {
    "yes_no": "yes",
    "three_steps": "full",
    "ratio": {"part": 8, "whole": 8},
    "count": 0,
    "time": 0,
    "words": {"heard": "no"},
    "vacant_post": {"due": 10, "open": 10, "vacant": 0},
}


def best(item):
    if item["kind"] == "several":
        return [choice["id"] for choice in item["choices"]]
    return BEST[item["kind"]]


def good_visit(body=None, kind="SI", **changes):
    """Return answers that reach 100 points, some of them changed."""
    answers = {item["id"]: {"value": best(item)} for item in items(body, kind)}
    return {**answers, **{name: {"value": value} for name, value in changes.items()}}


@st.composite
def _ratio(draw):
    whole = draw(st.integers(1, 9999))
    return {"part": draw(st.integers(0, whole)), "whole": whole}


@st.composite
def _vacant(draw):
    due = draw(st.integers(1, 99))
    opened = draw(st.integers(0, due))
    value = {"due": due, "open": opened, "vacant": draw(st.integers(0, due - opened))}
    if value["vacant"]:
        value |= {
            "minutes": draw(st.integers(0, 60)),
            "notice": draw(st.sampled_from(["yes", "no"])),
        }
        reason = draw(st.sampled_from([None, *(set(questions.REASONS) - {"other"})]))
        value |= {"reason": reason} if reason else {}
    return value


_heard = st.fixed_dictionaries(
    {
        "heard": st.just("yes"),
        "phrase": st.text("自己看清楚再来", min_size=1, max_size=20),
        "time": st.times().map("{:%H:%M}".format),
    }
)


def values(item):
    """Return the strategy of all values that fit an item, 不适用 included."""
    kinds = {
        "yes_no": st.sampled_from(["yes", "no"]),
        "three_steps": st.sampled_from(["full", "half", "none"]),
        "ratio": _ratio(),
        "count": st.integers(0, 9999),
        "time": st.integers(0, 9999),
        "words": st.just({"heard": "no"}) | _heard,
        "vacant_post": _vacant(),
    }
    if item["kind"] == "several":
        known = [choice["id"] for choice in item["choices"]]
        fits = st.lists(st.sampled_from(known), min_size=1, unique=True) | st.just(["none"])
    else:
        fits = kinds[item["kind"]]
    return fits | st.just("na")


@st.composite
def visits(draw, body=None, kind="SI"):
    """Return the strategy of cleaned answers to some of a checklist's items."""
    chosen = draw(st.sets(st.sampled_from([item["id"] for item in items(body, kind)])))
    return {
        item["id"]: questions.validate({"value": draw(values(item))}, item)
        for item in items(body, kind)
        if item["id"] in chosen
    }
