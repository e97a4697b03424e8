"""What is asked of people about notices, and what is told."""

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf

from service.web.api import Line, Schema
from service.web.tongues import offer

from .kinds import KINDS
from .models import Channel, Pace

CHANNELS = [str(channel) for channel in Channel]


def _is_offered(language: str) -> None:
    if language not in offer().all:
        raise ValidationError("Must be one of the languages.")


class InboxQuerySchema(Schema):
    """Which notices to list."""

    unread = fields.Boolean(load_default=False)


class NoticeSchema(Schema):
    """A notice in the reader's language."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=OneOf(list(KINDS)))
    sentence = fields.String(required=True)
    facts = fields.List(
        fields.String(), required=True, metadata={"description": "Window, category, day, number"}
    )
    subject = fields.String(required=True)
    subject_id = fields.UUID(required=True)
    address = fields.String(
        required=True, allow_none=True, metadata={"description": "Page of the subject"}
    )
    at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class UnreadSchema(Schema):
    """How many notices have not been read."""

    unread = fields.Integer(required=True)


class ChannelChoiceSchema(Schema):
    """How a channel is to work. Without an address the known one stays."""

    address = Line(load_default="", validate=Length(0, 300))
    pace = fields.String(required=True, validate=OneOf([str(pace) for pace in Pace]))
    kinds = fields.List(
        fields.String(validate=OneOf(list(KINDS))), required=True, validate=Length(1)
    )
    language = fields.String(
        load_default="zh", validate=_is_offered, metadata={"description": "zh, en …"}
    )


class ChannelSchema(Schema):
    """A channel that is switched on; of its address only the ends are told."""

    channel = fields.String(required=True, validate=OneOf(CHANNELS))
    address = fields.String(required=True)
    pace = fields.String(required=True)
    kinds = fields.List(fields.String(), required=True)
    language = fields.String(required=True)


class TestSchema(Schema):
    """How a test message went."""

    is_sent = fields.Boolean(required=True)
    reason = fields.String(required=True, allow_none=True, metadata={"description": "In words"})
    error = fields.String(required=True, allow_none=True, metadata={"description": "Its code"})


class DeliverySchema(Schema):
    """A message that could not be sent so far."""

    id = fields.UUID(required=True)
    username = fields.String(required=True, attribute="channel.account.username")
    channel = fields.String(required=True, attribute="channel.channel")
    kind = fields.String(attribute="notice.kind", metadata={"description": "Missing for a digest"})
    digest_on = fields.Date(required=True, allow_none=True)
    tries = fields.Integer(required=True)
    next_at = fields.AwareDateTime(required=True)
    error = fields.String(required=True, allow_none=True)
