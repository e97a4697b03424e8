"""What the API asks and shows of deadlines and rule packs."""

from marshmallow import fields, validate

from service.web.api import Schema
from service.windows.models import Kind, Level

from .models import DeadlineState
from .packs import NAMES
from .subjects import PAGES
from .terms import Unit


class DueFilterSchema(Schema):
    """Which deadlines to list."""

    name = fields.String(
        load_default=None, validate=validate.OneOf(NAMES), metadata={"description": "One clock"}
    )
    subject = fields.String(
        load_default=None,
        validate=validate.OneOf(list(PAGES)),
        metadata={"description": "One sort of matter: a table's name"},
    )
    overdue = fields.Boolean(load_default=False, metadata={"description": "Only what has run out"})
    city = fields.String(
        load_default="",
        validate=validate.Length(max=12),
        metadata={"description": "Division code of the city above the windows"},
    )
    kind = fields.Enum(Kind, by_value=True, load_default=None)
    level = fields.Enum(Level, by_value=True, load_default=None)


class DueSchema(Schema):
    """A deadline as it stands now."""

    id = fields.UUID(attribute="deadline.id")
    name = fields.String(attribute="deadline.name", validate=validate.OneOf(NAMES))
    state = fields.Enum(DeadlineState, by_value=True)
    window_id = fields.UUID(attribute="deadline.window_id")
    window_name = fields.String(attribute="deadline.window.full_name")
    owner_path = fields.String(
        attribute="deadline.owner_path", metadata={"description": "The place that must act"}
    )
    subject = fields.String(
        attribute="deadline.subject", metadata={"description": "What it is about: a table's name"}
    )
    subject_id = fields.UUID(attribute="deadline.subject_id")
    unit = fields.String(attribute="deadline.unit", validate=validate.OneOf(list(Unit)))
    amount = fields.Integer(
        attribute="deadline.amount", metadata={"description": "The term, in its unit"}
    )
    left = fields.Integer(
        allow_none=True,
        metadata={
            "description": "What is left: whole days, today not counted, or hours; paused: what"
            " is kept; none when it is over"
        },
    )
    started_at = fields.AwareDateTime(attribute="deadline.started_at")
    due_on = fields.Date(
        attribute="deadline.due_on", metadata={"description": "Its last day, Asia/Shanghai"}
    )
    due_at = fields.AwareDateTime(
        attribute="deadline.due_at", metadata={"description": "The first moment too late"}
    )
    provisional = fields.Boolean(
        attribute="deadline.provisional",
        metadata={"description": "A year on the way has no published holidays yet"},
    )
    paused_at = fields.AwareDateTime(attribute="deadline.paused_at", allow_none=True)
    extended_at = fields.AwareDateTime(attribute="deadline.extended_at", allow_none=True)
    met_at = fields.AwareDateTime(attribute="deadline.met_at", allow_none=True)
    overdue_at = fields.AwareDateTime(attribute="deadline.overdue_at", allow_none=True)
    escalated_to = fields.String(attribute="deadline.escalated_to", allow_none=True)
    pack = fields.String(attribute="deadline.pack")
    pack_since = fields.Date(attribute="deadline.pack_since")


class ClockTermSchema(Schema):
    """One clock of a pack."""

    unit = fields.Enum(Unit, by_value=True)
    amount = fields.Integer()
    warn_at = fields.Float(metadata={"description": "Share of the term after which to warn"})
    extension = fields.Integer(metadata={"description": "What one extension adds"})


class RulePackSchema(Schema):
    """A rule pack in one of its versions."""

    key = fields.String(attribute="pack.key")
    place = fields.String(
        attribute="pack.place", metadata={"description": "Division code; empty: everywhere"}
    )
    in_use = fields.Boolean(metadata={"description": "It rules a clock at the caller's places"})
    title = fields.Dict(attribute="pack.title")
    note = fields.Dict(attribute="pack.note")
    source = fields.String(attribute="pack.source")
    since = fields.Date(attribute="pack.since")
    clocks = fields.Dict(
        attribute="pack.clocks", keys=fields.String(), values=fields.Nested(ClockTermSchema)
    )
    settings = fields.Dict(attribute="pack.settings")


class InForceSchema(Schema):
    """Which pack rules a clock."""

    key = fields.String()
    since = fields.Date()


class PlaceRulesSchema(Schema):
    """Which pack rules each clock at one of the caller's places."""

    path = fields.String()
    name = fields.String()
    clocks = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(InForceSchema),
        metadata={"description": "The pack in force, by clock"},
    )


class RulesSchema(Schema):
    """The rules at the caller's places, and every pack that is known."""

    places = fields.List(fields.Nested(PlaceRulesSchema))
    packs = fields.List(fields.Nested(RulePackSchema))
