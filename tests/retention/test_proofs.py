"""What was erased is gone, and an outsider still finds every proof in order."""

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.config import Retention
from surveys.complaints import contents
from surveys.complaints.models import Complaint, Finding
from surveys.ratings.models import Rating
from surveys.retention import operations
from tests.evidence_pack.conftest import acting, ask, lived, made, raw, year
from tests.rollups.raw import NOON, TODAY
from workers.evidence import archive, verify

__all__ = ["acting", "ask", "lived", "made", "raw", "year"]

pytestmark = pytest.mark.one_backend

WORD = "等了四十分钟没有人"


@pytest.fixture
def said(database, lived):
    """A year in which people also wrote something."""
    with database.transaction() as session:
        lived.rating(session, 2, comment=WORD, salt=b"r" * 32)
        case = lived.complaint(session, Finding.PARTIAL, day=TODAY - timedelta(days=60))
        case.salt = b"c" * 32
        place = contents.matter_place(case.id)
        case.matter = database.keys.seal(WORD, place=place)


def kept(database):
    with database.reading() as session:
        words = select(func.count()).select_from(Rating).where(Rating.comment.is_not(None))
        cases = select(func.count()).select_from(Complaint).where(Complaint.matter.is_not(None))
        return session.scalar(words), session.scalar(cases)


@pytest.mark.usefixtures("said")
def test_a_pack_proves_the_same_before_and_after_the_words_are_erased(database, ask, made):
    pack = ask()
    before = verify.unpack(io.BytesIO(made(pack)))
    assert kept(database) == (1, 1)

    terms = Retention(contact_days=180, word_days=1096)
    with database.transaction() as session:
        late = NOON + timedelta(days=2000)
        operations.erase_due(session, terms=terms, now=late, most=1000)
    assert kept(database) == (0, 0)

    after = verify.unpack(io.BytesIO(made(pack)))
    key = archive.fingerprint(database.keys)
    for files in (before, after):
        assert all(passed for _, passed, _ in verify.check(dict(files), key))
    proofs = [name for name in before if name.startswith("ledger") or "leaves" in name]
    assert proofs, sorted(before)
    assert [json.loads(before[name]) for name in proofs if name.endswith(".json")] == [
        json.loads(after[name]) for name in proofs if name.endswith(".json")
    ]
