"""What the API shows of forms."""

from marshmallow import fields
from marshmallow.validate import Length, OneOf

from service.web.api import OwnWords, Schema

from .cells import COLUMNS, LONGEST
from .drafts import MOST_ROWS


class FormSummarySchema(Schema):
    """A version in a list."""

    key = fields.String(attribute="form.key")
    kind = fields.String(attribute="form.kind")
    number = fields.Integer()
    sha256 = fields.String(metadata={"description": "SHA-256 of the canonical JSON of the body"})
    published_at = fields.AwareDateTime()
    scored_from = fields.Date(metadata={"description": "Answers before this day are not scored"})
    retired_at = fields.AwareDateTime(allow_none=True)


class FormVersionSchema(FormSummarySchema):
    """A version with all its questions, weights and clauses."""

    body = fields.Dict()


class VersionSchema(Schema):
    """The version of the draft that the person saw."""

    version = fields.Integer(required=True)


class DraftSchema(VersionSchema):
    """The rows of a draft: column → text, right or not yet."""

    rows = fields.List(
        fields.Dict(
            keys=fields.String(validate=OneOf(list(COLUMNS))),
            values=OwnWords(validate=Length(0, LONGEST)),
        ),
        required=True,
        validate=Length(0, MOST_ROWS),
    )


class FaultSchema(Schema):
    """What keeps a draft from being published."""

    line = fields.Integer(metadata={"description": "Row, from 1; 0 is the whole form"})
    column = fields.String()
    message = fields.String()


class ShownDraftSchema(DraftSchema):
    """A draft with what is wrong with it."""

    key = fields.String(attribute="form.key")
    based_on = fields.Integer()
    saved_at = fields.AwareDateTime()
    faults = fields.List(fields.Nested(FaultSchema))


class RetirementSchema(Schema):
    """Why a checklist goes out of use."""

    reason = OwnWords(required=True, validate=Length(2, 200))
