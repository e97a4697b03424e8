"""What deadlines are about: who keeps each clock, and where its matter is shown."""

import uuid
from typing import NamedTuple

from service.core.access import Action

from .models import Deadline
from .packs import NAMES

COMPLAINTS = "complaint."
#: who has to keep a clock, and is told when it runs out
KEEPS: dict[str, Action] = {
    name: Action.HANDLE_COMPLAINT if name.startswith(COMPLAINTS) else Action.KEEP_DEADLINES
    for name in NAMES
} | {"appeal.decide": Action.DECIDE_APPEAL, "support.answer": Action.ANSWER_SUPPORT}
#: the page of a matter, by its table; it takes the id as its one argument
PAGES: dict[str, str] = {
    "complaint": "complaints.case",
    "low_rating": "low_ratings.case",
    "rectification": "rectifications.case",
    "support_request": "support.case",
}


class Page(NamedTuple):
    """A page and the row that it shows."""

    subject: str
    subject_id: uuid.UUID
    endpoint: str


def page_of(deadline: Deadline) -> Page:
    """Return the page of the matter, or of the deadline itself where the matter has none."""
    if deadline.subject in PAGES:
        return Page(deadline.subject, deadline.subject_id, PAGES[deadline.subject])
    return Page(Deadline.__tablename__, deadline.id, "deadlines.show")
