"""Managing accounts: invite people, give and take roles, shut out, reset; and the audit."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action, Role
from service.core.audit import AuditEvent
from service.core.paging import paginate
from service.core.problems import Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session

from . import management, passwords, queries
from .pages import blueprint
from .schemas import (
    AccountQuerySchema,
    AuditQuerySchema,
    InvitationSchema,
    NewGrantSchema,
    moments,
)

MANAGE = Action.MANAGE_ACCOUNTS


@blueprint.get("/accounts")
@allow(Action.READ_ACCOUNTS)
def accounts() -> str:
    """List the accounts with a role in the reader's part of the tree."""
    asked = forms.load(AccountQuerySchema(unknown=EXCLUDE), request.args)
    page = paginate(session(), queries.accounts(current_actor(), **asked), number=_page_number())
    return render("people/accounts.html", page=page, asked=asked, may_invite=_may_invite())


def _page_number() -> int:
    return request.args.get("page", 1, type=int)


def _may_invite() -> bool:
    return current_actor().may(MANAGE)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@allow(MANAGE)
def invite() -> ResponseReturnValue:
    """Invite somebody; the one-time password is shown in this one answer only."""

    def form(problem: Problem | None) -> str:
        return render("people/invite.html", given=request.form or request.args, problem=problem)

    def act() -> ResponseReturnValue:
        given = forms.load(InvitationSchema())
        password, password_hash = passwords.issue()
        invited = management.invite(
            session(),
            actor=current_actor(),
            now=clock.now(),
            password_hash=password_hash,
            **{**given, "role": Role(given["role"])},
        )
        return _show(invited.id, password=password)

    return forms.answered(form, act)


@blueprint.get("/accounts/<uuid:account_id>")
@allow(Action.READ_ACCOUNTS)
def show_account(account_id: uuid.UUID) -> str:
    """Show one account."""
    return _show(account_id)


def _show(
    account_id: uuid.UUID, problem: Problem | None = None, *, password: str | None = None
) -> str:
    actor = current_actor()
    found = queries.get_account(session(), actor, account_id)
    return render(
        "people/show.html",
        found=found,
        password=password,
        is_managed=management.manages(actor, found),
        given=request.form,
        problem=problem,
    )


def _act(account_id: uuid.UUID, do: Callable[[dict[str, Any]], Any]) -> ResponseReturnValue:
    """Do one thing to an account; a refusal is told above it."""

    def act() -> ResponseReturnValue:
        do({"actor": current_actor(), "now": clock.now(), "account_id": account_id})
        return redirect(url_for(".show_account", account_id=account_id), 303)

    return forms.answered(lambda problem: _show(account_id, problem), act)


@blueprint.post("/accounts/<uuid:account_id>/grants")
@allow(MANAGE)
def grant(account_id: uuid.UUID) -> ResponseReturnValue:
    """Give a further role."""

    def do(who: dict[str, Any]) -> None:
        given = forms.load(NewGrantSchema())
        management.grant_role(session(), **who, role=Role(given["role"]), place=given["place"])

    return _act(account_id, do)


@blueprint.post("/accounts/<uuid:account_id>/grants/<uuid:grant_id>/revoke")
@allow(MANAGE)
def revoke(account_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """Take a role away."""
    return _act(account_id, lambda who: management.revoke_role(session(), **who, grant_id=grant_id))


@blueprint.post("/accounts/<uuid:account_id>/disable")
@allow(MANAGE)
def disable(account_id: uuid.UUID) -> ResponseReturnValue:
    """Shut an account out."""
    return _act(account_id, lambda who: management.disable_account(session(), **who))


@blueprint.post("/accounts/<uuid:account_id>/enable")
@allow(MANAGE)
def enable(account_id: uuid.UUID) -> ResponseReturnValue:
    """Let an account in again."""
    return _act(account_id, lambda who: management.enable_account(session(), **who))


@blueprint.post("/accounts/<uuid:account_id>/reset-factor")
@allow(MANAGE)
def reset_factor(account_id: uuid.UUID) -> ResponseReturnValue:
    """Take the second factor of a lost phone away."""
    return _act(account_id, lambda who: management.reset_factor(session(), **who))


@blueprint.post("/accounts/<uuid:account_id>/reset-password")
@allow(MANAGE)
def reset_password(account_id: uuid.UUID) -> ResponseReturnValue:
    """Hand out a one-time password; it is shown in this one answer only."""

    def act() -> ResponseReturnValue:
        password, password_hash = passwords.issue()
        management.reset_password(
            session(),
            actor=current_actor(),
            now=clock.now(),
            account_id=account_id,
            password_hash=password_hash,
        )
        return _show(account_id, password=password)

    return forms.answered(lambda problem: _show(account_id, problem), act)


@blueprint.get("/audit")
@allow(Action.READ_AUDIT)
def audit() -> str:
    """List who did what, newest first."""
    asked = forms.load(AuditQuerySchema(unknown=EXCLUDE), request.args)
    query = queries.audit(**moments(dict(asked)))
    page = paginate(session(), query, number=_page_number(), size=50)
    return render(
        "people/audit.html", page=page, asked=asked, names=_names(page.items), kept=request.args
    )


def _names(events: list[AuditEvent]) -> dict[uuid.UUID, str]:
    return queries.names(session(), {event.actor_id for event in events if event.actor_id})
