"""Why words are opened, and what comes back."""

from marshmallow import fields

from service.web.api import Schema
from surveys.words import ReasonSchema


class CommentsReasonSchema(ReasonSchema):
    """Why a batch of comments is opened."""

    first_day = fields.Date(
        required=True, metadata={"description": "The Monday with which the batch begins"}
    )


class OriginalSchema(Schema):
    """A citizen's own words in a case: the matter, then each message."""

    words = fields.List(fields.String())
    facts = fields.String(metadata={"description": "What verification established, unmasked"})
