"""What is written about recusals, and what goes out."""

from typing import Any

from marshmallow import fields, validate

from service.web.api import DiscreetWords, Line, Schema

from .queries import declared
from .rules import Tie


class DeclarationSchema(Schema):
    """One tie."""

    id = fields.UUID(dump_only=True)
    kind = fields.Enum(Tie, by_value=True, required=True)
    code = Line(
        required=True,
        validate=validate.Length(1, 30),
        metadata={"description": "Code of a unit or of a window"},
    )
    until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The last day in a past unit; nothing else has one"},
    )

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:  # noqa: ARG002
        """Read a tie's own fields out of what is sealed."""
        return obj.id if attr == "id" else getattr(declared(obj), attr, obj.tie.get(attr))


class AppointmentSchema(Schema):
    """The appointment of an invited supervisor."""

    id = fields.UUID(dump_only=True)
    username = Line(required=True, validate=validate.Length(1, 40), load_only=True)
    name = fields.String(dump_only=True, attribute="account.display_name")
    letter = DiscreetWords(required=True, validate=validate.Length(1, 60))
    area = Line(
        required=True,
        validate=validate.Length(1, 160),
        metadata={"description": "Code of a unit; given back as its path"},
    )
    since = fields.Date(required=True)
    until = fields.Date(required=True)
