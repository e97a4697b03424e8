"""Award cycles, candidacies and the packs attached to them."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web import pages as shell

from . import api as room_api
from . import commands, form_pages, models, pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    api.register_blueprint(room_api.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(form_pages.blueprint)
    shell.add_door(app, N_("评选推荐"), "awards.index", Action.READ_CANDIDACY, order=60)
    commands.init_app(app)
