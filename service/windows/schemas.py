"""What is asked about authorities, windows and counters, and what is told of them."""

from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from service.core.problems import N_
from service.web.api import Line, OwnWords, Schema

from . import hours, plates
from .labels import GRADES, KIND_NAMES, LEVEL_NAMES, NATURES, STATE_NAMES, ZONE_NAMES

#: a mainland mobile, an area code and number, a short or service number (辽人社〔2016〕149号 附件)
PHONE = r"[0-9(（][0-9 ()（）转-]{2,28}[0-9]"
CODE = r"[0-9]{6}([0-9]{3}){0,2}-[A-Z]+-[0-9]{2,3}"
WRONG_PHONE = N_("请填写手机号或带区号的电话，例如 024-00001234。")
WRONG_CODE = N_("编码应当是：所属机构代码-类型代码-两三位序号。")
WRONG_COUNT = N_("人数在 1 到 9999 之间。")


class HoursField(fields.Field[Any]):
    """Opening hours: in JSON an object of days, in forms and tables as people write them."""

    def __init__(self, **options: Any) -> None:
        """Describe the shape to readers of the API."""
        spans = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
        shape = {"type": ["object", "string"], "additionalProperties": spans}
        super().__init__(metadata=shape, **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            given = hours.parse(value) if isinstance(value, str) else hours.check(value)
        except hours.HoursError as error:
            raise ValidationError(str(error)) from error
        return given or None


class PlateField(Line):
    """The number of one counter."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return plates.plate(super()._deserialize(value, attr, data, **kwargs))
        except plates.PlateError as error:
            raise ValidationError(str(error)) from error


class UnitSchema(Schema):
    """An authority in the tree."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    full_name = fields.String(required=True)
    level = fields.String(required=True)
    path = fields.String(required=True)
    parent_id = fields.UUID(allow_none=True)
    nominating_city_id = fields.UUID(allow_none=True)


class NewUnitSchema(Schema):
    """An authority to add; its level is the one below its parent's."""

    parent_id = fields.UUID(required=True)
    code = Line(required=True, validate=Regexp(r"[0-9]{6,12}$", error=N_("代码只含数字。")))
    name = Line(required=True, validate=Length(1, 60))
    full_name = Line(required=True, validate=Length(1, 80))


class NewUnitByCodeSchema(NewUnitSchema):
    """The same on a page, where people know authorities by code."""

    class Meta(NewUnitSchema.Meta):
        """The parent is named by its code."""

        exclude = ("parent_id",)

    unit = Line(required=True)


class UnitQuerySchema(Schema):
    """Which authorities to list."""

    level = fields.String(validate=OneOf(list(LEVEL_NAMES)))


class FactsSchema(Schema):
    """What is known of a window; null clears it."""

    nature = fields.String(allow_none=True, validate=OneOf(NATURES))
    grade = fields.String(allow_none=True, validate=OneOf(GRADES))
    staff_count = fields.Integer(allow_none=True, validate=Range(1, 9999, error=WRONG_COUNT))
    head_name = Line(allow_none=True, validate=Length(2, 30))
    phone = Line(allow_none=True, validate=Regexp(f"{PHONE}$", error=WRONG_PHONE))
    address = Line(allow_none=True, validate=Length(1, 120))
    hours = HoursField(allow_none=True)


class NewWindowSchema(FactsSchema):
    """A window to open; without a code it gets the next free number."""

    unit_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=OneOf(list(KIND_NAMES)))
    full_name = Line(required=True, validate=Length(2, 60))
    code = Line(validate=Regexp(f"{CODE}$", error=WRONG_CODE))


class NewWindowByCodeSchema(NewWindowSchema):
    """The same on a page, where people know authorities by code."""

    class Meta(NewWindowSchema.Meta):
        """The owner is named by its code."""

        exclude = ("unit_id",)

    unit = Line(required=True)


class EditSchema(FactsSchema):
    """The form of the page: the facts, and the version that the person saw."""

    version = fields.Integer(required=True)


class WindowReasonSchema(Schema):
    """Why something is done to a window."""

    reason = OwnWords(required=True, validate=Length(2, 200))


class RenameSchema(WindowReasonSchema):
    """A window's new name."""

    full_name = Line(required=True, validate=Length(2, 60))


class MergeSchema(WindowReasonSchema):
    """The window that takes this one in."""

    into_id = fields.UUID(required=True)


class MergeByCodeSchema(WindowReasonSchema):
    """The same on a page, where people know windows by code."""

    into = Line(required=True, validate=Regexp(f"{CODE}$", error=WRONG_CODE))


class NewCounterSchema(Schema):
    """A counter to add."""

    number = PlateField(required=True)
    label = Line(load_default="", validate=Length(0, 40))
    zone = fields.String(allow_none=True, validate=OneOf(list(ZONE_NAMES)))
    is_universal = fields.Boolean(load_default=False)


class CounterSchema(Schema):
    """A counter."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    label = fields.String(required=True)
    zone = fields.String(allow_none=True)
    is_universal = fields.Boolean(required=True)
    closed_on = fields.Date(allow_none=True)


class WindowSchema(FactsSchema):
    """A window as it is listed."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    full_name = fields.String(required=True)
    kind = fields.String(required=True)
    level = fields.String(required=True)
    state = fields.String(required=True)
    unit = fields.Nested(UnitSchema, attribute="org_unit", required=True)
    merged_into_id = fields.UUID(allow_none=True)
    version = fields.Integer(required=True)


class WholeWindowSchema(WindowSchema):
    """A window with its counters."""

    counters = fields.List(fields.Nested(CounterSchema), required=True)


class WindowQuerySchema(Schema):
    """Which windows to list."""

    unit = OwnWords(metadata={"description": "Division code: this authority and all below"})
    kind = fields.String(validate=OneOf(list(KIND_NAMES)))
    level = fields.String(validate=OneOf(list(LEVEL_NAMES)))
    state = fields.String(validate=OneOf(list(STATE_NAMES)))
    text = OwnWords(validate=Length(0, 60), metadata={"description": "Words of name or code"})


class ImportQuerySchema(Schema):
    """Whether to look only."""

    preview = fields.Boolean(load_default=True)


class WindowChangeSchema(Schema):
    """What an import would change of a window."""

    code = fields.String(required=True)
    fields_ = fields.List(fields.String(), data_key="fields", required=True)


class ImportFaultSchema(Schema):
    """What is wrong in a row of an imported file; row 1 is the header."""

    row = fields.Integer(required=True)
    column = fields.String(required=True)
    message = fields.String(required=True)


class ImportOutcomeSchema(Schema):
    """What an import did, or would do."""

    created = fields.List(fields.String(), required=True)
    changed = fields.List(fields.Nested(WindowChangeSchema), required=True)
    unchanged = fields.Integer(required=True)
    faults = fields.List(fields.Nested(ImportFaultSchema), required=True)
