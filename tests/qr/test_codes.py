"""The eight characters: what people mistype is noticed, what they mean is understood."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from qr import codes
from service.core.crypto import CROCKFORD
from tests.cast import CODES

SEVEN = st.text(CROCKFORD, min_size=7, max_size=7)


@given(SEVEN)
def test_a_code_with_its_check_character_is_right(seven):
    code = codes.with_check(seven)
    assert len(code) == 8
    assert codes.is_valid(code)


@given(SEVEN)
def test_every_single_wrong_character_is_noticed(seven):
    code = codes.with_check(seven)
    for place, wrong in itertools.product(range(8), CROCKFORD):
        mistyped = code[:place] + wrong + code[place + 1 :]
        assert codes.is_valid(mistyped) == (mistyped == code)


@given(SEVEN)
def test_every_two_characters_that_changed_places_are_noticed(seven):
    code = codes.with_check(seven)
    for one, other in itertools.combinations(range(8), 2):
        swapped = list(code)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert codes.is_valid("".join(swapped)) == (code[one] == code[other])


def test_all_pairs_of_neighbours_in_all_places_without_chance():
    rest = random.Random(7).choices(CROCKFORD, k=7)
    for place, (a, b) in itertools.product(range(6), itertools.permutations(CROCKFORD, 2)):
        seven = [*rest]
        seven[place], seven[place + 1] = a, b
        code = codes.with_check("".join(seven))
        assert not codes.is_valid(code[:place] + b + a + code[place + 2 :])


@given(SEVEN, st.randoms(use_true_random=False))
def test_what_people_make_of_a_code_is_understood(seven, chance):
    code = codes.with_check(seven)
    alike = {"0": "0Oo０", "1": "1IiLlｌ"}
    typed = ""
    for character in code:
        shapes = alike.get(character, character + character.lower())
        shapes += chr(0xFEE0 + ord(character))
        typed += chance.choice(shapes) + chance.choice(["", "", " ", "-", "\u3000", "－"])
    assert codes.normalise(typed) == code


@given(st.text(max_size=12))
def test_any_text_is_either_a_code_or_not(text):
    normal = codes.normalise(text)
    assert codes.normalise(normal) == normal
    if codes.is_valid(normal):
        assert len(normal) == 8
        assert set(normal) <= set(CROCKFORD)


def test_new_codes_are_right_and_all_different():
    made = {codes.generate() for _ in range(500)}
    assert len(made) == 500
    assert all(codes.is_valid(code) for code in made)


def test_a_code_is_printed_in_two_halves():
    assert codes.spaced("ABCD234V") == "ABCD-234V"
    assert codes.normalise(codes.spaced("ABCD234V")) == "ABCD234V"


def test_the_codes_of_the_cast_are_right():
    assert all(codes.is_valid(code) for code in CODES.values())
