"""What is asked of people about their accounts, and what is told of them."""

from datetime import date, datetime
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf

from service.core.access import Role
from service.core.clock import day_bounds
from service.web.api import Line, OwnWords, Schema

from .passwords import LONGEST

ROLES = [str(role) for role in Role]


class PasswordField(OwnWords):
    """A password; space around it was never meant, and forms have always taken it off."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip()


class SignInSchema(Schema):
    """The sign-in form."""

    username = Line(required=True, validate=Length(1, 100))
    password = PasswordField(required=True, validate=Length(1, LONGEST))
    code = Line(load_default="", validate=Length(0, 40))
    next = fields.String(load_default="")


class PasswordSchema(Schema):
    """A change of the own password."""

    current_password = PasswordField(required=True, validate=Length(1, LONGEST))
    password = PasswordField(required=True, validate=Length(1, LONGEST + 1))


class RepeatedPasswordSchema(PasswordSchema):
    """The same on a page, where nobody sees what is typed."""

    again = PasswordField(required=True)


class SecondFactorSchema(Schema):
    """A second factor to set up: the secret that the app holds, and a code that proves it."""

    secret = Line(required=True, validate=Length(equal=32))
    code = Line(required=True, validate=Length(6, 10))
    current = Line(load_default="", validate=Length(0, 40))


class RecoveryCodesSchema(Schema):
    """Ten codes, each good for one sign-in; shown this once."""

    recovery_codes = fields.List(fields.String(), required=True)


class NewTokenSchema(Schema):
    """A token to make; it acts as the account and ends with the day stated."""

    name = Line(required=True, validate=Length(1, 60))
    expires_on = fields.Date(required=True)
    current_password = PasswordField(required=True, validate=Length(1, LONGEST))


class TokenSchema(Schema):
    """A token, without its secret."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class MadeTokenSchema(Schema):
    """A token just made, with its secret; shown this once."""

    token = fields.Nested(TokenSchema, required=True)
    secret = fields.String(required=True)


class LogInSchema(Schema):
    """A signed-in device."""

    id = fields.UUID(required=True)
    device = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    seen_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    is_this = fields.Boolean(required=True)


class GrantedSchema(Schema):
    """A role at a place."""

    role = fields.String(required=True)
    path = fields.String(required=True)


class MeSchema(Schema):
    """Who acts, and where as what."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    grants = fields.List(fields.Nested(GrantedSchema), required=True)


class GrantSchema(Schema):
    """A role of an account; ``place`` is the code of a unit or of a window."""

    id = fields.UUID(required=True)
    role = fields.String(required=True)
    place = fields.Function(lambda grant: (grant.window or grant.org_unit).code, required=True)


class AccountSchema(Schema):
    """An account, without anything secret."""

    id = fields.UUID(required=True)
    username = fields.String(required=True)
    display_name = fields.String(required=True)
    grants = fields.List(fields.Nested(GrantSchema), required=True)
    has_second_factor = fields.Function(
        lambda account: account.totp_secret is not None, required=True
    )
    disabled_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class AccountQuerySchema(Schema):
    """Which accounts to list."""

    text = OwnWords(validate=Length(0, 60))
    role = fields.String(validate=OneOf(ROLES))


class NewGrantSchema(Schema):
    """A role to give at a place, named by its code."""

    role = fields.String(required=True, validate=OneOf(ROLES))
    place = Line(required=True, validate=Length(6, 30))


class InvitationSchema(NewGrantSchema):
    """Somebody to invite, with the first role."""

    username = Line(required=True, validate=Length(2, 40))
    display_name = Line(required=True, validate=Length(1, 30))


class InvitedSchema(Schema):
    """An account just made, with its one-time password; shown this once."""

    account = fields.Nested(AccountSchema, required=True)
    password = fields.String(required=True)


class OneTimePasswordSchema(Schema):
    """A one-time password; shown this once."""

    password = fields.String(required=True)


class AuditQuerySchema(Schema):
    """Which acts to list; days are those of Asia/Shanghai, both included."""

    action = OwnWords(validate=Length(0, 60))
    subject_id = OwnWords(validate=Length(0, 80))
    since = fields.Date()
    until = fields.Date()


class AuditSchema(Schema):
    """One act."""

    id = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor_id = fields.UUID(allow_none=True)
    action = fields.String(required=True)
    subject_type = fields.String(required=True)
    subject_id = fields.String(required=True)
    reason = fields.String(allow_none=True)
    details = fields.Dict(allow_none=True)


def moments(asked: dict[str, Any]) -> dict[str, Any]:
    """Turn the days of an audit query into the moments between which to look."""
    since: date | None = asked.pop("since", None)
    until: date | None = asked.pop("until", None)
    first: datetime | None = day_bounds(since)[0] if since else None
    last: datetime | None = day_bounds(until)[1] if until else None
    return {**asked, "since": first, "before": last}
