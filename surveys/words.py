"""What staff write and what a vocabulary says: the fields that the rooms' schemas share."""

from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from service.web.api import DiscreetWords, OwnWords, Schema

from .held import MOST_PHOTOS

LONGEST_NOTE = 1000
#: a sentence of staff, not a keystroke
SHORTEST = 5
LONGEST_HELD = 200


class Words(OwnWords):
    """Words that must be there: blanks alone are none."""

    def __init__(
        self, shortest: int = SHORTEST, longest: int = LONGEST_NOTE, *, missing: str = ""
    ) -> None:
        """Require between ``shortest`` and ``longest`` characters; ``missing`` asks for them."""
        super().__init__(
            required=True,
            error_messages={"required": missing} if missing else None,
            validate=validate.Length(shortest, longest),
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None or not text.strip():
            raise self.make_error("required")
        return text.strip()


class OfficeWords(DiscreetWords, Words):
    """Words of an office that others are going to read."""


class ReasonSchema(Schema):
    """Why something is done; kept for good."""

    reason = OfficeWords()


class ContactSchema(Schema):
    """A contact that was opened."""

    contact = fields.String(required=True)


def told(vocabulary: type[StrEnum], **options: Any) -> fields.String:
    """Return a word of a vocabulary, as the database gives it."""
    return fields.String(validate=validate.OneOf([*vocabulary]), **options)


def held_notes(most: int = MOST_PHOTOS) -> fields.List[str]:
    """Return the field for notes of photos that were sent before."""
    return fields.List(
        fields.String(validate=validate.Length(max=LONGEST_HELD)),
        load_default=list,
        validate=validate.Length(max=most),
        metadata={"description": f"Notes of photos sent before, at most {most}"},
    )
