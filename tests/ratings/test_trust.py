"""How far a rating is trusted, and that nothing about it finds a person."""

import ipaddress
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.crypto import Keyring
from service.core.workdays import WorkCalendar
from surveys.ratings import draft, operations, trust
from surveys.ratings.draft import Answer, Source
from surveys.ratings.models import Channel
from tests.ratings.conftest import NOW

KEYS = Keyring.generate()
DAY = date(2026, 11, 24)
SUNDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
#: in Shenyang: 07:59, 08:00, 17:59, 18:00
EDGES = [
    (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), False),
    (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), True),
    (datetime(2026, 11, 24, 9, 59, tzinfo=UTC), True),
    (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), False),
    (SUNDAY, False),
]


@pytest.fixture
def graded(database, stored):
    """Store a rating and return its grade."""

    def give(place, *, device=b"d" * 16, now=NOW, channel=Channel.COUNTER):
        made = draft.make(
            database.keys,
            place,
            Answer(5, channel=channel),
            client_key=uuid.uuid4(),
            source=Source(device),
            now=now,
        )
        with database.batch() as connection:
            operations.store(connection, [made])
        return {rating.client_key: rating for rating in stored()}[made.client_key].grade

    return give


def test_a_counter_code_in_opening_hours_is_b(place, graded):
    assert graded(place) == "B"


def test_the_second_rating_of_a_device_at_a_window_on_a_day_is_c(place, graded):
    assert [graded(place), graded(place), graded(place, device=b"e" * 16)] == ["B", "C", "B"]
    assert graded(place, now=NOW + timedelta(days=1)) == "B"


def test_a_window_code_without_counter_is_c(place, graded):
    loose = replace(place, scan=replace(place.scan, counter_id=None))
    assert graded(loose) == "C"


def test_a_link_on_a_site_is_c(place, graded):
    assert graded(place, channel=Channel.WEB) == "C"


@pytest.mark.parametrize(("moment", "is_open"), EDGES)
def test_without_stated_hours_working_days_from_eight_to_six_count(place, graded, moment, is_open):
    assert graded(place, now=moment) == ("B" if is_open else "C")


def test_stated_hours_decide(place, graded):
    hours = {"sun": [["09:00", "11:00"]]}
    stated = replace(place, scan=replace(place.scan, hours=hours))
    assert graded(stated, now=SUNDAY) == "B"
    assert graded(stated, now=NOW, device=b"e" * 16) == "C"


def test_no_rating_is_ever_called_a_verified_act(place, graded):
    assert graded(place) != "A"


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_goes_in_as_a_neighbourhood(address):
    found = ipaddress.ip_network(trust.coarse(str(address)))
    assert found.prefixlen == 24
    assert address in found


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_goes_in_as_a_neighbourhood(address):
    found = ipaddress.ip_network(trust.coarse(str(address)))
    assert found.prefixlen == 48
    assert address in found


@pytest.mark.parametrize("address", [None, "", "unix:", "203.0.113.999"])
def test_no_address_is_no_error(address):
    assert trust.coarse(address) == ""


TRAITS = st.fixed_dictionaries(
    {"agent": st.text(), "languages": st.text(), "address": st.ip_addresses().map(str)}
)


@given(TRAITS, st.dates())
def test_a_device_is_told_again_on_the_same_day_only(traits, day):
    first = trust.device(KEYS, day, **traits)
    assert len(first) == trust.DEVICE_BYTES
    assert trust.device(KEYS, day, **traits) == first
    other = date.min if day != date.min else date.max
    assert trust.device(KEYS, other, **traits) != first
    assert trust.device(KEYS, day, **{**traits, "agent": traits["agent"] + "x"}) != first


def test_neighbours_in_one_network_look_alike():
    same = {"agent": "MicroMessenger", "languages": "zh-CN"}
    first, second = (
        trust.device(KEYS, DAY, address=address, **same)
        for address in ("203.0.113.7", "203.0.113.200")
    )
    assert first == second


def test_a_worked_sunday_counts_as_a_working_day():
    calendar = WorkCalendar({SUNDAY.date(): True})
    assert trust.usually_open(calendar, SUNDAY)
