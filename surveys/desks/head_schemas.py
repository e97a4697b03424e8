"""What the API of the window's desk answers beside figures."""

from marshmallow import fields

from service.web.api import Schema


class DueMatterSchema(Schema):
    """A matter that waits for its window."""

    subject = fields.String(metadata={"description": "complaint, low_rating or rectification"})
    id = fields.UUID()
    window_name = fields.String()
    about = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    words = fields.String()
    due_on = fields.Date()
    due_at = fields.AwareDateTime()


class CommentSchema(Schema):
    """What a citizen wrote; when is told to the week or weeks released together."""

    first_day = fields.Date(attribute="batch.first_day")
    last_day = fields.Date(attribute="batch.last_day")
    level = fields.Integer()
    text = fields.String()
