"""What is written about a request for support, and what goes out."""

from marshmallow import fields, validate

from service.web.api import DiscreetWords, Schema
from surveys.words import LONGEST_NOTE, SHORTEST, OfficeWords, told

from .life import SupportKind, SupportState, SupportStep


class SupportFilterSchema(Schema):
    """How to narrow a list."""

    state = fields.Enum(SupportState, by_value=True, load_default=None, allow_none=True)
    kind = fields.Enum(SupportKind, by_value=True, load_default=None, allow_none=True)
    window_id = fields.UUID(load_default=None, allow_none=True)


class SupportAskingSchema(Schema):
    """What is lacking, in the window's own words."""

    client_key = fields.UUID(
        required=True,
        metadata={"description": "Drawn by the sender; the same key again stores nothing twice"},
    )
    window_id = fields.UUID(required=True)
    kind = fields.Enum(SupportKind, by_value=True, required=True)
    matter = OfficeWords(SHORTEST, LONGEST_NOTE)


class SupportNoteSchema(Schema):
    """Why; the other side reads it."""

    note = OfficeWords(SHORTEST, LONGEST_NOTE)


class SupportAgreementSchema(SupportNoteSchema):
    """What is given, and by which day."""

    promised_on = fields.Date(required=True)


class SupportEndSchema(Schema):
    """A word at the end, if there is one to say."""

    note = DiscreetWords(load_default="", validate=validate.Length(max=LONGEST_NOTE))


class SupportStageSchema(Schema):
    """One step."""

    step = told(SupportStep)
    at = fields.AwareDateTime()
    note = fields.String()
    promised_on = fields.Date(allow_none=True)


class SupportSchema(Schema):
    """A request with all its steps."""

    id = fields.UUID()
    window_id = fields.UUID()
    window_name = fields.String(attribute="window.full_name")
    kind = told(SupportKind)
    matter = fields.String()
    state = told(SupportState)
    asked_path = fields.String(metadata={"description": "The unit that has to answer"})
    promised_on = fields.Date(allow_none=True)
    asked_at = fields.AwareDateTime()
    stages = fields.List(fields.Nested(SupportStageSchema))
    version = fields.Integer()
