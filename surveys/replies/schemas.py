"""What is written as a template, and what goes out."""

from marshmallow import fields, validate

from service.web.api import Line, Schema
from surveys.words import LONGEST_NOTE, SHORTEST, OfficeWords, told

from .models import ReplyUse

LONGEST_TITLE = 40


class ReplyTextSchema(Schema):
    """Title and words of a template."""

    title = Line(required=True, validate=validate.Length(1, LONGEST_TITLE))
    text = OfficeWords(SHORTEST, LONGEST_NOTE)


class ReplyKeepingSchema(ReplyTextSchema):
    """A new template: where it is kept, and for which answer."""

    path = fields.String(
        required=True, metadata={"description": "Path of one of the caller's own places"}
    )
    use = fields.Enum(ReplyUse, by_value=True, required=True)


class ReplySchema(Schema):
    """A template."""

    id = fields.UUID()
    path = fields.String(metadata={"description": "The place that keeps it"})
    use = told(ReplyUse)
    title = fields.String()
    text = fields.String()
    changed_at = fields.AwareDateTime()
    version = fields.Integer()
