"""What the stories of visits start from: the small province with its checklists published."""

import io
import random
import uuid
from datetime import UTC, datetime

import pytest
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from PIL import Image

from service.core import clock
from service.core.crypto import sha256
from service.people.queries import actor
from surveys.forms.operations import load_library
from surveys.visits import operations, uploads
from surveys.visits.sheet import BY_HAND, Announced, Sheet
from tests.visits.answers import good_visit

#: Tuesday afternoon in Shenyang
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def picture(colour="red", size=(80, 60)):
    """Return the bytes of a photo as a phone would send it."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def noise(seed, size=(160, 120)):
    """Return a photo of some kilobytes that looks like no other."""
    chance = random.Random(seed)
    rough = Image.new("RGB", (12, 9))
    rough.putdata([tuple(chance.randbytes(3)) for _ in range(12 * 9)])
    written = io.BytesIO()
    rough.resize(size, Image.Resampling.BICUBIC).save(written, "JPEG", quality=95)
    return written.getvalue()


class Visits:
    """Acts of the inspector and the office, each in a transaction of its own."""

    def __init__(self, database, cast):
        self.database, self.cast = database, cast
        with database.transaction() as session:
            load_library(session, now=NOW)

    def actor(self, account):
        with self.database.reading() as session:
            return actor(session, account.id)

    def sheet(self, window="city_hall", *, photos=(), key="visit.hall", version=1, **changes):
        answers = changes.pop("answers", None) or good_visit(kind=self.cast.window[window].kind)
        return Sheet(
            window_id=self.cast.window[window].id,
            form_key=key,
            form_version=version,
            mode=changes.pop("mode", "UNANNOUNCED"),
            answers=answers,
            photos=tuple(
                Announced(sha256(data), "A1", n) for n, data in enumerate(photos, start=1)
            ),
            **changes,
        )

    def log(self, sheet=None, *, visit_id=None, by=None, now=NOW, sent=BY_HAND):
        with self.database.transaction() as session:
            visit, created = operations.log_visit(
                session,
                actor=self.actor(by or self.cast.sun),
                now=now,
                visit_id=visit_id or uuid.uuid4(),
                sheet=sheet or self.sheet(),
                sent=sent,
            )
            return visit, created

    def attach(self, visit_id, data, *, by=None, now=NOW):
        name = sha256(data)
        prepared = uploads.prepare_photo(data, name)
        with self.database.transaction() as session:
            return uploads.attach_photo(
                session,
                actor=self.actor(by or self.cast.sun),
                now=now,
                visit_id=visit_id,
                name=name,
                prepared=prepared,
            )

    def send_part(self, visit_id, data, start, end, *, by=None):
        """Send some bytes of a photo; return how many are there."""
        part = uploads.Part(start, data[start:end], len(data))
        actor, name = self.actor(by or self.cast.sun), sha256(data)
        with self.database.reading() as session:
            _, photo = uploads.announced(session, actor, visit_id, name)
            whole = None if photo.received_at else uploads.whole(session, photo, part)
        if whole is not None:
            self.attach(visit_id, whole, by=by)
            return len(data)
        with self.database.transaction() as session:
            return uploads.keep_part(session, actor=actor, visit_id=visit_id, name=name, part=part)

    def disclose(self, visit_id, *, by=None, now=NOW):
        with self.database.transaction() as session:
            return operations.disclose_visit(
                session, actor=self.actor(by or self.cast.zhao), now=now, visit_id=visit_id
            )


@pytest.fixture
def visits(database, cast):
    return Visits(database, cast)


@pytest.fixture
def at_now():
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def csrf_token(app):
    """Give a browser the token that any signed-in page would have given it."""

    def given(browser):
        with app.test_request_context():
            token, secret = generate_csrf(), cookie["csrf_token"]
        with browser.session_transaction() as kept:
            kept["csrf_token"] = secret
        return token

    return given
