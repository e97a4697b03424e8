"""What the stories of receipts start from: a complaint, its receipt, and an office that answers."""

import re
import uuid

import pytest
from sqlalchemy import select

from surveys import receipt
from surveys.complaints import acts
from surveys.complaints.life import Finding, RootCause, Severity, Step
from surveys.complaints.models import Complaint
from surveys.forms.models import FormVersion
from surveys.ratings.models import Grade, Rating
from tests.complaints.conftest import (
    NOW,
    REPLY,
    SUMMARY,
    TODAY,
    Form,
    at_now,
    complaints,
    hidden,
    photo,
)

__all__ = ["at_now", "complaints", "photo"]

OUTCOME = "经核实情况属实，已责成整改，请您放心。"


def text_of(page):
    return page.get_data(as_text=True)


class Case:
    """One complaint about the city hall: what the office does with it, and what its citizen reads.

    陈行风 handles it, 赵省厅 approves.
    """

    def __init__(self, complaints, client, now=lambda: NOW, **filed):
        self.complaints, self.database, self.client = complaints, complaints.database, client
        self.cast, self.now = complaints.cast, now
        key = uuid.uuid4()
        row = complaints.file(client_key=key, now=now(), **filed)
        self.id, self.receipt = row.id, receipt.make(self.database.keys, key)

    @property
    def row(self):
        return self.complaints.read(Complaint, Complaint.id == self.id)[0]

    def _act(self, step, by, **values):
        with self.database.transaction() as session:
            version = (
                session.scalars(select(Complaint).where(Complaint.id == self.id)).one().version
            )
            acts.take(
                session,
                step,
                actor=self.complaints.actor(by),
                complaint_id=self.id,
                version=version,
                now=self.now(),
                **values,
            )
        return self

    def accept(self):
        return self._act(Step.ACCEPT, self.cast.chen, redacted=SUMMARY)

    def decline(self, reason):
        return self._act(Step.DECLINE, self.cast.chen, reason=reason)

    def answer(self):
        return self._act(Step.ANSWER, self.cast.wang, reply=REPLY)

    def suspend(self, reason):
        return self._act(Step.SUSPEND, self.cast.chen, reason=reason)

    def conclude(self, finding=Finding.SUBSTANTIATED):
        """From verification to the word that is told."""
        self._act(
            Step.VERIFY,
            self.cast.chen,
            finding=finding,
            severity=Severity.GENERAL,
            facts="查明当日柜台确实无人值守。",
        )
        self._act(
            Step.CONCLUDE,
            self.cast.chen,
            root_cause=RootCause.CONTROL,
            measures="实行双人值班。",
            outcome=OUTCOME,
        )
        self._act(Step.APPROVE, self.cast.zhao)
        return self._act(Step.TELL, self.cast.chen)

    def decide_review(self, note):
        return self._act(Step.DECIDE_REVIEW, self.cast.qian, finding=Finding.PARTIAL, note=note)

    def open(self, lang="zh"):
        """Look it up in a browser without JavaScript; return the page."""
        page = self.client.post(f"/r?lang={lang}", data={"receipt": self.receipt})
        assert page.status_code == 200, text_of(page)
        return page

    def act(self, what, page=None, *, photos=(), **typed):
        """Send one of the page's forms; opens a page first where none is given."""
        form = Form.__new__(Form)
        form.client, form.path = self.client, f"/r/{what}"
        form.fields = {
            name: value
            for name, value in hidden(page or self.open()).items()
            if name in {"pass", "held"}
        }
        return form.send(photos=photos, **typed)


def pass_in(page):
    return re.search(r'name="pass" value="([^"]+)"', text_of(page))[1]


@pytest.fixture
def case(complaints, client, at_now):
    return Case(complaints, client)


@pytest.fixture
def ask(client, at_now):
    def asked(typed, lang="zh"):
        return client.post(f"/r?lang={lang}", data={"receipt": typed})

    return asked


@pytest.fixture
def filed(complaints, database):
    """File something and return its row and its receipt."""

    def made(**changes):
        key = uuid.uuid4()
        row = complaints.file(client_key=key, **changes)
        return row, receipt.make(database.keys, key)

    return made


@pytest.fixture
def rated(complaints, database):
    def made(state="counted"):
        key = uuid.uuid4()
        code = receipt.make(database.keys, key)
        with database.transaction() as session:
            session.add(
                Rating(
                    client_key=key,
                    body_hash=b"h" * 32,
                    window_id=complaints.cast.window["city_hall"].id,
                    code=complaints.code(),
                    form_version_id=session.query(FormVersion).first().id,
                    level=1,
                    reasons=[],
                    grade=Grade.LOOSE,
                    state=state,
                    day=TODAY,
                    received_at=NOW,
                    receipt=receipt.fingerprint(database.keys, code),
                )
            )
        return code

    return made
