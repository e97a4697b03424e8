"""A receipt in, its state out; and what a citizen does with a case of his own."""

from marshmallow import fields, validate

from service.web.api import OwnWords, Schema
from surveys.complaints.life import ComplaintState, Elsewhere, Finding, Solved, Step
from surveys.complaints.praise import Response
from surveys.conversations.models import Speaker
from surveys.conversations.schemas import MessageWords, TextSchema
from surveys.words import held_notes, told

from .low_ratings import Stands

LONGEST_RECEIPT = 60


class ReceiptSchema(Schema):
    """A receipt, however it was typed."""

    receipt = OwnWords(required=True, validate=validate.Length(1, LONGEST_RECEIPT))


class SolvedSchema(Schema):
    """Whether it is solved."""

    solved = fields.Enum(
        Solved, by_value=True, required=True, validate=validate.NoneOf([Solved.SILENT])
    )


class ReasonSchema(Schema):
    """Why it should be looked at again."""

    reason = MessageWords()


class WithKeySchema(ReceiptSchema):
    """An act of a program: by receipt, and once for each key."""

    client_key = fields.UUID(
        required=True,
        metadata={"description": "Drawn by the sender; the same key again does nothing twice"},
    )


class NewMessageSchema(WithKeySchema, TextSchema):
    """A message to whoever handles the case."""

    held = held_notes()


class NewReasonSchema(WithKeySchema, ReasonSchema):
    """A wish to have it looked at again."""


class ConfirmationSchema(ReceiptSchema, SolvedSchema):
    """The citizen's word whether it is solved."""


class HappenedSchema(Schema):
    """One step."""

    on = fields.Date()
    state = told(ComplaintState)
    step = told(Step, allow_none=True, metadata={"description": "None for the filing itself"})
    note = fields.String(metadata={"description": "What the office said with it"})


class LineSchema(Schema):
    """One message. The citizen's own words are not given back to whoever holds the receipt."""

    number = fields.Integer()
    speaker = told(Speaker)
    on = fields.Date()
    text = fields.String(metadata={"description": "The office's words; empty for one's own"})
    photos = fields.Integer()
    is_read = fields.Boolean(metadata={"description": "Whether the other side has read it"})


class ProgressSchema(Schema):
    """What a citizen learns of his own submission."""

    kind = fields.String(validate=validate.OneOf(["rating", "praise", "suggestion", "complaint"]))
    window_name = fields.String()
    received = fields.Date()
    state = fields.String()
    category = fields.String(attribute="category.key", metadata={"description": "Of complaints"})
    due_on = fields.Date(
        allow_none=True,
        metadata={"description": "Last day for the next word; none when it is over or stopped"},
    )
    due_provisional = fields.Boolean()
    is_late = fields.Boolean()
    finding = told(Finding, allow_none=True)
    reply = fields.String(allow_none=True, metadata={"description": "What the window said"})
    note = fields.String(metadata={"description": "What the office said last"})
    transferred_to = told(Elsewhere, allow_none=True)
    solved = told(Solved, allow_none=True, metadata={"description": "The citizen's own word"})
    steps = fields.List(fields.Nested(HappenedSchema))
    messages = fields.List(fields.Nested(LineSchema))
    may = fields.List(
        fields.String(),
        metadata={"description": "Of message, confirm, reopen, review, withdraw"},
    )
    stands = fields.String(
        allow_none=True,
        validate=validate.OneOf([*Stands, *Response]),
        metadata={"description": "Of low ratings: what is done about it; of praise: what was said"},
    )
    goes_up = fields.Boolean(
        metadata={"description": "Asking again goes one level up: it was reopened before"}
    )
