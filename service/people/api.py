"""The own account for programs: who acts, log-ins, tokens, password, second factor."""

import uuid
from typing import Any

from flask.views import MethodView

from service.core import clock
from service.core.access import Action, Actor
from service.core.clock import day_bounds
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import operations, proof, queries, second_factor
from .gate import signed_in
from .models import ApiToken
from .schemas import (
    LogInSchema,
    MadeTokenSchema,
    MeSchema,
    NewTokenSchema,
    PasswordSchema,
    RecoveryCodesSchema,
    SecondFactorSchema,
    TokenSchema,
)

OWN = Action.OWN_ACCOUNT
me = Blueprint("me", __name__, url_prefix="/me", description="Your own account.")
tokens = Blueprint("tokens", __name__, url_prefix="/tokens", description="Tokens of machines.")
log_ins = Blueprint("log_ins", __name__, url_prefix="/log-ins", description="Signed-in devices.")
missing = me.alt_response(404, schema=ErrorSchema)
wrong = me.alt_response(422, schema=ErrorSchema)
often = me.alt_response(429, schema=ErrorSchema, description="wait: too many wrong passwords")
by_hand = me.alt_response(403, schema=ErrorSchema, description="sign_in_by_hand: not by token")


@me.get("")
@allow(OWN)
@me.response(200, MeSchema)
def who() -> Actor:
    """Tell who acts, and where as what."""
    return current_actor()


@me.post("/password")
@allow(OWN)
@me.arguments(PasswordSchema)
@me.response(204)
@by_hand
@wrong
@often
def change_password(given: dict[str, Any]) -> None:
    """Change the own password; every other log-in ends."""
    found = signed_in()
    new_hash = proof.judge(found.account, given["password"])
    proof.demand(found.account, given["current_password"])
    operations.change_password(
        session(),
        actor=found.actor,
        now=clock.now(),
        password_hash=new_hash,
        log_in_id=found.log_in.id,
    )


@me.post("/second-factor")
@allow(OWN)
@me.arguments(SecondFactorSchema)
@me.response(200, RecoveryCodesSchema)
@by_hand
@wrong
def set_up_second_factor(given: dict[str, Any]) -> dict[str, list[str]]:
    """Set up the second factor with a secret of your making (base 32, 32 letters)."""
    actor = signed_in().actor
    codes = second_factor.enrol(session(), actor=actor, now=clock.now(), **given)
    return {"recovery_codes": codes}


@tokens.route("")
class Tokens(MethodView):
    """The tokens of the own account."""

    @allow(OWN)
    @tokens.response(200, TokenSchema(many=True))
    def get(self) -> list[ApiToken]:
        """List the living tokens, newest first."""
        return queries.tokens(session(), current_actor().id, now=clock.now())

    @allow(OWN)
    @tokens.arguments(NewTokenSchema)
    @tokens.response(201, MadeTokenSchema)
    @by_hand
    @wrong
    @often
    def post(self, given: dict[str, Any]) -> dict[str, Any]:
        """Make a token that acts as this account; its secret is told this once."""
        found = signed_in()
        proof.demand(found.account, given["current_password"])
        token, secret = operations.make_token(
            session(),
            actor=found.actor,
            now=clock.now(),
            name=given["name"],
            expires_at=day_bounds(given["expires_on"])[1],
        )
        return {"token": token, "secret": secret}


@tokens.route("/<uuid:token_id>")
class Token(MethodView):
    """One token."""

    @allow(OWN)
    @tokens.response(204)
    @missing
    def delete(self, token_id: uuid.UUID) -> None:
        """End a token at once. A machine may end its own."""
        operations.end_token(session(), actor=current_actor(), now=clock.now(), token_id=token_id)


@log_ins.route("")
class LogIns(MethodView):
    """The signed-in devices of the own account."""

    @allow(OWN)
    @log_ins.response(200, LogInSchema(many=True))
    @by_hand
    def get(self) -> list[dict[str, Any]]:
        """List the living log-ins, last used first."""
        found = signed_in()
        living = queries.log_ins(session(), found.account.id, now=clock.now())
        return [
            {
                "id": one.id,
                "device": one.device,
                "created_at": one.created_at,
                "seen_at": one.seen_at,
                "expires_at": one.expires_at,
                "is_this": one.id == found.log_in.id,
            }
            for one in living
        ]

    @allow(OWN)
    @log_ins.response(204)
    @by_hand
    def delete(self) -> None:
        """End every log-in but this one."""
        found = signed_in()
        operations.end_log_ins(
            session(), account_id=found.account.id, now=clock.now(), but=found.log_in.id
        )


@log_ins.route("/<uuid:log_in_id>")
class OneLogIn(MethodView):
    """One log-in."""

    @allow(OWN)
    @log_ins.response(204)
    @by_hand
    @missing
    def delete(self, log_in_id: uuid.UUID) -> None:
        """End a log-in."""
        operations.end_log_in(
            session(), actor=signed_in().actor, now=clock.now(), log_in_id=log_in_id
        )
