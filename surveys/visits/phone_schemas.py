"""What phones and the server tell each other while visits are delivered."""

from marshmallow import fields

from service.web.api import Schema


class VisitReceiptSchema(Schema):
    """A signed receipt: ECDSA P-256 with SHA-256 over the bytes of ``receipt``."""

    receipt = fields.String(
        metadata={
            "description": "JSON as text: `id`, `sent_sha256` (of the record's bytes as first"
            " sent), `state`, `photos` (`sha256`, `received`) and `server_time`"
        }
    )
    signature = fields.String(metadata={"description": "r and s, 32 bytes each, in base64"})
    public_key = fields.String(metadata={"description": "SubjectPublicKeyInfo, in base64"})


class VisitSessionSchema(Schema):
    """Who a phone is signed in as, and what it needs in order to send."""

    inspector_id = fields.UUID()
    csrf_token = fields.String(metadata={"description": "For the header X-CSRFToken"})
    server_time = fields.AwareDateTime()


class VisitPartSchema(Schema):
    """How much of a photo is here."""

    offset = fields.Integer(metadata={"description": "The next byte to send"})
    length = fields.Integer(metadata={"description": "Bytes of the whole photo"})
