"""Words come in without what nobody can see; everything that can be seen stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.conversations.wording import JOINERS, tidy


@pytest.mark.parametrize(
    "text",
    [
        "三号柜台没有人，等了四十分钟。\n请查一查。",
        "谢谢 😀👍🏽❤️",
        "一家人 👨‍👩‍👧 来办的",
        "🏳️‍🌈",
        "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ",
        "안녕하세요",
    ],
)
def test_what_people_write_stays(text):
    assert tidy(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("零\u200b宽\u200d字\u2060符\ufeff", "零宽字符"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("\u2066隔离\u2069", "隔离"),
        ("响\a铃\x1b[31m", "响铃[31m"),
        ("软\u00ad连", "软连"),
        ("\u200b\u200d", ""),
    ],
)
def test_what_hides_or_turns_goes(text, left):
    assert tidy(text) == left


@given(st.text())
def test_nothing_unseen_is_left_and_nothing_is_added(text):
    left = tidy(text)
    assert tidy(left) == left or any(char in JOINERS for char in text)
    assert not [c for c in left if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert not [c for c in left if unicodedata.category(c) == "Cf" and c not in JOINERS]
    rest = iter(text)
    assert all(char in rest for char in left)
