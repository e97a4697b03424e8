"""What the stories of complaints start from: the small province with its forms published."""

import io
import os
import re
import uuid
from datetime import UTC, date, datetime

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from qr.queries import resolve
from service.core import clock
from service.core.ledger import LedgerLeaf
from service.people.queries import actor
from surveys.complaints import acts, operations, voice
from surveys.complaints.filing import Statement
from surveys.complaints.life import Finding, RootCause, Severity, Solved, Step
from surveys.complaints.models import Complaint, ComplaintKind
from surveys.deadlines.models import Deadline
from surveys.forms.operations import load_library
from tests.cast import rows

#: Tuesday afternoon in Shenyang
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

TEXT = "昨天上午十点去办退休，三号柜台一直没有人，等了四十分钟，后来的人说系统坏了。"
SUMMARY = "有群众反映柜台长时间无人，请说明当天的值班安排。"
FACTS = "调取监控和排班表，三号柜台当日十点到十点四十分无人值守。"
MEASURES = "责令窗口实行双人值班，对当班人员批评教育。"
OUTCOME = "经核实情况属实，已责成整改。"
REPLY = "当天值班人员临时外出未安排替岗，已批评教育，并实行双人值班。"


def photo(colour="red", size=(80, 60), kind="JPEG"):
    """Return the bytes of a photo as a phone would send it."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def noise(size):
    """Return a photo that no compression makes small."""
    image = Image.frombytes("RGB", (size, size), os.urandom(size * size * 3))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def statement(**changes):
    said = {
        "kind": ComplaintKind.COMPLAINT,
        "text": TEXT,
        "category": "VACANT",
        "occurred_on": date(2026, 11, 23),
    }
    return Statement(**{**said, **changes})


class Complaints:
    """Acts of citizens and staff, each in a transaction of its own."""

    def __init__(self, database, cast):
        self.database, self.cast = database, cast
        with database.transaction() as session:
            load_library(session, now=NOW)

    @property
    def now(self):
        """The present moment, for stories that a real browser plays."""
        return clock.now()

    @property
    def today(self):
        return clock.today()

    def actor(self, account):
        with self.database.reading() as session:
            return actor(session, account.id)

    def file(self, window="city_hall", *, client_key=None, now=NOW, **changes):
        """Hand in a complaint at a posted code and return its row."""
        code = self.code(window)
        key = client_key or uuid.uuid4()
        with self.database.transaction() as session:
            operations.file_complaint(
                session,
                scan=resolve(session, code),
                client_key=key,
                statement=statement(**changes),
                now=now,
            )
            return session.scalars(select(Complaint).where(Complaint.client_key == key)).one()

    def code(self, window="city_hall"):
        self.codes = getattr(self, "codes", {})
        if window not in self.codes:
            self.codes[window] = self.cast.post_code(window)
        return self.codes[window]

    def does(self, step, complaint, *, by, now=NOW, **values):
        """Let somebody take any step of the table."""
        with self.database.transaction() as session:
            return acts.take(
                session,
                step,
                actor=self.actor(by),
                complaint_id=complaint.id,
                version=values.pop("version", complaint.version),
                now=now,
                **values,
            )

    def accept(self, complaint, *, by=None, now=NOW, redacted=SUMMARY, **values):
        by = by or self.cast.chen
        return self.does(Step.ACCEPT, complaint, by=by, now=now, redacted=redacted, **values)

    def decline(
        self, complaint, *, by=None, now=NOW, reason="不属于窗口职责，请拨打 12345。", **values
    ):
        by = by or self.cast.chen
        return self.does(Step.DECLINE, complaint, by=by, now=now, reason=reason, **values)

    def answer(self, complaint, *, by=None, now=NOW, reply=REPLY, **values):
        by = by or self.cast.wang
        return self.does(Step.ANSWER, complaint, by=by, now=now, reply=reply, **values)

    def verify(self, complaint, *, by=None, now=NOW, finding="substantiated", **values):
        given = {"severity": Severity.GENERAL, "facts": FACTS, **values}
        return self.does(
            Step.VERIFY,
            complaint,
            by=by or self.cast.chen,
            now=now,
            finding=Finding(finding),
            **given,
        )

    def conclude(self, complaint, *, by=None, now=NOW, finding="substantiated", **values):
        """Verify it, where that is still to be done, and draw up the outcome."""
        by = by or self.cast.chen
        if complaint.state != "verified" and "version" not in values:
            complaint = self.verify(complaint, by=by, now=now, finding=finding)
        given = {"root_cause": RootCause.CONTROL, "measures": MEASURES, "outcome": OUTCOME}
        return self.does(Step.CONCLUDE, complaint, by=by, now=now, **{**given, **values})

    def approve(self, complaint, *, by=None, now=NOW, **values):
        by = by or self.cast.zhao
        return self.does(Step.APPROVE, complaint, by=by, now=now, **values)

    def tell(self, complaint, *, by=None, now=NOW, **values):
        return self.does(Step.TELL, complaint, by=by or self.cast.chen, now=now, **values)

    def told(self, complaint, *, by=None, now=NOW, **values):
        """Go from the verification to the word for the citizen."""
        concluded = self.conclude(complaint, by=by, now=now, **values)
        return self.tell(self.approve(concluded, now=now), by=by, now=now)

    def close(self, complaint, *, now=NOW, **values):
        """Go from the verification to the end, the citizen content."""
        told = self.told(complaint, now=now, **values)
        return self.says(voice.confirm, told, now=now, solved=Solved.YES)

    def says(self, act, complaint, *, now=NOW, **values):
        """Let the citizen do something with his own complaint."""
        with self.database.transaction() as session:
            return act(session, complaint_id=complaint.id, now=now, **values)

    def deadlines(self, complaint):
        return self.read(Deadline, Deadline.subject_id == complaint.id)

    def reveal(self, complaint, *, by, reason="需要核对办理日期", now=NOW):
        with self.database.transaction() as session:
            return operations.reveal_contact(
                session,
                actor=self.actor(by),
                complaint_id=complaint.id,
                reason=reason,
                now=now,
            )

    def read(self, model, *where):
        with self.database.reading() as session:
            return rows(session, model, *where)

    def leaves(self, complaint):
        return self.read(LedgerLeaf, LedgerLeaf.subject_id == complaint.id)


class Form:
    """A citizen's form in a browser without JavaScript."""

    def __init__(self, client, path):
        self.client, self.path = client, path
        self.page = client.get(path)
        self.fields = hidden(self.page)

    def send(self, *, photos=(), **typed):
        """Send the form as last shown, with what is typed; the answer becomes the form."""
        data = MultiDict({**self.fields, **typed})
        for name, each in photos:
            data.add("photos", FileStorage(io.BytesIO(each), name))
        boundary, body = encode_multipart(data)
        kind = f'multipart/form-data; boundary="{boundary}"'
        self.page = self.client.post(self.path, data=body, content_type=kind)
        self.fields = hidden(self.page) or self.fields
        return self.page


def hidden(page):
    """Return what a page's form carries unseen: hidden fields, and photos that stay ticked."""
    text = page.get_data(as_text=True)
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    if notes := re.findall(r'name="held" value="([^"]*)"', text):
        found["held"] = notes
    return found


def receipt_in(page):
    found = re.search(
        r"<strong>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</strong>", page.get_data(as_text=True)
    )
    assert found, page.get_data(as_text=True)
    return found[1]


@pytest.fixture
def complaints(database, cast):
    return Complaints(database, cast)


@pytest.fixture
def at_now():
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def form(client, complaints, at_now):
    """Open a form by its path: ``form("complaint")`` at the counter of the city hall."""

    def opened(what="complaint", window="city_hall"):
        return Form(client, f"/q/{complaints.code(window)}/{what}")

    return opened


@pytest.fixture
def filled():
    """What a citizen types into the complaint form."""
    return {"category": "VACANT", "text": TEXT, "occurred_on": "2026-11-23"}
