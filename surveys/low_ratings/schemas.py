"""What is written about a low rating, and what goes out."""

import re
import unicodedata
from typing import Any

from marshmallow import ValidationError, fields, validate

from service.core.problems import N_
from service.web.api import Line, OwnWords, Schema
from surveys.words import OfficeWords, told

from .life import CallOutcome, Decision, Ground, LowRatingState, Settlement

LONGEST_CONTACT, LONGEST_RECEIPT = 60, 60
LONGEST_TERM = 60
FEWEST_DIGITS = 7


class LowRatingVerificationSchema(Schema):
    """What verification found."""

    found = OfficeWords()


class LowRatingSettlementSchema(Schema):
    """How it ends: fixed at once, registered to be put right, or explained."""

    settlement = fields.Enum(Settlement, by_value=True, required=True)
    answer = OfficeWords()
    due_days = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, LONGEST_TERM),
        metadata={"description": "Working days, for what is registered; the rule pack's if absent"},
    )


class LowRatingAppealSchema(Schema):
    """Why a rating should not count."""

    ground = fields.Enum(Ground, by_value=True, required=True)
    statement = OfficeWords()


class LowRatingDecisionSchema(Schema):
    """What becomes of an appeal, and why."""

    decision = fields.Enum(Decision, by_value=True, required=True)
    reason = OfficeWords()


class LowRatingCallSchema(Schema):
    """Whether the citizen was reached."""

    outcome = fields.Enum(CallOutcome, by_value=True, required=True)


class LowRatingQuerySchema(Schema):
    """How to narrow the list."""

    state = fields.Enum(LowRatingState, by_value=True, load_default=None, allow_none=True)


class Telephone(Line):
    """A number that can be called, however it is typed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        line = super()._deserialize(value, attr, data, **kwargs)
        if len(re.findall(r"\d", unicodedata.normalize("NFKC", line))) < FEWEST_DIGITS:
            raise ValidationError([N_("请填写能打通的电话号码。")])
        return line


class LowRatingLeftContactSchema(Schema):
    """A citizen's telephone number, with the receipt of the rating."""

    receipt = OwnWords(required=True, validate=validate.Length(1, LONGEST_RECEIPT))
    contact = Telephone(required=True, validate=validate.Length(max=LONGEST_CONTACT))


class LowRatingKeptSchema(Schema):
    """The contact is kept."""

    kept = fields.Boolean(required=True)


class LowRatingClockSchema(Schema):
    """A term that runs."""

    name = fields.String()
    due_on = fields.Date()
    provisional = fields.Boolean()
    is_paused = fields.Function(lambda clock: clock.paused_at is not None)
    is_overdue = fields.Function(lambda clock: clock.overdue_at is not None)


class LowRatingCallRowSchema(Schema):
    """One try to call back."""

    at = fields.AwareDateTime()
    outcome = told(CallOutcome)


class LowRatingAppealRowSchema(Schema):
    """An appeal and what became of it."""

    ground = told(Ground)
    statement = fields.String()
    filed_at = fields.AwareDateTime()
    decision = told(Decision, allow_none=True)
    reason = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)


class LowRatingSchema(Schema):
    """A low rating as its readers may know it."""

    id = fields.UUID(attribute="case.id")
    window_id = fields.UUID(attribute="case.window_id")
    window_name = fields.String(attribute="case.window.full_name")
    level = fields.Integer(attribute="case.level")
    state = told(LowRatingState, attribute="case.state")
    reasons = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    received = fields.String(metadata={"description": "The day, or the month of a quiet day"})
    comment = fields.String(
        allow_none=True, metadata={"description": "Null until its week is released"}
    )
    comment_waits = fields.Boolean()
    found = fields.String(attribute="case.found", allow_none=True)
    settlement = told(Settlement, attribute="case.settlement", allow_none=True)
    answer = fields.String(attribute="case.answer", allow_none=True)
    closed_at = fields.AwareDateTime(attribute="case.closed_at", allow_none=True)
    clocks = fields.List(fields.Nested(LowRatingClockSchema))
    appeal = fields.Nested(LowRatingAppealRowSchema, attribute="case.appeal", allow_none=True)
    version = fields.Integer(attribute="case.version")


class NamedLowRatingSchema(LowRatingSchema):
    """The same for those who call back."""

    calls = fields.List(fields.Nested(LowRatingCallRowSchema), attribute="case.calls")
