"""What staff write about a rectification, and what goes out to them."""

from marshmallow import fields, validate

from service.web.api import OwnWords, Schema
from surveys.complaints.life import RootCause
from surveys.words import Words, held_notes, told

from .life import MOST_PHOTOS, RectificationState, Source

LONGEST = 1000


class RectificationFilterSchema(Schema):
    """How to narrow a list."""

    state = fields.Enum(RectificationState, by_value=True, load_default=None, allow_none=True)
    source = fields.Enum(Source, by_value=True, load_default=None, allow_none=True)
    window_id = fields.UUID(load_default=None, allow_none=True)
    overdue = fields.Boolean(load_default=False)
    own = fields.Boolean(load_default=False, metadata={"description": "What I have to put right"})


class RectificationOpeningSchema(Schema):
    """What has to be put right, in the office's own words."""

    source = fields.Enum(Source, by_value=True, required=True)
    source_id = fields.UUID(required=True)
    issue_key = fields.String(load_default="", validate=validate.Length(max=40))
    issue = Words()
    systemic = fields.Boolean(required=True)
    cause = fields.Enum(RootCause, by_value=True, load_default=None, allow_none=True)
    owner_id = fields.UUID(load_default=None, allow_none=True)
    due_days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 60))


class RectificationMeasuresSchema(Schema):
    """What will be done."""

    measures = Words()


class RectificationProofSchema(Schema):
    """What was done: in words, by photos sent before, or both."""

    proof = OwnWords(load_default="", validate=validate.Length(max=LONGEST))
    held = held_notes(MOST_PHOTOS)


class RectificationNoteSchema(Schema):
    """Why, kept for good and shown to the window."""

    note = Words()


class RectificationMoreTimeSchema(Schema):
    """Why more time is needed."""

    reason = Words()


class RectificationMoreTimeDecisionSchema(RectificationNoteSchema):
    """Whether more time is given, and why."""

    granted = fields.Boolean(required=True)


class RectificationPhotoNoteSchema(Schema):
    """A photo that was taken in."""

    note = fields.String(required=True)


class RectificationRowSchema(Schema):
    """A rectification in a list."""

    id = fields.UUID()
    window_id = fields.UUID()
    window_name = fields.String(attribute="window.full_name")
    source = told(Source)
    issue = fields.String()
    issue_key = fields.String()
    systemic = fields.Boolean(attribute="is_systemic")
    state = told(RectificationState)
    opened_at = fields.AwareDateTime()
    due_on = fields.Date(attribute="term.due_on", allow_none=True)
    provisional = fields.Boolean(attribute="term.provisional")
    is_recurrence = fields.Function(
        lambda made: made.recurs_id is not None, metadata={"type": "boolean"}
    )
    version = fields.Integer()


class RectificationStageSchema(Schema):
    """One step."""

    step = fields.String()
    state = told(RectificationState)
    at = fields.AwareDateTime()
    note = fields.String()


class RectificationSchema(RectificationRowSchema):
    """A rectification with all its steps."""

    owner = fields.String(
        attribute="owner.display_name",
        allow_none=True,
        metadata={"description": "Nobody named: whoever heads the window"},
    )
    cause = told(RootCause, allow_none=True)
    measures = fields.String(allow_none=True)
    proof = fields.String(allow_none=True)
    extension_reason = fields.String(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    stages = fields.List(fields.Nested(RectificationStageSchema))
    photos = fields.Function(
        lambda made: [photo.number for photo in made.photos],
        metadata={"type": "array", "items": {"type": "integer"}},
    )
