"""What comes in as a rating and what goes out: the page's form and the API share one schema."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, post_load, pre_load, validate

from service.core.problems import N_
from service.web.api import Line, OwnWords, Schema

from .models import OWN_CHANNELS, Channel

LONGEST_COMMENT = 500
LONGEST_TICKET = 200
MOST_REASONS = 20
CHOOSE = N_("请选择满意程度。")
#: names of the boxes for dimensions on a page: this and the key
DIMENSION = "dimension-"


class Level(fields.Integer):
    """A whole number, as JSON or as a form writes it; 4.9 is none."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, float):
            raise self.make_error("invalid", input=value)
        level: int = super()._validated(value)
        return level


class AnswerSchema(Schema):
    """What is said of one service."""

    level = Level(
        required=True,
        validate=validate.Range(1, 5, error=CHOOSE),
        error_messages={"required": CHOOSE, "null": CHOOSE, "invalid": CHOOSE},
        metadata={"description": "5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意"},
    )
    reasons = fields.List(
        fields.String(validate=validate.Length(max=20)),
        load_default=list,
        validate=validate.Length(max=MOST_REASONS),
        metadata={"description": "Keys of reasons that the form offers for this level"},
    )
    comment = OwnWords(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_COMMENT),
        metadata={"description": "Own words, shown to the window later and in batches"},
    )
    dimensions = fields.Dict(
        keys=fields.String(validate=validate.Length(max=20)),
        values=Level(validate=validate.Range(1, 5)),
        load_default=dict,
        validate=validate.Length(max=MOST_REASONS),
        metadata={
            "description": "Levels 1 to 5 of dimensions that the form offers; none has to be"
        },
    )
    was_asked = fields.Boolean(
        load_default=False, metadata={"description": "Somebody asked for a good rating"}
    )

    @pre_load
    def _gather(self, data: Any, **_: Any) -> Any:
        """Put what a page's boxes for dimensions say where programs put it."""
        if not isinstance(data, Mapping) or not any(name.startswith(DIMENSION) for name in data):
            return data
        kept: dict[str, Any] = {"dimensions": {}}
        for name, value in data.items():
            key = name.removeprefix(DIMENSION)
            (kept if key == name else kept["dimensions"])[key] = value
        return kept

    @post_load
    def _says_something(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Take words in which there is nothing to see (zero-width signs) for none."""
        text = data["comment"] or ""
        shows = any(unicodedata.category(char)[0] not in "CZ" for char in text)
        return {**data, "comment": text if shows else None}


class RatingSchema(AnswerSchema):
    """A citizen's rating."""

    ticket = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST_TICKET),
        metadata={"description": "The signed ticket that came with the form"},
    )
    form = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The version of the form that is answered; today's when absent"},
    )
    channel = fields.Enum(
        Channel,
        by_value=True,
        load_default=Channel.COUNTER,
        validate=validate.OneOf(OWN_CHANNELS),
        metadata={"description": "counter, web, kiosk or hotline"},
    )
    service_date = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The day of the service, within the term for adding a rating"},
    )
    act = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_TICKET),
        metadata={"description": "The token of one service act; see /act-tickets"},
    )


class RatingReceiptSchema(Schema):
    """What the citizen keeps."""

    receipt = fields.String(
        required=True,
        metadata={"description": "16 characters, 4-4-4-4; the same form gives the same receipt"},
    )


class WordsSchema(Schema):
    """A text in each language."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class RatingLevelSchema(Schema):
    """One of the five levels."""

    value = fields.Integer(required=True)
    words = fields.Nested(WordsSchema, required=True)


class RatingReasonSchema(Schema):
    """One thing that can be ticked."""

    key = fields.String(required=True)
    words = fields.Nested(WordsSchema, required=True)


class RatingGroupSchema(Schema):
    """The reasons offered for some levels."""

    words = fields.Nested(WordsSchema, required=True)
    levels = fields.List(fields.Integer(), required=True)
    reasons = fields.List(fields.Nested(RatingReasonSchema), required=True)


class RatingFormSchema(Schema):
    """The version of the form that is answered today."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    title = fields.Nested(WordsSchema, required=True)
    levels = fields.List(fields.Nested(RatingLevelSchema), required=True)
    groups = fields.List(fields.Nested(RatingGroupSchema), required=True)
    dimensions = fields.List(fields.Nested(RatingReasonSchema), required=True)


class RatingScanSchema(Schema):
    """What stands behind a code: all that the page shows, and a ticket for one rating."""

    code = fields.String(required=True)
    window_name = fields.String(required=True)
    counter_number = fields.String(required=True)
    ticket = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    service_days = fields.List(
        fields.Date(),
        required=True,
        metadata={"description": "Days whose services may be rated today, newest first"},
    )
    form = fields.Nested(RatingFormSchema, required=True)


class ActSchema(Schema):
    """A service act that the queue system vouches for."""

    code = fields.String(
        required=True,
        validate=validate.Length(max=30),
        metadata={"description": "The code of the counter"},
    )
    act = Line(
        required=True,
        validate=validate.Length(1, 80),
        metadata={
            "description": "The act's own number, unique in the window; only an HMAC is kept"
        },
    )


class ActTicketSchema(Schema):
    """What is shown to the citizen of the act."""

    token = fields.String(required=True)
    url = fields.String(required=True)
    qr_svg = fields.String(required=True, metadata={"description": "The address as a QR code"})
    last_day = fields.Date(required=True, metadata={"description": "Last day for rating the act"})
