"""What is due for erasure, in numbers."""

from marshmallow import fields

from service.web.api import Schema


class StoreSchema(Schema):
    """One kind of private data."""

    store = fields.String()
    days = fields.Integer(metadata={"description": "Days that it is kept after a case is over"})
    kept = fields.Integer()
    due = fields.Integer(metadata={"description": "Erased in the coming night"})
    soon = fields.Integer(metadata={"description": "Due within thirty days"})


class ErasureSchema(Schema):
    """One act of erasure."""

    at = fields.AwareDateTime()
    erased = fields.Dict(keys=fields.String(), values=fields.Integer(), attribute="details")


class RetentionSchema(Schema):
    """What is kept, what is due, and the latest erasures."""

    due = fields.List(fields.Nested(StoreSchema))
    erasures = fields.List(fields.Nested(ErasureSchema))
