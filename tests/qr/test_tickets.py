"""A scan is a signed, timed ticket; what a citizen wrote under an old one can be sent again."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qr import tickets
from service.core.crypto import Keyring
from service.core.problems import Problem

KEYS = Keyring.generate()
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
CODE = "ABCD234V"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_ticket_says_what_was_put_in(now):
    ticket = tickets.read(KEYS, tickets.issue(KEYS, CODE, now), now)
    assert ticket.code == CODE
    assert ticket.issued_at == now.replace(microsecond=0)
    assert not ticket.expired


def test_every_scan_has_a_client_key_of_its_own():
    read = [tickets.read(KEYS, tickets.issue(KEYS, CODE, NOW), NOW) for _ in range(20)]
    assert len({ticket.client_key for ticket in read}) == 20


def test_an_old_ticket_is_told_and_renewed_under_the_same_client_key():
    old = tickets.read(KEYS, tickets.issue(KEYS, CODE, NOW), NOW + timedelta(hours=2, seconds=1))
    assert old.expired
    later = NOW + timedelta(hours=3)
    renewed = tickets.issue(KEYS, old.code, later, client_key=old.client_key)
    again = tickets.read(KEYS, renewed, later)
    assert (again.client_key, again.expired) == (old.client_key, False)


def test_two_hours_are_still_in_time():
    ticket = tickets.read(KEYS, tickets.issue(KEYS, CODE, NOW), NOW + timedelta(hours=2))
    assert not ticket.expired


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_what_we_did_not_write_is_refused(text):
    with pytest.raises(Problem) as refused:
        tickets.read(KEYS, text, NOW)
    assert (refused.value.status, refused.value.code) == (422, "bad_ticket")


def test_a_ticket_with_another_code_key_or_time_is_forged():
    code, key, seconds, signature = tickets.issue(KEYS, CODE, NOW).split(".")
    for parts in (
        ("ABCD235S", key, seconds),
        (code, uuid.uuid4().hex, seconds),
        (code, key, f"{int(seconds, 16) + 60:x}"),
    ):
        with pytest.raises(Problem, match="bad_ticket"):
            tickets.read(KEYS, ".".join([*parts, signature]), NOW)


def test_another_installations_ticket_is_forged():
    with pytest.raises(Problem, match="bad_ticket"):
        tickets.read(Keyring.generate(), tickets.issue(KEYS, CODE, NOW), NOW)
