"""What staff write about a complaint, and what goes out to them, whole or as a summary."""

from typing import Any

from marshmallow import fields, validate

from service.core import clock
from service.web.api import Line, Schema
from surveys.words import OfficeWords, Words, told

from .life import ComplaintState, Elsewhere, Finding, RootCause, Severity, Solved, Step
from .praise import Response

LONGEST_TEXT = 2000
LONGEST_NUMBER = 24
LONGEST_NAME = 30


class AcceptanceSchema(Schema):
    """The handler's own summary, all that the window reads."""

    redacted = OfficeWords()


class RefusalSchema(Schema):
    """Why a complaint is not accepted, told to the citizen."""

    reason = OfficeWords()


class AnswerSchema(Schema):
    """What the window says to it, told to the citizen."""

    reply = OfficeWords(longest=LONGEST_TEXT)


class VerificationSchema(Schema):
    """What was found. The facts are sealed; the finding is told once it is approved."""

    finding = fields.Enum(Finding, by_value=True, required=True)
    severity = fields.Enum(Severity, by_value=True, required=True)
    facts = Words(longest=LONGEST_TEXT)


class ConclusionSchema(Schema):
    """Where it came from, what is done, and the words for the citizen."""

    root_cause = fields.Enum(RootCause, by_value=True, required=True)
    measures = OfficeWords()
    outcome = OfficeWords()


class TransferSchema(RefusalSchema):
    """Where a complaint goes, and why; both told to the citizen."""

    to = fields.Enum(Elsewhere, by_value=True, required=True)


class DuplicateSchema(Schema):
    """The number of the complaint that this one repeats."""

    number = Line(required=True, validate=validate.Length(1, LONGEST_NUMBER))


class ReviewSchema(Schema):
    """What the review found for good, and the words for the citizen."""

    finding = fields.Enum(Finding, by_value=True, required=True)
    note = OfficeWords()


class NothingSchema(Schema):
    """A step that needs no words."""


class ClearingSchema(Schema):
    """The one matter that is cleared up, in the office's words, and whom it clears."""

    person = Line(load_default="", validate=validate.Length(max=LONGEST_NAME))
    text = OfficeWords()


class ClearingNoteSchema(Schema):
    """A clearing note, as issued."""

    id = fields.UUID()
    number = fields.String()
    complaint_id = fields.UUID()
    window_name = fields.String()
    person = fields.String(metadata={"description": "Empty for the window as a whole"})
    text = fields.String()
    office = fields.String()
    issued_on = fields.Date()
    sha256 = fields.String()
    is_intact = fields.Boolean(metadata={"description": "It still says what was issued"})


class QueueSchema(Schema):
    """How to narrow a list."""

    state = fields.Enum(ComplaintState, by_value=True, load_default=None, allow_none=True)
    overdue = fields.Boolean(load_default=False)
    to_clear = fields.Boolean(
        load_default=False,
        metadata={"description": "Closed as unfounded, and its clearing note not issued yet"},
    )
    category = Line(load_default="", validate=validate.Length(max=12))
    text = Line(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"description": "A number, or a part of a window's name or code"},
    )
    first = fields.Date(load_default=None, metadata={"description": "Received on or after"})
    last = fields.Date(load_default=None, metadata={"description": "Received on or before"})


def narrowing(asked: dict[str, Any]) -> dict[str, Any]:
    """Turn what a list was asked for into what narrows its query."""
    rest = {name: value for name, value in asked.items() if name != "overdue"}
    return {**rest, "overdue_on": clock.today() if asked["overdue"] else None}


class StageSchema(Schema):
    """One step, as those who handle and watch see it."""

    step = told(Step, allow_none=True)
    state = told(ComplaintState)
    at = fields.AwareDateTime()
    note = fields.String()
    reason = fields.String(allow_none=True, metadata={"description": "Never told to the citizen"})


class CaseRowSchema(Schema):
    """A complaint in the list of those who handle and watch."""

    id = fields.UUID()
    number = fields.String(attribute="shown_number")
    window_id = fields.UUID()
    window_name = fields.String(attribute="window.full_name")
    category = fields.String()
    is_grave = fields.Boolean()
    state = told(ComplaintState)
    finding = told(Finding, allow_none=True)
    received_at = fields.AwareDateTime()
    due_on = fields.Date()
    due_provisional = fields.Boolean()
    version = fields.Integer()


class CaseSchema(CaseRowSchema):
    """A whole complaint. Whether there is a contact is said; the contact is not."""

    matter = fields.String()
    occurred_on = fields.Date(allow_none=True)
    has_contact = fields.Boolean()
    photos = fields.Integer(metadata={"description": "How many photos there are"})
    redacted = fields.String(allow_none=True)
    reply = fields.String(allow_none=True)
    severity = told(Severity, allow_none=True)
    facts = fields.String(metadata={"description": "What verification established"})
    root_cause = told(RootCause, allow_none=True)
    measures = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True, metadata={"description": "The words for the citizen"})
    extension = fields.String(allow_none=True)
    transferred_to = told(Elsewhere, allow_none=True)
    duplicate_of_id = fields.UUID(allow_none=True)
    solved = told(Solved, allow_none=True)
    reopened = fields.Integer()
    may = fields.List(told(Step), metadata={"description": "Steps open to the asker now"})
    stages = fields.List(fields.Nested(StageSchema))


class SummaryStepSchema(Schema):
    """One step, as the window sees it."""

    step = told(Step, allow_none=True)
    state = told(ComplaintState)
    on = fields.Date()


class SummarySchema(Schema):
    """What the window and those above it learn of a complaint."""

    id = fields.UUID()
    number = fields.String()
    window_id = fields.UUID()
    window_name = fields.String()
    category = fields.String(attribute="category.key")
    state = told(ComplaintState)
    received = fields.String(metadata={"description": "The day, or the month of a quiet day"})
    due_on = fields.Date()
    due_provisional = fields.Boolean()
    redacted = fields.String()
    reply = fields.String(allow_none=True)
    finding = told(Finding, allow_none=True)
    steps = fields.List(fields.Nested(SummaryStepSchema))
    version = fields.Integer()


class PraiseResponseSchema(Schema):
    """What the window says to praise or a suggestion."""

    response = fields.Enum(Response, by_value=True, required=True)
    reply = OfficeWords(longest=LONGEST_TEXT)


class PraiseRowSchema(Schema):
    """Praise, with the day as exactly as the window may know it."""

    id = fields.UUID()
    kind = fields.String(metadata={"description": "praise or suggestion"})
    window_id = fields.UUID()
    window_name = fields.String()
    received = fields.String()
    text = fields.String()
    response = told(Response, allow_none=True)
    reply = fields.String(allow_none=True)
    version = fields.Integer()
