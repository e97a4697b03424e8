"""Signing in and out, and the pages about the own account."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from service.core import clock
from service.core.access import Action
from service.core.clock import day_bounds
from service.core.problems import N_, Problem, invalid
from service.web import forms
from service.web.access import allow, csrf_protect, current_actor, public
from service.web.pages import render
from service.web.unit import session

from . import devices, factors, labels, operations, proof, queries, second_factor
from .gate import COOKIE_ENTRY, duty, signed_in
from .redirects import local
from .schemas import NewTokenSchema, RepeatedPasswordSchema, SecondFactorSchema, SignInSchema

blueprint = Blueprint("people", __name__, template_folder="templates")
ISSUER = "Mingchuang"
OWN = Action.OWN_ACCOUNT


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "labels": labels,
        "role_options": lambda: _options(labels.ROLE_NAMES),
        "act_options": lambda: _options(labels.ACTION_NAMES),
        "act_name": lambda act: gettext(labels.ACTION_NAMES.get(act, act)),
        "subject_name": lambda table: gettext(labels.SUBJECT_NAMES.get(table, table)),
    }


def _options(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(value, gettext(name)) for value, name in names.items()]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask who is there; lead back to where the person wanted to go."""

    def form(problem: Problem | None) -> str:
        given = request.form or request.args
        return render("people/sign_in.html", given=given, problem=problem)

    def act() -> ResponseReturnValue:
        csrf_protect()
        given = forms.load(SignInSchema())
        token = proof.sign_in(given["username"], given["password"], given["code"], _device())
        cookie.clear()
        cookie[COOKIE_ENTRY] = token
        return redirect(local(given["next"], url_for("home.index")), 303)

    return forms.answered(form, act)


def _device() -> str:
    return devices.describe(request.headers.get("User-Agent", ""))


@blueprint.post("/sign-out")
@allow(OWN)
def sign_out() -> ResponseReturnValue:
    """End this log-in."""
    operations.end_log_in(
        session(), actor=current_actor(), now=clock.now(), log_in_id=signed_in().log_in.id
    )
    cookie.clear()
    return redirect(url_for(".sign_in"), 303)


@blueprint.get("/account")
@allow(OWN)
def account() -> ResponseReturnValue:
    """Show the own account."""
    return _account()


def _account(problem: Problem | None = None, *, secret: str | None = None) -> str:
    me, now = signed_in(), clock.now()
    return render(
        "people/account.html",
        me=queries.with_grants(session(), me.account.id),
        this=me.log_in.id,
        log_ins=queries.log_ins(session(), me.account.id, now=now),
        tokens=queries.tokens(session(), me.account.id, now=now),
        today=clock.today(),
        given=request.form,
        problem=problem,
        secret=secret,
    )


@blueprint.post("/account/log-ins/<uuid:log_in_id>/end")
@allow(OWN)
def end_log_in(log_in_id: uuid.UUID) -> ResponseReturnValue:
    """End one of the own log-ins."""
    operations.end_log_in(session(), actor=current_actor(), now=clock.now(), log_in_id=log_in_id)
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/log-ins/end-others")
@allow(OWN)
def end_other_log_ins() -> ResponseReturnValue:
    """End every log-in but this one."""
    me = signed_in()
    operations.end_log_ins(session(), account_id=me.account.id, now=clock.now(), but=me.log_in.id)
    return redirect(url_for(".account"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@allow(OWN)
def password() -> ResponseReturnValue:
    """Change the own password; every other log-in ends."""
    me = signed_in()

    def form(problem: Problem | None) -> str:
        return render("people/password.html", is_first=duty(me) is not None, problem=problem)

    def act() -> ResponseReturnValue:
        given = forms.load(RepeatedPasswordSchema())
        if given["again"] != given["password"]:
            raise invalid({"again": [N_("两次填写的密码不一样。")]})
        new_hash = proof.judge(me.account, given["password"])
        proof.demand(me.account, given["current_password"])
        operations.change_password(
            session(),
            actor=me.actor,
            now=clock.now(),
            password_hash=new_hash,
            log_in_id=me.log_in.id,
        )
        return redirect(url_for(".account"), 303)

    return forms.answered(form, act)


@blueprint.route("/account/second-factor", methods=["GET", "POST"], endpoint="second_factor")
@allow(OWN)
def set_up_second_factor() -> ResponseReturnValue:
    """Set up the second factor, or put a new one in place of the old."""
    me = signed_in()

    def form(problem: Problem | None) -> str:
        typed = request.form.get("secret", "")
        secret = typed if factors.SECRET.fullmatch(typed) else factors.new_secret()
        address = factors.address(secret, me.account.username, ISSUER)
        return render(
            "people/second_factor.html",
            secret=secret,
            picture=factors.picture(address),
            is_new=me.account.totp_secret is None,
            is_first=duty(me) is not None,
            problem=problem,
        )

    def act() -> ResponseReturnValue:
        given = forms.load(SecondFactorSchema())
        codes = second_factor.enrol(session(), actor=me.actor, now=clock.now(), **given)
        return render("people/recovery.html", codes=codes)

    return forms.answered(form, act)


@blueprint.post("/account/tokens")
@allow(OWN)
def make_token() -> ResponseReturnValue:
    """Make a token for a machine; its secret is shown in this one answer only."""

    def act() -> ResponseReturnValue:
        given = forms.load(NewTokenSchema())
        proof.demand(signed_in().account, given["current_password"])
        _, secret = operations.make_token(
            session(),
            actor=current_actor(),
            now=clock.now(),
            name=given["name"],
            expires_at=day_bounds(given["expires_on"])[1],
        )
        return _account(secret=secret)

    return forms.answered(_account, act)


@blueprint.post("/account/tokens/<uuid:token_id>/end")
@allow(OWN)
def end_token(token_id: uuid.UUID) -> ResponseReturnValue:
    """End one of the own tokens."""
    signed_in()
    operations.end_token(session(), actor=current_actor(), now=clock.now(), token_id=token_id)
    return redirect(url_for(".account"), 303)
