"""The province's view for programs: gaps, what was found wanting, what has run out."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Schema
from service.web.unit import session
from surveys.rollups import gaps, periods
from surveys.rollups.comparison import Group

from . import late, reading, shown, wanting
from .api import blp, missing, period
from .schemas import ComparisonSchema, FiguresSchema, NarrowingSchema, ShareSchema


class GapSchema(Schema):
    """Windows of one kind and level, of one city or of all."""

    city = fields.String(metadata={"description": "Empty: all that were asked for"})
    kind = fields.String()
    level = fields.String()
    windows = fields.Integer()
    figures = fields.Nested(FiguresSchema)
    appeals = fields.Integer()
    appeals_upheld = fields.Integer()
    low = fields.Float(allow_none=True, metadata={"description": "10th percentile"})
    middle = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True, metadata={"description": "90th percentile"})
    gap = fields.Float(allow_none=True)


class WantingReasonSchema(Schema):
    """A reason and how many of the ratings it was ticked with."""

    key = fields.String()
    words = fields.Dict(keys=fields.String(), values=fields.String())
    group = fields.String()
    share = fields.Nested(ShareSchema)


class WantingPointSchema(Schema):
    """A point that was judged by itself: the mean from 1 to 5, with careful bounds."""

    key = fields.String()
    words = fields.Dict(keys=fields.String(), values=fields.String())
    n = fields.Integer()
    mean = fields.Float()
    low = fields.Float()
    high = fields.Float()


class WantingSchema(Schema):
    """What was found wanting; ``kind`` and ``level`` are empty for the whole."""

    kind = fields.String()
    level = fields.String()
    n = fields.Integer()
    reasons = fields.List(fields.Nested(WantingReasonSchema))
    points = fields.List(fields.Nested(WantingPointSchema))


class OverdueSchema(Schema):
    """How many matters of a place have run over their clock, by sort (table)."""

    name = fields.String(metadata={"description": "City; empty: the whole, which stands first"})
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    lists = fields.Dict(metadata={"description": "Filters of /deadlines that list just these"})


@blp.route("/figures/gaps")
class Gaps(MethodView):
    """How far like windows lie apart."""

    @allow(Action.COMPARE_WINDOWS)
    @blp.arguments(ComparisonSchema, location="query")
    @blp.response(200, GapSchema(many=True))
    @missing
    def get(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Read P90 - P10 among windows of one kind and level, of all and then inside cities"""
        groups = reading.compared(session(), current_actor(), **_choice(asked))
        inside = gaps.told(gaps.by_city(groups))
        return [
            *(_gap("", group) for group in groups),
            *(_gap(city.name, group) for city, group in inside),
        ]


@blp.route("/figures/weakest")
class Weakest(MethodView):
    """What citizens found wanting."""

    @allow(Action.COMPARE_WINDOWS)
    @blp.arguments(ComparisonSchema, location="query")
    @blp.response(200, WantingSchema(many=True))
    @missing
    def get(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Read the reasons ticked most often and the lowest points, whole and by like group"""
        choice, actor = _choice(asked), current_actor()
        groups = reading.compared(session(), actor, **choice)
        return wanting.told(*reading.weakest(session(), actor, groups, **choice))


@blp.route("/figures/overdue")
class Overdue(MethodView):
    """What has run over its clock."""

    @allow(Action.COMPARE_WINDOWS)
    @blp.arguments(NarrowingSchema, location="query")
    @blp.response(200, OverdueSchema(many=True))
    @missing
    def get(self, asked: dict[str, Any]) -> list[late.Late]:
        """Count by city what is past its term now and not done"""
        return late.by_city(session(), current_actor(), clock.now(), **asked)


def _choice(asked: dict[str, Any]) -> dict[str, Any]:
    first, last = map(periods.first_of, period(asked))
    narrowing: dict[str, Any] = {k: v for k, v in asked.items() if k in NarrowingSchema().fields}
    return {"first": first, "last": last, **narrowing}


def _gap(city: str, group: Group) -> dict[str, Any]:
    spread = group.spread
    names = ("low", "middle", "high", "gap")
    return {
        "city": city,
        "kind": group.kind,
        "level": group.level,
        "windows": len(group.windows),
        "figures": shown.figures(group.figures),
        "appeals": group.appeals,
        "appeals_upheld": group.appeals_upheld,
        **{name: getattr(spread, name) if spread else None for name in names},
    }
