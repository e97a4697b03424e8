"""What the desks are asked, and what their API answers."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.core.problems import N_
from service.web.api import Schema
from service.windows.models import Kind, Level
from surveys.rollups import periods

FIRST_YEAR, LAST_YEAR, LONGEST = 2000, 2100, 120
DAYS = validate.Range(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
WRONG_ORDER = N_("起始时间不能晚于截止时间。")
TOO_LONG = N_("一次最多查询十年。")


class Month(fields.String):
    """A month such as 2026-11; loads as its first day."""

    SHAPE = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")

    def __init__(self, **more: Any) -> None:
        """Say the shape to whoever reads the API's description."""
        super().__init__(metadata={"pattern": f"^{self.SHAPE.pattern}$"}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = self.SHAPE.fullmatch(super()._deserialize(value, attr, data, **kwargs))
        if found is None:
            raise ValidationError([N_("请填写正确的日期或时间。")])
        return date(int(found[1]), int(found[2]), 1)


def check_period(data: dict[str, Any]) -> None:
    """Refuse a period that runs backwards or is longer than ten years."""
    first, last = data.get("first"), data.get("last")
    if first and last and first > last:
        raise ValidationError(WRONG_ORDER, "from")
    if first and last and periods.months_before(last, LONGEST) > first:
        raise ValidationError(TOO_LONG, "from")


class PeriodSchema(Schema):
    """A period of days, both counted."""

    first = fields.Date(data_key="from", validate=DAYS)
    last = fields.Date(data_key="to", validate=DAYS)

    @validates_schema
    def _order(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)


class NarrowingSchema(Schema):
    """Which windows to compare."""

    city = fields.String(metadata={"description": "Division code of a city, for example 210100"})
    kind = fields.String(validate=validate.OneOf([kind.value for kind in Kind]))
    level = fields.String(validate=validate.OneOf([level.value for level in Level]))


class ComparisonSchema(NarrowingSchema):
    """Which windows to compare, over which months (both counted)."""

    first = Month(data_key="from")
    last = Month(data_key="to")

    @validates_schema
    def _order(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)


class ProvinceSchema(NarrowingSchema):
    """The filters of the comparison page."""

    months = fields.Integer(validate=validate.OneOf([3, 12, 36]))
    page = fields.Integer()


class HeadSchema(Schema):
    """The choices of the window's page."""

    window = fields.UUID()
    months = fields.Integer(validate=validate.OneOf([12, 36]))


class ShareSchema(Schema):
    """A share of n with its Wilson 95 % interval; below 30 nothing but n is told."""

    k = fields.Integer(allow_none=True)
    n = fields.Integer()
    value = fields.Float(allow_none=True)
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)
    enough = fields.Boolean()


class FiguresSchema(Schema):
    """Ratings added up; below 30 only how many there are."""

    n = fields.Integer()
    held = fields.Integer()
    excluded = fields.Integer()
    enough = fields.Boolean()
    levels = fields.List(
        fields.Integer(), allow_none=True, metadata={"description": "Counts of levels 1 to 5"}
    )
    positive = fields.Nested(ShareSchema)
    satisfied = fields.Nested(ShareSchema)
    mean = fields.Float(allow_none=True)


class NamedWindowSchema(Schema):
    """Which window."""

    id = fields.UUID()
    code = fields.String()
    full_name = fields.String()
    kind = fields.String()
    level = fields.String()


class MonthFiguresSchema(Schema):
    """One month; only the days of the period count."""

    month = fields.Date()
    figures = fields.Nested(FiguresSchema)


class TickedSchema(Schema):
    """A reason and how often it was ticked."""

    key = fields.String()
    words = fields.Dict(keys=fields.String(), values=fields.String())
    group = fields.String()
    times = fields.Integer()


class JudgedSchema(Schema):
    """A dimension and how it was judged."""

    key = fields.String()
    words = fields.Dict(keys=fields.String(), values=fields.String())
    n = fields.Integer()
    mean = fields.Float(metadata={"description": "1 to 5"})


class TermSchema(Schema):
    """One defined term, in Chinese and English."""

    key = fields.String()
    name = fields.Dict(keys=fields.String(), values=fields.String())
    text = fields.Dict(keys=fields.String(), values=fields.String())


class DefinitionsSchema(Schema):
    """What the figures mean (本系统口径)."""

    version = fields.String()
    name = fields.Dict(keys=fields.String(), values=fields.String())
    terms = fields.List(fields.Nested(TermSchema))


class LikeMonthSchema(Schema):
    """How the positive rates of like windows are spread in a month."""

    month = fields.Date()
    low = fields.Float(metadata={"description": "10th percentile"})
    middle = fields.Float()
    high = fields.Float(metadata={"description": "90th percentile"})


class WindowFiguresSchema(Schema):
    """One window's figures."""

    window = fields.Nested(NamedWindowSchema)
    first = fields.Date(data_key="from")
    last = fields.Date(
        data_key="to",
        allow_none=True,
        metadata={"description": "Last day that the reader may see; null before the first"},
    )
    waiting = fields.Integer(metadata={"description": "Ratings that arrived after that day"})
    appeals = fields.Integer(metadata={"description": "Low ratings that were appealed against"})
    appeals_upheld = fields.Integer()
    total = fields.Nested(FiguresSchema)
    months = fields.List(fields.Nested(MonthFiguresSchema))
    grades = fields.Dict(keys=fields.String(), values=fields.Nested(FiguresSchema))
    reasons = fields.List(fields.Nested(TickedSchema))
    dimensions = fields.List(fields.Nested(JudgedSchema))
    like = fields.List(
        fields.Nested(LikeMonthSchema),
        metadata={"description": "Other windows of its kind and level, by finished month"},
    )
    asked = fields.Integer(
        allow_none=True,
        metadata={"description": "Said that a good rating was asked for; not told to the window"},
    )
    channels = fields.Dict(
        keys=fields.String(), values=fields.Nested(FiguresSchema), allow_none=True
    )
    definitions = fields.Nested(DefinitionsSchema)


class ComparedSchema(Schema):
    """One window beside others; windows of one kind and level stand together, best first."""

    id = fields.UUID()
    code = fields.String()
    name = fields.String()
    city = fields.String(allow_none=True)
    kind = fields.String()
    level = fields.String()
    figures = fields.Nested(FiguresSchema)
    grades = fields.Dict(keys=fields.String(), values=fields.Integer())
    complaints = fields.Integer()
    upheld = fields.Integer()
    upheld_rate = fields.Float(
        allow_none=True, metadata={"description": "Upheld complaints per 1,000 ratings"}
    )
    asked = fields.Integer()
    appeals = fields.Integer()
    appeals_upheld = fields.Integer()
    visits = fields.Integer()
    visit_score = fields.Float(allow_none=True, metadata={"description": "0 to 100"})


class FiguresPageSchema(Schema):
    """One page of compared windows."""

    first = fields.Date(data_key="from", metadata={"description": "First day of the first month"})
    last = fields.Date(data_key="to", metadata={"description": "First day of the last month"})
    windows = fields.List(fields.Nested(ComparedSchema))
    definitions = fields.Nested(DefinitionsSchema)
