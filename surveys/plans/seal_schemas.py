"""What is published of plans, and what is handed in to be checked."""

from marshmallow import fields, validate

from service.web.api import Schema


class SealSchema(Schema):
    """What a day commits to."""

    day = fields.Date()
    seal = fields.String()


class SealProofSchema(Schema):
    """What proves that a visit was planned."""

    leaf = fields.String(required=True, validate=validate.Length(2, 2000))
    steps = fields.List(
        fields.String(validate=validate.Length(69, 70)),
        required=True,
        validate=validate.Length(max=64),
    )
    day = fields.Date(required=True)
    seal = fields.String(load_default="", validate=validate.Length(max=64))


class SealCheckSchema(Schema):
    """Whether a proof leads to the seal of its day."""

    holds = fields.Boolean()
    says = fields.Dict(allow_none=True)


class SealDrawSchema(Schema):
    """All that is needed to repeat a draw; docs/plans.md says how."""

    algorithm = fields.String()
    commitment = fields.String()
    secret = fields.String()
    public_source = fields.String()
    public_on = fields.String()
    public_value = fields.String()
    rules = fields.Dict()
    places = fields.List(fields.Dict())
    taken = fields.List(fields.Dict())
