"""Leaves prove what was said, and reveal no private word."""

import hashlib
import json
import uuid
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from service.core import ledger

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)
WORDS = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none())


def _leaf(public=None, private=None, salt=bytes(32)):
    return ledger.leaf(
        "rating",
        subject_id=ONE,
        window_id=TWO,
        day=date(2026, 11, 2),
        public=public or {"level": 5},
        private=private or {"comment": "等了半天"},
        salt=salt,
    )


def test_the_hash_is_of_the_body_with_its_domain_byte():
    made = _leaf()
    assert made.row["hash"] == ledger.leaf_hash(made.row["body"].encode())
    assert made.row["hash"] != hashlib.sha256(made.row["body"].encode()).digest()


def test_private_words_are_not_in_the_body():
    assert "等了半天" not in _leaf().row["body"]


def test_the_commitment_opens_with_words_and_salt_only():
    made = _leaf()
    committed = json.loads(made.row["body"])["private"]
    assert committed == ledger.commit_to({"comment": "等了半天"}, made.salt)
    assert committed != ledger.commit_to({"comment": "等了半天"}, bytes(31) + b"\x01")


def test_salts_are_random():
    assert _leaf(salt=None).salt != _leaf(salt=None).salt


@given(WORDS, WORDS)
def test_other_content_gives_another_hash(one, two):
    same = ledger.canonical(one) == ledger.canonical(two)
    hashes = {_leaf(public={"a": one}).row["hash"], _leaf(public={"a": two}).row["hash"]}
    assert (len(hashes) == 1) == same


@given(WORDS)
def test_canonical_json_does_not_depend_on_order(words):
    turned = dict(reversed(list(words.items())))
    assert ledger.canonical(words) == ledger.canonical(turned)
