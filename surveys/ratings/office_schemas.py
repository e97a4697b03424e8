"""What offices ask of ratings: bundles of slips, and what becomes of held ones."""

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range

from service.core.problems import N_
from service.web.api import Line, OwnWords, Schema

from .models import ENTERED_CHANNELS, Channel, Ruling, Signal
from .schemas import AnswerSchema

MOST_SLIPS, MOST_AT_ONCE = 2000, 200


class BatchSchema(Schema):
    """A bundle of slips or calls of one window."""

    window = Line(
        required=True,
        validate=Length(1, 30),
        load_only=True,
        metadata={"description": "Code of the window"},
    )
    number = Line(required=True, validate=Length(1, 30))
    channel = fields.Enum(Channel, by_value=True, required=True, validate=OneOf(ENTERED_CHANNELS))
    collected_on = fields.Date(required=True)
    slips = fields.Integer(required=True, validate=Range(1, MOST_SLIPS))


class BatchRowSchema(Schema):
    """A bundle, and how much of it was entered."""

    id = fields.UUID()
    window_code = fields.String(attribute="window.code")
    window_name = fields.String(attribute="window.full_name")
    number = fields.String()
    channel = fields.String()
    collected_on = fields.Date()
    slips = fields.Integer()
    entered_at = fields.AwareDateTime()


class OneBatchSchema(Schema):
    """One bundle."""

    batch = fields.Nested(BatchRowSchema)
    entered = fields.Integer(metadata={"description": "How many slips are stored"})


class SlipSchema(AnswerSchema):
    """What stands on one slip."""

    client_key = fields.UUID(required=True)


class SlipsSchema(Schema):
    """Slips of a bundle."""

    slips = fields.List(fields.Nested(SlipSchema), required=True, validate=Length(1, MOST_AT_ONCE))


class HeapSchema(Schema):
    """Held ratings of one window, day and signal."""

    window_id = fields.UUID(attribute="window.id")
    window_name = fields.String(attribute="window.full_name")
    day = fields.Date()
    signal = fields.String()
    ratings = fields.Integer()
    levels = fields.List(fields.Integer(), metadata={"description": "Counts of levels 1 to 5"})
    first_at = fields.AwareDateTime()
    last_at = fields.AwareDateTime()
    ruling = fields.Nested("RulingRowSchema", allow_none=True)


class RulingSchema(Schema):
    """What one person proposes for held ratings."""

    window_id = fields.UUID(required=True)
    day = fields.Date(required=True)
    signal = fields.Enum(Signal, by_value=True, required=True)
    ruling = fields.Enum(Ruling, by_value=True, required=True)
    reason = OwnWords(
        required=True,
        validate=Length(2, 500),
        error_messages={"required": N_("请写明原因。")},
    )


class RulingRowSchema(Schema):
    """What was proposed, and what the second person said."""

    id = fields.UUID()
    ruling = fields.String()
    reason = fields.String()
    ratings = fields.Integer()
    proposed_at = fields.AwareDateTime()
    decided_at = fields.AwareDateTime(allow_none=True)
    agreed = fields.Boolean(allow_none=True)


class DecisionSchema(Schema):
    """What the second person says."""

    agreed = fields.Boolean(required=True)
