"""What citizens hand in and take home."""

import re
from datetime import date
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import fields, validate

from service.core.problems import N_
from service.web.api import Line, Schema
from surveys.words import Words, held_notes

from .filing import NO_CATEGORY
from .schemas import LONGEST_TEXT

LONGEST_CONTACT = 60
LONGEST_TICKET = 200
TYPED_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")


class Day(fields.Date):
    """A day as people type it where the browser shows no calendar: 2026-1-5, 2026年1月5日."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if isinstance(value, str) and (found := TYPED_DAY.fullmatch(value.strip())):
            year, month, day = found.groups()
            value = f"{year}-{month:0>2}-{day:0>2}"
        loaded: date = super()._deserialize(value, attr, data, **kwargs)
        return loaded


class TicketSchema(Schema):
    """What says that somebody stood at a counter."""

    ticket = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST_TICKET),
        metadata={"description": "The signed ticket that came with the form"},
    )


class PhotoSchema(Schema):
    """A photo on its way."""

    photo = Upload(required=True)


class FilingSchema(TicketSchema):
    """What praise and complaints have in common."""

    text = Words(1, LONGEST_TEXT, missing=N_("请写几句话。"))
    occurred_on = Day(load_default=None, allow_none=True)


class PraiseSchema(FilingSchema):
    """Praise of a window."""


class ComplaintSchema(FilingSchema):
    """A complaint about a window."""

    category = fields.String(
        required=True,
        error_messages={"required": NO_CATEGORY},
        validate=validate.Length(max=12),
        metadata={"description": "Key of a category of the form ``complaint``"},
    )
    occurred_on = Day(
        required=True,
        error_messages={"required": N_("请填写是哪一天发生的。")},
        metadata={"description": "Within the last year"},
    )
    contact = Line(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_CONTACT),
        metadata={"description": "Telephone, e-mail or WeChat; sealed; anonymous when absent"},
    )
    held = held_notes()


class HeldSchema(Schema):
    """The note of a photo that arrived before its complaint."""

    held = fields.String(required=True)


class FiledSchema(Schema):
    """What the citizen keeps."""

    receipt = fields.String(
        required=True,
        metadata={"description": "16 characters, 4-4-4-4; the same form gives the same receipt"},
    )
    due_on = fields.Date(
        required=True, metadata={"description": "Last day for the word whether it is accepted"}
    )
    due_provisional = fields.Boolean(
        required=True,
        metadata={"description": "暂定: a year on the way has no published holidays yet"},
    )


class BothSchema(Schema):
    """A text in each language."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class CategorySchema(Schema):
    """One thing that a complaint can be about."""

    key = fields.String(required=True)
    words = fields.Nested(BothSchema, required=True)
    is_grave = fields.Boolean(
        required=True, metadata={"description": "Passes by the window and its owner"}
    )


class CategoriesSchema(Schema):
    """Things that belong together."""

    words = fields.Nested(BothSchema, required=True)
    categories = fields.List(fields.Nested(CategorySchema), required=True)


class AskedSchema(TicketSchema):
    """What is asked at a counter, and who would handle it."""

    code = fields.String(required=True)
    window_name = fields.String(required=True)
    counter_number = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    handler = fields.String(required=True)
    handler_of_grave = fields.String(required=True)
    title = fields.Nested(BothSchema, required=True)
    groups = fields.List(fields.Nested(CategoriesSchema), required=True)
