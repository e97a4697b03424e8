"""Photos on a bad line: cut anywhere, gone on with, never half stored and never another's."""

import socket
import uuid
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from service.core.crypto import sha256
from surveys.visits.models import Visit, VisitPhotoPart, VisitState
from tests.browser import served
from tests.visits.conftest import noise, picture

KILOBYTE = 1024


@pytest.fixture
def line(visits, sign_in, csrf_token):
    """The inspector's phone, which has announced a photo."""
    return Line(visits, sign_in(visits.cast.sun), csrf_token)


class Line:
    def __init__(self, visits, browser, csrf_token):
        self.visits, self.browser = visits, browser
        self.token = csrf_token(browser)

    def announce(self, *photos):
        visit, _ = self.visits.log(self.visits.sheet(photos=photos))
        return visit.id

    def address(self, visit_id, name):
        return f"/api/v1/visits/{visit_id}/photos/{name}"

    def put(self, visit_id, name, data, start=None, total=None):
        headers = {"X-CSRFToken": self.token}
        if start is not None:
            headers["Content-Range"] = f"bytes {start}-{start + len(data) - 1}/{total}"
        return self.browser.put(self.address(visit_id, name), data=data, headers=headers)

    def held(self, visit_id, name):
        answer = self.browser.head(self.address(visit_id, name))
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"]), answer.headers["Upload-Complete"] == "?1"


def state(visits, visit_id):
    with visits.database.reading() as session:
        parts = session.scalar(select(func.count()).select_from(VisitPhotoPart))
        return session.get_one(Visit, visit_id).state, parts


def test_a_photo_comes_in_parts_and_the_parts_are_gone_when_it_is_whole(line, visits):
    data = noise(1)
    name, total = sha256(data), len(data)
    visit_id = line.announce(data)
    for start in range(0, total, KILOBYTE):
        assert line.held(visit_id, name) == (start, False)
        answer = line.put(visit_id, name, data[start : start + KILOBYTE], start, total)
        if start + KILOBYTE < total:
            assert (answer.status_code, answer.json) == (
                202,
                {"offset": start + KILOBYTE, "length": total},
            )
    assert (answer.status_code, answer.json["state"]) == (201, "submitted")
    assert line.held(visit_id, name) == (0, True)
    assert state(visits, visit_id) == (VisitState.SUBMITTED, 0)


def test_the_same_part_again_is_welcome_another_is_refused_and_so_is_a_gap(line, visits):
    data = noise(2)
    name, total = sha256(data), len(data)
    visit_id = line.announce(data)
    first = data[:KILOBYTE]
    for _ in range(3):
        assert line.put(visit_id, name, first, 0, total).json["offset"] == KILOBYTE
    overlapping = line.put(visit_id, name, data[512:2048], 512, total)
    assert overlapping.json["offset"] == 2048
    other = line.put(visit_id, name, bytes(KILOBYTE), 0, total)
    assert (other.status_code, other.json["code"]) == (409, "other_bytes")
    gap = line.put(visit_id, name, data[3000:3100], 3000, total)
    assert (gap.status_code, gap.json["code"]) == (409, "wrong_offset")
    assert line.held(visit_id, name) == (2048, False)


@pytest.mark.parametrize(
    "stated", ["bytes 0-99/1000", "bytes 0-1023/500", "bytes */9", "bytes 5-2/9", "metres 0-1/2"]
)
def test_a_part_that_contradicts_itself_is_refused(line, visits, stated):
    data = noise(3)
    visit_id = line.announce(data)
    headers = {"X-CSRFToken": line.token, "Content-Range": stated}
    answer = line.browser.put(
        line.address(visit_id, sha256(data)), data=data[:KILOBYTE], headers=headers
    )
    assert (answer.status_code, answer.json["code"]) == (422, "bad_range")
    assert state(visits, visit_id) == (VisitState.INCOMPLETE, 0)


def test_what_was_damaged_on_the_way_is_dropped_and_can_be_begun_again(line, visits):
    data = noise(4)
    name, total = sha256(data), len(data)
    visit_id = line.announce(data)
    line.put(visit_id, name, bytes(KILOBYTE), 0, total)
    last = line.put(visit_id, name, data[KILOBYTE:], KILOBYTE, total)
    assert (last.status_code, last.json["code"]) == (422, "photo_mismatch")
    assert line.held(visit_id, name) == (0, False)
    assert line.put(visit_id, name, data).json["state"] == "submitted"


@pytest.mark.parametrize(
    "script",
    [b"<script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"],
)
def test_a_picture_that_is_a_script_is_refused_whole_and_in_parts(line, visits, script):
    visit_id, name = line.announce(script), sha256(script)
    whole = line.put(visit_id, name, script)
    assert (whole.status_code, whole.json["code"]) == (415, "not_an_image")
    line.put(visit_id, name, script[:5], 0, len(script))
    last = line.put(visit_id, name, script[5:], 5, len(script))
    assert (last.status_code, last.json["code"]) == (415, "not_an_image")
    assert state(visits, visit_id) == (VisitState.INCOMPLETE, 0)
    assert line.browser.get(line.address(visit_id, name)).status_code == 404


def test_a_script_behind_a_picture_is_left_behind(line, visits):
    data = picture("green") + b"<script>alert(1)</script>"
    visit_id, name = line.announce(data), sha256(data)
    assert line.put(visit_id, name, data).status_code == 201
    kept = line.browser.get(line.address(visit_id, name))
    assert kept.mimetype == "image/jpeg"
    assert b"script" not in kept.get_data()
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_learns_how_much_of_a_photo_is_there(line, visits, sign_in):
    data = noise(5)
    visit_id, name = line.announce(data), sha256(data)
    for who in ("wang", "wu", "zhao", "chu"):
        browser = sign_in(getattr(visits.cast, who))
        missing = browser.head(line.address(uuid.uuid4(), name)).status_code
        assert browser.head(line.address(visit_id, name)).status_code == missing == 404


def test_a_line_cut_at_every_kilobyte_leaves_nothing_and_loses_nothing(app, line, visits):
    data = noise(6)
    name, total = sha256(data), len(data)
    visit_id = line.announce(data)
    cookie = line.browser.get_cookie("session").value
    with served(app) as address:
        where = urlsplit(address)

        def cut(start, length, after):
            """Promise ``length`` bytes from ``start`` on, send ``after`` of them, hang up."""
            with socket.create_connection((where.hostname, where.port), 10) as wire:
                wire.sendall(
                    f"PUT {line.address(visit_id, name)} HTTP/1.1\r\nHost: {where.netloc}\r\n"
                    f"Cookie: session={cookie}\r\nX-CSRFToken: {line.token}\r\n"
                    f"Content-Range: bytes {start}-{start + length - 1}/{total}\r\n"
                    f"Content-Length: {length}\r\n\r\n".encode()
                    + data[start : start + after]
                )
                wire.shutdown(socket.SHUT_WR)
                return wire.recv(64).split()[1:2]

        for after in range(0, total, KILOBYTE):
            assert cut(0, total, after) in ([b"400"], [])
        assert state(visits, visit_id) == (VisitState.INCOMPLETE, 0)
        for start in range(0, total, KILOBYTE):
            length = min(KILOBYTE, total - start)
            assert cut(start, length, length // 2) in ([b"400"], [])
            assert line.held(visit_id, name) == (start, False)
            assert cut(start, length, length)[0] in {b"202", b"201"}
    assert state(visits, visit_id) == (VisitState.SUBMITTED, 0)
