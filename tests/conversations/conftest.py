"""What the stories of conversations start from: a complaint and its citizen."""

import uuid

import pytest

from surveys.complaints import queries as complaint_queries
from surveys.complaints.models import Complaint
from surveys.conversations import operations, queries
from surveys.conversations.operations import Said
from tests.complaints.conftest import NOW, at_now, complaints

__all__ = ["at_now", "complaints"]


class Talk:
    """One complaint about the city hall, and what its citizen and the office say."""

    def __init__(self, complaints, **filed):
        self.complaints, self.database = complaints, complaints.database
        self.complaint = complaints.file(**filed)

    def citizen(self, text, *, key=None, photos=(), now=NOW):
        said = Said(key or uuid.uuid4(), text, tuple(photos))
        with self.database.transaction() as session:
            complaint = complaint_queries.by_receipt(session, self.complaint.receipt)
            return operations.write_to_office(session, complaint=complaint, said=said, now=now)

    def office(self, text, *, key=None, by=None, now=NOW):
        said = Said(key or uuid.uuid4(), text)
        with self.database.transaction() as session:
            return operations.write_to_citizen(
                session,
                actor=self.complaints.actor(by or self.complaints.cast.chen),
                complaint_id=self.complaint.id,
                said=said,
                now=now,
            )

    def read(self, *, by=None, up_to=1, now=NOW):
        with self.database.transaction() as session:
            operations.mark_read(
                session,
                actor=self.complaints.actor(by or self.complaints.cast.chen),
                complaint_id=self.complaint.id,
                up_to=up_to,
                now=now,
            )

    def all(self):
        with self.database.reading() as session:
            found = queries.of_case(session, self.complaint.id)
            return [(each.speaker, queries.words(session, each)) for each in found]

    def unread(self):
        with self.database.reading() as session:
            return queries.unread(session, [self.complaint.id]).get(self.complaint.id, 0)

    def end(self):
        """Bring the case to an end by hand."""
        with self.database.transaction() as session:
            session.get_one(Complaint, self.complaint.id).state = "closed"


@pytest.fixture
def talk(complaints, at_now):
    return Talk(complaints)
