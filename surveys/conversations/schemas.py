"""What is written in a conversation, and how it goes out to those who handle and watch."""

from typing import Any

from marshmallow import fields, validate

from service.core.problems import N_
from service.web.api import Schema
from surveys.words import Words, told

from .models import Speaker
from .wording import tidy

LONGEST_MESSAGE = 1000


class MessageWords(Words):
    """Words of a message, without what nobody can see."""

    def __init__(self) -> None:
        """Require 1 to 1000 characters."""
        super().__init__(1, LONGEST_MESSAGE, missing=N_("请写几句话。"))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        visible = tidy(value) if isinstance(value, str) and "\0" not in value else value
        return super()._deserialize(visible, attr, data, **kwargs)


class TextSchema(Schema):
    """A message without anything else."""

    text = MessageWords()


class OfficeMessageSchema(TextSchema):
    """A message of the office."""

    client_key = fields.UUID(
        required=True,
        metadata={"description": "Drawn by the sender; the same key again stores nothing twice"},
    )


class ReadSchema(Schema):
    """How far the handler has read."""

    up_to = fields.Integer(
        required=True,
        validate=validate.Range(1, 32767),
        metadata={"description": "Number of the last message that was read"},
    )


class MessageSchema(Schema):
    """One message."""

    number = fields.Integer(metadata={"description": "From 1, in the order of arrival"})
    speaker = told(Speaker)
    text = fields.String(metadata={"description": "Empty once it was erased"})
    at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)
    photos = fields.Integer(metadata={"description": "How many photos there are"})
