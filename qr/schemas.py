"""What is asked about codes and print runs, and what is told of them."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf

from service.core.problems import N_
from service.web.api import Line, OwnWords, Schema

from .labels import LAYOUT_NAMES, STATE_NAMES
from .posters import MOST_CARDS
from .states import Act

PLACE = {"description": "Division code or window code: this place and all below"}
#: acts that a citizen notices and that therefore want a reason
FINAL = (Act.REPLACE, Act.REVOKE)


class CodeSchema(Schema):
    """A code."""

    code = fields.String(required=True)
    state = fields.String(required=True, validate=OneOf(list(STATE_NAMES)))
    window_id = fields.UUID(required=True)
    window_code = fields.String(required=True, attribute="window.code")
    window_name = fields.String(required=True, attribute="window.full_name")
    counter_id = fields.UUID(required=True, allow_none=True)
    counter_number = fields.String(attribute="counter.number")
    created_at = fields.AwareDateTime(required=True)
    printed_at = fields.AwareDateTime(required=True, allow_none=True)
    posted_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    replaced_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class CodeQuerySchema(Schema):
    """Which codes to list."""

    place = Line(metadata=PLACE)
    state = fields.String(validate=OneOf(list(STATE_NAMES)))
    text = Line(
        validate=Length(0, 60), metadata={"description": "The code, or words of the window's name"}
    )


class IssueSchema(Schema):
    """Where to issue codes."""

    place = Line(required=True, validate=Length(1, 30), metadata=PLACE)
    whole_windows = fields.Boolean(
        load_default=False,
        metadata={"description": "One code for each window instead of one for each counter"},
    )


class ChangeSchema(Schema):
    """What is done to a code."""

    act = fields.Enum(Act, by_value=True, required=True)
    reason = OwnWords(
        load_default="",
        validate=Length(0, 200),
        metadata={"description": "Required to replace and to revoke"},
    )

    @validates_schema
    def _has_reason(self, data: dict[str, Any], **_: Any) -> None:
        if data["act"] in FINAL and len(data["reason"].strip()) < 2:  # noqa: PLR2004
            raise ValidationError(N_("请写明原因。"), "reason")


class MarkSchema(Schema):
    """Codes that were printed or posted by hand."""

    act = fields.Enum(Act, by_value=True, required=True, validate=OneOf([Act.PRINT, Act.POST]))
    codes = fields.List(Line(), required=True, validate=Length(1, MOST_CARDS))


class PrintSchema(Schema):
    """What to print: chosen codes, else those of a place that were never printed."""

    layout = fields.String(required=True, validate=OneOf(list(LAYOUT_NAMES)))
    place = Line(validate=Length(1, 30), metadata=PLACE)
    codes = fields.List(Line(), load_default=list, validate=Length(0, MOST_CARDS))
    reprint = fields.Boolean(
        load_default=False, metadata={"description": "Also those printed or posted before"}
    )

    @validates_schema
    def _says_which(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("place") and not data["codes"]:
            raise ValidationError(N_("请选择地区、窗口或编号。"), "place")


class PrintedCardSchema(Schema):
    """A card on a printed sheet, in the words of that day."""

    code = fields.String(required=True)
    window_code = fields.String(required=True)
    window = fields.String(required=True)
    counter = fields.String(required=True)
    label = fields.String(required=True)
    url = fields.String(required=True)
    page = fields.Integer(required=True)
    position = fields.Integer(required=True)


class PrintRunSchema(Schema):
    """A print run. The PDF's address is its own with ``.pdf``, the list's with ``.csv``."""

    id = fields.UUID(required=True)
    made_at = fields.AwareDateTime(required=True)
    layout = fields.String(required=True, validate=OneOf(list(LAYOUT_NAMES)))
    card_count = fields.Integer(required=True)
    page_count = fields.Integer(required=True)
    sha256 = fields.String(required=True, metadata={"description": "SHA-256 of the PDF"})


class ManifestSchema(PrintRunSchema):
    """A print run with its cards."""

    cards = fields.List(fields.Nested(PrintedCardSchema), required=True)
