"""Canaries in every private field are heard only where the access table lets somebody listen."""

import io
import uuid
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import insert
from werkzeug.routing import AnyConverter

from service.core import clock
from service.core.access import ACCESS
from service.notices import operations as notices
from service.notices.models import Channel, Pace
from service.web.access import PUBLIC, gate_of
from surveys import receipt
from surveys.complaints import acts
from surveys.complaints.life import Finding, Severity, Step
from surveys.complaints.models import Complaint, ComplaintKind
from surveys.conversations import operations as conversations
from surveys.conversations.operations import Said
from surveys.low_ratings.calls import leave_contact
from surveys.low_ratings.models import LowRating
from surveys.ratings.models import Rating
from tests.cast import PEOPLE, stored
from tests.complaints.conftest import NOW, SUMMARY, Complaints, Form, receipt_in
from tests.rollups.raw import Raw
from workers.bell import RedisBell
from workers.drain import drain

#: a name is no secret, but beside a citizen's words it is
NAME = "name in a complaint"
MONDAY = date(2026, 11, 16)
PHONES = {
    "phone in a complaint": "139 1111 0001",
    "contact of a complaint": "139 1111 0002",
    "phone in a comment": "一三九1111０００３",
    "phone in a message": "139-1111-0004",
    "phone in praise": "13911110005",
    "contact of a low rating": "13911110006",
    "number plate in a complaint": "辽A·77Q31",
    NAME: "王窗长",
}
WORDS = {
    "complaint": "canarymatter",
    "message": "canarymessage",
    "facts": "canaryfacts",
    "comment": "canarycomment",
    "praise": "canarypraise",
    "address": "canary.bird@example.org",
}
#: who may read a case of the city hall whole, and who reads its figures and comments
CASE = {"chen", "zhao", "qian", "chu"}
WINDOW = {"wang", "wu", "feng", *CASE}
#: where each word may be read, and by whom
HEARD = {
    "complaint": ({"complaints.case", "complaints_api.Case"}, CASE),
    "facts": ({"complaints.case", "complaints_api.Case"}, CASE),
    "message": ({"conversations.thread", "conversations_api.Messages"}, CASE),
    "comment": (
        {
            "desks.head",
            "figures_api.Comments",
            "low_ratings.queue",
            "low_ratings.case",
            "low_ratings.calls",
            "low_ratings_api.LowRatings",
            "low_ratings_api.Case",
            "low_ratings_api.Calls",
        },
        WINDOW,
    ),
    "praise": ({"complaints.praises", "complaint_summaries_api.Praises"}, WINDOW),
    "address": ({"notices.channels", "notices_api.Channels", "notices.set_channel"}, {"chen"}),
}


class Planted:
    """A city hall about which people said what nobody else should hear."""

    def __init__(self, client, database, cast):
        self.database, self.cast = database, cast
        self.complaints, self.raw = Complaints(database, cast), Raw(database, cast)
        self.secrets = {**PHONES, **WORDS}
        self.complaint = self._complain(client)
        self.secrets["receipt of a complaint"] = self.receipt
        self._praise(client)
        self._handle()
        self._rate()
        drain(database)
        (low,) = self.complaints.read(LowRating)
        self.ids = {
            "complaint_id": self.complaint.id,
            "window_id": cast.window["city_hall"].id,
            "case_id": low.id,
            "account_id": cast.chen.id,
            "code": self.complaints.code(),
            "key": "complaint",
            "channel": "email",
        }

    def _complain(self, client):
        form = Form(client, f"/q/{self.complaints.code()}/complaint")
        page = form.send(
            category="ATTITUDE",
            occurred_on="2026-11-23",
            text="{complaint}，我的手机{phone in a complaint}，车牌{number plate in a complaint}，"
            "{name in a complaint}态度差。".format(**self.secrets),
            contact=PHONES["contact of a complaint"],
        )
        self.receipt = receipt_in(page)
        (made,) = self.complaints.read(Complaint)
        return made

    def _praise(self, client):
        form = Form(client, f"/q/{self.complaints.code()}/praise")
        form.send(text="{praise}，可打我电话{phone in praise}".format(**self.secrets))
        assert self.complaints.read(Complaint, Complaint.kind == ComplaintKind.PRAISE)

    def _handle(self):
        chen = self.complaints.actor(self.cast.chen)
        asked = {"actor": chen, "complaint_id": self.complaint.id, "now": NOW}
        with self.database.transaction() as session:
            seen = acts.take(session, Step.ACCEPT, version=1, redacted=SUMMARY, **asked)
            words = "{message}，请打{phone in a message}".format(**self.secrets)
            said = Said(uuid.uuid4(), words)
            conversations.write_to_office(session, complaint=seen, said=said, now=NOW)
            found = {"finding": Finding.UNFOUNDED, "severity": Severity.MINOR}
            facts = f"{WORDS['facts']}：录像里没有这样的话。"
            acts.take(session, Step.VERIFY, version=seen.version, facts=facts, **found, **asked)
            notices.set_channel(
                session,
                actor=chen,
                now=NOW,
                channel=Channel.EMAIL,
                address=WORDS["address"],
                pace=Pace.DAILY,
                kinds=[],
                language="zh",
            )

    def _rate(self):
        keys, key = self.database.keys, uuid.uuid4()
        mine = receipt.make(keys, key)
        said = "{comment}，回电{phone in a comment}".format(**self.secrets)
        low = {"client_key": key, "receipt": receipt.fingerprint(keys, mine), "comment": said}
        with self.database.transaction() as session:
            rows = [self.raw.rating(5, day=MONDAY, comment="好") for _ in range(9)]
            session.execute(insert(Rating), [*rows, self.raw.rating(1, day=MONDAY, **low)])
            self.raw.mark(session, self.raw.window, MONDAY)
        with self.database.transaction() as session:
            contact = PHONES["contact of a low rating"]
            leave_contact(session, typed=mine, contact=contact, now=NOW)

    def heard_in(self, text):
        """Return which canaries sing in a text or in bytes."""
        if isinstance(text, bytes):
            return {name for name, secret in self.secrets.items() if secret.encode() in text}
        return {name for name, secret in self.secrets.items() if secret in text}


@pytest.fixture
def planted(client, database, cast):
    with clock.at(NOW):
        yield Planted(client, database, cast)


def addresses(app, ids, role):
    """Yield every address that lets a role in (or nobody's): the ids are of what was planted."""
    plain = {"number": 1, "which": 1, "sha256": "0" * 64, "path": "x", "filename": "x"}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or not lets_in(gate_of(app, rule.endpoint, "GET"), role):
                continue
            values = {name: {**plain, **ids}.get(name, uuid.UUID(int=7)) for name in rule.arguments}
            for name in rule.arguments:
                if isinstance(rule._converters[name], AnyConverter):
                    values[name] = sorted(rule._converters[name].items)[0]
            yield rule.endpoint, adapter.build(rule.endpoint, values)


def lets_in(gate, role):
    if gate == PUBLIC or role is None:
        return gate == PUBLIC and role is None
    return any(role in ACCESS[action] for action in gate)


def body(answer):
    """Return an answer as text, what is packed unpacked."""
    data = answer.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return "".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers)
    return headers + data.decode("utf-8", "replace")


@pytest.mark.one_backend
def test_every_page_list_export_and_log_line_keeps_its_secrets(
    app, client, database, cast, planted, request
):
    capture = request.config.pluginmanager.getplugin("capturemanager")
    heard = defaultdict(set)
    for who in ("nobody", *PEOPLE):
        browser = client if who == "nobody" else cast.browser(app, database, getattr(cast, who))
        role = None if who == "nobody" else PEOPLE[who][1]
        for endpoint, address in addresses(app, planted.ids, role):
            for secret in planted.heard_in(body(browser.get(address))):
                heard[secret].add((endpoint, who))
    for secret, places in heard.items():
        endpoints, readers = HEARD.get(secret, (set(), set()))
        astray = {
            (where, who) for where, who in places if where not in endpoints or who not in readers
        }
        if secret == NAME:
            continue
        assert not astray, f"{secret}: {sorted(astray)}"
    assert HEARD.keys() - heard.keys() <= {"address"}, "somebody may read it, so it must be there"
    told = "".join(capture.read_global_capture())
    assert "rule=" in told, "the log is not where this test looks for it"
    assert not planted.heard_in(told) - {NAME}


def test_a_masked_word_is_masked_for_each_reader(app, database, cast, planted):
    for name in CASE & {"chen", "zhao", "chu"}:
        browser = cast.browser(app, database, getattr(cast, name))
        matter = browser.get(f"/api/v1/complaints/{planted.complaint.id}").get_json()["matter"]
        assert (
            matter == "canarymatter，我的手机〔手机号〕，车牌〔车牌号〕，〔工作人员姓名〕态度差。"
        )


def test_a_search_does_not_look_into_private_words(app, database, cast, planted):
    browser = cast.browser(app, database, cast.chen)
    for secret in planted.secrets.values():
        found = browser.get("/api/v1/complaints", query_string={"text": secret[:60]})
        assert found.get_json() == [], "a search would tell who wrote what"


def test_the_database_holds_private_words_sealed(database, planted):
    found = {
        (table, secret) for table, text in stored(database) for secret in planted.heard_in(text)
    }
    assert found == {("account", NAME)}


@pytest.mark.one_backend
def test_the_file_of_the_database_holds_private_words_sealed(database, planted):
    database.checkpoint()
    file = Path(database.url.database)
    raw = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert planted.heard_in(raw) == {NAME}


def test_redis_hears_nothing(planted, redis_url):
    if not redis_url:
        pytest.fail("this test needs a Redis; see the header")
    connection = Redis.from_url(redis_url)
    connection.flushdb()
    assert RedisBell(redis_url).send()
    kept = [
        part
        for key in connection.scan_iter("*")
        for part in (key, connection.dump(key) or b"", *_values(connection, key))
    ]
    assert kept, "a bell was rung"
    assert not planted.heard_in(b"\n".join(kept))


def _values(connection, key):
    if connection.type(key) == b"hash":
        return [each for pair in connection.hgetall(key).items() for each in pair]
    return []
