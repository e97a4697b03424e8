"""Sealed fields open only where they were sealed, and keys stay with their owner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.crypto import (
    KeyFileError,
    Keyring,
    SealError,
    crockford,
    normalise_crockford,
)

KEYS = Keyring.generate()


@given(st.text())
def test_what_is_sealed_opens_again(text):
    assert KEYS.open(KEYS.seal(text, place="t:c:1"), place="t:c:1") == text


def test_a_sealed_value_moved_to_another_row_does_not_open():
    sealed = KEYS.seal("13 个字的联系方式", place="complaint_contact:sealed:1")
    with pytest.raises(SealError):
        KEYS.open(sealed, place="complaint_contact:sealed:2")


def test_a_damaged_value_does_not_open():
    sealed = bytearray(KEYS.seal("甲", place="p"))
    sealed[-1] ^= 1
    with pytest.raises(SealError):
        KEYS.open(bytes(sealed), place="p")


def test_a_new_key_reads_what_the_old_one_sealed():
    old = KEYS.seal("旧", place="p")
    both = Keyring({**KEYS.masters, 2: Keyring.generate().masters[1]}, KEYS.signing)
    assert both.open(old, place="p") == "旧"
    assert both.seal("新", place="p")[0] == 2
    assert both.mac("receipts", "x") == KEYS.mac("receipts", "x"), "receipts must stay valid"


def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "keys.json"
    KEYS.save(path)
    assert Keyring.load(path).masters == KEYS.masters
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="must be 600"):
        Keyring.load(path)


def test_a_key_file_is_never_overwritten(tmp_path):
    path = tmp_path / "keys.json"
    KEYS.save(path)
    with pytest.raises(FileExistsError):
        Keyring.generate().save(path)


def test_a_broken_key_file_says_so(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text("{}")
    path.chmod(0o600)
    with pytest.raises(KeyFileError):
        Keyring.load(path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("abcd-2340", "ABCD2340"), (" oil1 ", "0111"), ("ＡＢ１２", "AB12"), ("a b　c", "ABC")],
)
def test_codes_forgive_how_people_type(typed, meant):
    assert normalise_crockford(typed) == meant


@given(st.binary(min_size=5, max_size=10))
def test_crockford_writes_five_bits_a_character(data):
    text = crockford(data)
    number = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert sum(digits.index(c) << 5 * n for n, c in enumerate(reversed(text))) == number
