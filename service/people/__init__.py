"""Accounts, roles granted on a place of the tree, and log-ins."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import accounts_api, accounts_pages, commands, gate, models, pages
from . import api as programs

__all__ = ["accounts_pages", "models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    app.extensions["authenticator"] = gate.authenticate
    app.before_request(gate.lead)
    app.register_blueprint(pages.blueprint)
    for blueprint in (programs.me, programs.tokens, programs.log_ins):
        api.register_blueprint(blueprint)
    for blueprint in (accounts_api.accounts, accounts_api.audit):
        api.register_blueprint(blueprint)
    commands.init_app(app)
    add_door(app, N_("账号"), "people.accounts", Action.READ_ACCOUNTS, order=80)
    add_door(app, N_("审计记录"), "people.audit", Action.READ_AUDIT, order=90)
