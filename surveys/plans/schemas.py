"""What is written about plans and tasks, and what goes out."""

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.core.problems import N_
from service.web.api import DiscreetWords, Line, Schema
from service.windows.models import Kind, Level
from surveys.words import LONGEST_NOTE, SHORTEST, OfficeWords, told

from .models import Occasion, PlanState, TaskState
from .progress import Cause, Outcome

LONGEST_PERIOD = 366


def _percent(**more: Any) -> fields.Integer:
    return fields.Integer(validate=validate.Range(0, 100), **more)


class PlanDraftSchema(Schema):
    """What a plan takes, when, by whom."""

    client_key = fields.UUID(
        required=True,
        metadata={"description": "Drawn by the sender; the same key again stores nothing twice"},
    )
    title = DiscreetWords(required=True, validate=validate.Length(2, 60))
    occasion = fields.Enum(Occasion, by_value=True, load_default=Occasion.ROUTINE)
    scope = Line(
        required=True,
        validate=validate.Length(1, 30),
        metadata={"description": "Code of the unit below which windows are drawn, or of a window"},
    )
    kinds = fields.List(told(Kind), load_default=list, metadata={"description": "None: all"})
    levels = fields.List(told(Level), load_default=list, metadata={"description": "None: all"})
    inspectors = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 500))
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    band_days = fields.Integer(load_default=14, validate=validate.Range(1, 92))
    amount = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 1000),
        metadata={"description": "Of each stratum (city, kind, level); none: a census"},
    )
    is_share = fields.Boolean(
        load_default=True, metadata={"description": "The amount is in percent, not a number"}
    )
    second_share = _percent(
        load_default=0, metadata={"description": "Percent of windows that two people visit, blind"}
    )
    lockout_days = fields.Integer(load_default=180, validate=validate.Range(0, 730))
    public_source = DiscreetWords(required=True, validate=validate.Length(2, 120))
    public_on = fields.Date(required=True)

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        wrong: dict[str, list[str]] = {}
        start, end, public_on = data["starts_on"], data["ends_on"], data["public_on"]
        if not 0 <= (end - start).days < LONGEST_PERIOD:
            wrong["ends_on"] = [N_("检查期从一天到一年。")]
        if public_on > start:
            wrong["public_on"] = [N_("公开值要在检查开始以前公布。")]
        if data["is_share"] and (data["amount"] or 0) > 100:  # noqa: PLR2004
            wrong["amount"] = [N_("比例不能超过 100%。")]
        if data["second_share"] and len(set(data["inspectors"])) < 2:  # noqa: PLR2004
            wrong["inspectors"] = [N_("双人检查至少要两名检查员。")]
        if wrong:
            raise ValidationError(wrong)


class PlanDrawSchema(Schema):
    """The public value."""

    public_value = Line(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "As printed, for example the numbers of a lottery in their order"},
    )


class PlanNoteSchema(Schema):
    """Why."""

    note = OfficeWords(SHORTEST, LONGEST_NOTE)


class PlanReasonSchema(Schema):
    """Why; kept for good."""

    reason = OfficeWords(SHORTEST, LONGEST_NOTE)


class PlanMergeSchema(Schema):
    """The plan into which this one goes."""

    into_id = fields.UUID(required=True)


class PlanStepSchema(Schema):
    """Nothing more to say."""


class _Hex(fields.String):
    """Bytes in hexadecimal."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        text = value.hex() if isinstance(value, bytes) else value
        return super()._serialize(text, attr, obj, **kwargs)


class PlanSchema(Schema):
    """A plan. The secret is told once the plan is closed."""

    id = fields.UUID()
    title = fields.String()
    occasion = told(Occasion)
    state = told(PlanState)
    scope = fields.String()
    kinds = fields.List(fields.String())
    levels = fields.List(fields.String())
    starts_on = fields.Date()
    ends_on = fields.Date()
    band_days = fields.Integer()
    amount = fields.Integer(allow_none=True)
    is_share = fields.Boolean()
    second_share = fields.Integer()
    lockout_days = fields.Integer()
    public_source = fields.String()
    public_on = fields.Date()
    public_value = fields.String(allow_none=True)
    commitment = _Hex(allow_none=True)
    root = _Hex(allow_none=True)
    version = fields.Integer()


class PlanCountsSchema(Schema):
    """How many tasks came to what."""

    city = fields.String()
    planned = fields.Integer()
    open = fields.Integer()
    done = fields.Integer()
    refused = fields.Integer()
    not_counted = fields.Integer()
    not_done = fields.Integer()


class PlanAlarmSchema(Schema):
    """Ratings around the visits against the usual ones."""

    windows = fields.Integer()
    z = fields.Float(allow_none=True)
    is_loud = fields.Boolean()


class PlanCaseSchema(PlanSchema):
    """A plan with its coverage, and what was left alone and why."""

    coverage = fields.List(fields.Nested(PlanCountsSchema))
    alarm = fields.Nested(PlanAlarmSchema)
    resting = fields.Dict(keys=fields.String(), values=fields.String())
    short = fields.Dict(
        keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer())
    )


class PlanTaskSchema(Schema):
    """A task, as its inspector sees it."""

    id = fields.UUID()
    window_id = fields.UUID()
    window_name = fields.String(attribute="window.full_name")
    window_code = fields.String(attribute="window.code")
    first_on = fields.Date()
    last_on = fields.Date()
    state = told(TaskState)
    version = fields.Integer()


class PlanTaskLineSchema(Schema):
    """A task and what it came to."""

    task = fields.Nested(PlanTaskSchema)
    outcome = told(Outcome)
    visit_id = fields.Function(lambda line: str(line.visit.id) if line.visit else None)


class PlanOfficeLineSchema(PlanTaskLineSchema):
    """A task as the office sees it, with who goes."""

    inspector_id = fields.UUID(attribute="task.inspector_id")
    inspector = fields.String(attribute="task.inspector.display_name")


class PlanDeclineSchema(Schema):
    """Why a task cannot be done."""

    cause = fields.Enum(Cause, by_value=True, required=True)
    note = OfficeWords(SHORTEST, LONGEST_NOTE)


class PlanLoadSchema(Schema):
    """How often a window is checked in a year."""

    window_id = fields.UUID(attribute="window.id")
    window_name = fields.String(attribute="window.full_name")
    visits = fields.Integer()
    planned = fields.Integer()
    last_on = fields.Date(allow_none=True)


class PlanYearSchema(Schema):
    """A year."""

    year = fields.Integer(
        load_default=lambda: date.today().year,  # noqa: DTZ011
        validate=validate.Range(2000, 2999),
    )


class PlanAgreementSchema(Schema):
    """How far two pairs of eyes agree on an item (Gwet's AC1 with its 95 % interval)."""

    form_key = fields.String()
    item = fields.String()
    n = fields.Integer()
    same = fields.Integer()
    value = fields.Float(allow_none=True)
    low = fields.Float()
    high = fields.Float()
    in_doubt = fields.Boolean()
