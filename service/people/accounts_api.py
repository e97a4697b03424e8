"""Accounts and the audit for programs."""

import uuid
from collections.abc import Callable
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action, Role
from service.core.audit import AuditEvent
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import management, passwords, queries
from .models import Account
from .schemas import (
    AccountQuerySchema,
    AccountSchema,
    AuditQuerySchema,
    AuditSchema,
    InvitationSchema,
    InvitedSchema,
    NewGrantSchema,
    OneTimePasswordSchema,
    moments,
)

MANAGE = Action.MANAGE_ACCOUNTS
accounts = Blueprint("accounts", __name__, url_prefix="/accounts", description="Accounts of staff.")
audit = Blueprint("audit", __name__, url_prefix="/audit", description="Who did what.")
missing = accounts.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = accounts.alt_response(422, schema=ErrorSchema)
refused = accounts.alt_response(409, schema=ErrorSchema, description="own_account, last_role")


def _page(query: Any, asked: PaginationParameters) -> list[Any]:
    page = paginate(session(), query, number=asked.page, size=asked.page_size)
    asked.item_count = page.total
    return page.items


@accounts.route("")
class Accounts(MethodView):
    """The accounts in your part of the tree."""

    @allow(Action.READ_ACCOUNTS)
    @accounts.arguments(AccountQuerySchema, location="query")
    @accounts.response(200, AccountSchema(many=True))
    @accounts.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[Account]:
        """List accounts, by name."""
        return _page(queries.accounts(current_actor(), **asked), pagination_parameters)

    @allow(MANAGE)
    @accounts.arguments(InvitationSchema)
    @accounts.response(201, InvitedSchema)
    @wrong
    def post(self, given: dict[str, Any]) -> dict[str, Any]:
        """Invite somebody; the one-time password is told this once and is good for seven days."""
        password, password_hash = passwords.issue()
        invited = management.invite(
            session(),
            actor=current_actor(),
            now=clock.now(),
            password_hash=password_hash,
            **{**given, "role": Role(given["role"])},
        )
        return {"account": _whole(invited.id), "password": password}


def _whole(account_id: uuid.UUID) -> Account:
    return queries.get_account(session(), current_actor(), account_id)


def _act(operation: Callable[..., Any], account_id: uuid.UUID, **given: Any) -> Account:
    operation(session(), actor=current_actor(), now=clock.now(), account_id=account_id, **given)
    return _whole(account_id)


@accounts.route("/<uuid:account_id>")
class OneAccount(MethodView):
    """One account."""

    @allow(Action.READ_ACCOUNTS)
    @accounts.response(200, AccountSchema)
    @missing
    def get(self, account_id: uuid.UUID) -> Account:
        """Read an account with its roles."""
        return _whole(account_id)


@accounts.post("/<uuid:account_id>/grants")
@allow(MANAGE)
@accounts.arguments(NewGrantSchema)
@accounts.response(201, AccountSchema)
@missing
@wrong
@refused
def grant(given: dict[str, Any], account_id: uuid.UUID) -> Account:
    """Give an account a further role."""
    role, place = Role(given["role"]), given["place"]
    return _act(management.grant_role, account_id, role=role, place=place)


@accounts.route("/<uuid:account_id>/grants/<uuid:grant_id>")
class OneGrant(MethodView):
    """One role of an account."""

    @allow(MANAGE)
    @accounts.response(204)
    @missing
    @refused
    def delete(self, account_id: uuid.UUID, grant_id: uuid.UUID) -> None:
        """Take a role away; the last one stays."""
        management.revoke_role(
            session(),
            actor=current_actor(),
            now=clock.now(),
            account_id=account_id,
            grant_id=grant_id,
        )


@accounts.post("/<uuid:account_id>/disable")
@allow(MANAGE)
@accounts.response(200, AccountSchema)
@missing
@refused
def disable(account_id: uuid.UUID) -> Account:
    """Shut an account out at once; its log-ins and tokens end."""
    return _act(management.disable_account, account_id)


@accounts.post("/<uuid:account_id>/enable")
@allow(MANAGE)
@accounts.response(200, AccountSchema)
@missing
@refused
def enable(account_id: uuid.UUID) -> Account:
    """Let a disabled account in again."""
    return _act(management.enable_account, account_id)


@accounts.post("/<uuid:account_id>/reset-factor")
@allow(MANAGE)
@accounts.response(200, AccountSchema)
@missing
@refused
def reset_factor(account_id: uuid.UUID) -> Account:
    """Take the second factor of a lost phone away; log-ins end."""
    return _act(management.reset_factor, account_id)


@accounts.post("/<uuid:account_id>/reset-password")
@allow(MANAGE)
@accounts.response(200, OneTimePasswordSchema)
@missing
@refused
def reset_password(account_id: uuid.UUID) -> dict[str, str]:
    """Hand out a one-time password, told this once; log-ins and tokens end."""
    password, password_hash = passwords.issue()
    _act(management.reset_password, account_id, password_hash=password_hash)
    return {"password": password}


@audit.get("")
@allow(Action.READ_AUDIT)
@audit.arguments(AuditQuerySchema, location="query")
@audit.response(200, AuditSchema(many=True))
@audit.paginate()
def acts(asked: dict[str, Any], pagination_parameters: PaginationParameters) -> list[AuditEvent]:
    """List who did what, newest first."""
    return _page(queries.audit(**moments(asked)), pagination_parameters)
