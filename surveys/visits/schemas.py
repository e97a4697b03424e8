"""What the API and the page take of a visit, and what each reader gets to see of it."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from service.web.api import DiscreetWords, OwnWords, Schema

from .models import FlagKind, VisitMode, VisitState
from .sheet import Announced, Sheet

MOST_PHOTOS, MOST_ITEMS, MOST_PARTS = 60, 200, 20
NAME = validate.Regexp(r"[0-9a-f]{64}\Z", error="Not a valid SHA-256.")
ITEM = validate.Length(min=1, max=12)
#: clocks may be wrong, but not so wrong that no calendar holds them
CLOCK = validate.Range(datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


class AnswerValue(fields.Raw):
    """A word, a number, a list of words, or words and numbers by name; the item says which."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        if isinstance(value, (list, dict)) and len(value) > MOST_PARTS:
            raise ma.ValidationError(f"Longer than maximum length {MOST_PARTS}.")
        if isinstance(value, list):
            return [_word(each) for each in value]
        if isinstance(value, dict):
            return {_word(name): _plain(each) for name, each in value.items()}
        return _plain(value)


def _plain(value: Any) -> str | int:
    return value if isinstance(value, int) and not isinstance(value, bool) else _word(value)


def _word(value: Any) -> str:
    text: str = OwnWords(validate=validate.Length(max=1000)).deserialize(value)
    return text


class Coarse(fields.Float):
    """Degrees, rounded: a hint of the place, not the place."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        degrees = super()._deserialize(value, attr, data, **kwargs)
        return round(float(degrees or 0), 2)


class VisitAnswerSchema(Schema):
    """An answer to one item."""

    value = AnswerValue(required=True, metadata={"description": "`na`: does not apply"})
    note = OwnWords(validate=validate.Length(max=500))


class VisitAnnouncedPhotoSchema(Schema):
    """A photo whose bytes follow."""

    sha256 = fields.String(required=True, validate=NAME)
    item = fields.String(required=True, validate=ITEM)
    number = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_PHOTOS))

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Announced:
        """Return the photo as the operations know it."""
        return Announced(**data)


class VisitPositionSchema(Schema):
    """Where the phone thinks it was, in hundredths of a degree (about a kilometre)."""

    latitude = Coarse(required=True, validate=validate.Range(-90, 90))
    longitude = Coarse(required=True, validate=validate.Range(-180, 180))
    accuracy = fields.Integer(required=True, validate=validate.Range(0, 1_000_000))


class VisitSheetSchema(Schema):
    """A filled checklist."""

    window_id = fields.UUID(required=True)
    form_key = fields.String(required=True, validate=validate.Length(1, 40))
    form_version = fields.Integer(required=True, validate=validate.Range(1, 99_999))
    mode = fields.String(
        load_default=VisitMode.UNANNOUNCED.value,
        validate=validate.OneOf([mode.value for mode in VisitMode]),
    )
    answers = fields.Dict(
        keys=fields.String(validate=ITEM),
        values=fields.Nested(VisitAnswerSchema),
        required=True,
        validate=validate.Length(max=MOST_ITEMS),
    )
    photos = fields.List(
        fields.Nested(VisitAnnouncedPhotoSchema),
        load_default=list,
        validate=validate.Length(max=MOST_PHOTOS),
    )
    device_started_at = fields.AwareDateTime(validate=CLOCK)
    device_finished_at = fields.AwareDateTime(validate=CLOCK)
    position = fields.Nested(
        VisitPositionSchema, metadata={"description": "Only if the inspector agreed to it"}
    )
    corrects = fields.UUID(
        metadata={"description": "An earlier visit of one's own that this one takes the place of"}
    )
    reason = DiscreetWords(
        validate=validate.Length(4, 500), metadata={"description": "Why it is corrected"}
    )

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Sheet:
        """Return the sheet as the operations know it."""
        return Sheet(**data)


class VisitHeldPhotoSchema(Schema):
    """A photo that the visit announced, and whether its bytes are here."""

    sha256 = fields.String(attribute="sent_sha256")
    item = fields.String()
    number = fields.Integer()
    received = fields.Function(
        lambda photo: photo.received_at is not None, metadata={"type": "boolean"}
    )


class VisitStateSchema(Schema):
    """What the inspector's phone is told."""

    id = fields.UUID()
    state = fields.String(validate=validate.OneOf([state.value for state in VisitState]))
    score = fields.Integer(allow_none=True, metadata={"description": "Hundredths of a point"})
    observe_only = fields.Boolean()
    observed_on = fields.Date()
    clock_doubtful = fields.Boolean()
    photos = fields.List(fields.Nested(VisitHeldPhotoSchema))


class VisitClauseSchema(Schema):
    """The clause that an item stands on."""

    document = fields.String()
    section = fields.String()
    quote = fields.String()


class VisitTextSchema(Schema):
    """The same text in both languages."""

    zh = fields.String()
    en = fields.String()


class VisitLineSchema(Schema):
    """One item of a visit. Weight in hundredths of a point, outcome from 0 to 1."""

    item = fields.String(attribute="item.id")
    section = fields.String()
    text = fields.Nested(VisitTextSchema, attribute="item.text")
    level = fields.String(allow_none=True)
    clause = fields.Nested(VisitClauseSchema, attribute="item.clause")
    weight = fields.Integer()
    outcome = fields.Float(allow_none=True)
    answer = fields.Raw(allow_none=True, metadata={"description": "Nothing when not looked at"})


class VisitSummarySchema(Schema):
    """A visit in a list."""

    id = fields.UUID()
    window_id = fields.UUID()
    window_name = fields.String(attribute="window.full_name")
    state = fields.String()
    mode = fields.String()
    score = fields.Integer(allow_none=True, metadata={"description": "Hundredths of a point"})
    observe_only = fields.Boolean()
    observed_on = fields.Date()


class VisitFlagSchema(Schema):
    """Something that a person should look at: it changes no score."""

    kind = fields.String(validate=validate.OneOf([kind.value for kind in FlagKind]))
    other_id = fields.UUID(allow_none=True, metadata={"description": "The visit it is like"})


class VisitInsideSchema(Schema):
    """Who went and when: for the inspector, the province and the auditor."""

    inspector = fields.String(attribute="inspector.display_name")
    device_started_at = fields.AwareDateTime(allow_none=True)
    device_finished_at = fields.AwareDateTime(allow_none=True)
    received_at = fields.AwareDateTime()
    clock_offset = fields.Integer(
        allow_none=True, metadata={"description": "Seconds: server's clock minus the phone's"}
    )
    clock_doubtful = fields.Boolean()
    position = fields.Nested(VisitPositionSchema, allow_none=True)
    photos = fields.List(fields.Nested(VisitHeldPhotoSchema))


class VisitSchema(VisitSummarySchema):
    """A visit with its results, item by item."""

    form_key = fields.String(attribute="form_version.form.key")
    form_version = fields.Integer(attribute="form_version.number")
    photo_count = fields.Integer()
    corrects_id = fields.UUID(allow_none=True)
    reason = fields.String(allow_none=True, metadata={"description": "Why it was corrected"})
    flags = fields.List(
        fields.Nested(VisitFlagSchema),
        metadata={"description": "What a person should look at; only for the province"},
    )
    lines = fields.List(fields.Nested(VisitLineSchema))
    inside = fields.Nested(
        VisitInsideSchema, metadata={"description": "Only for those who may know who came"}
    )


class VisitChecklistSchema(Schema):
    """The checklist for one window: only the items that apply to its kind."""

    form_key = fields.String()
    form_version = fields.Integer()
    sha256 = fields.String()
    scored_from = fields.Date()
    title = fields.Nested(VisitTextSchema)
    sections = fields.List(fields.Raw())
