"""Terms that run: rule packs as data, and what is due where."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import api as web_api
from . import models, packs, pages, spoken

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application; a rule pack that is wrong stops it here."""
    packs.library()
    api.register_blueprint(web_api.blueprint)
    app.register_blueprint(pages.blueprint)
    spoken.init_app(app)
    add_door(app, N_("期限"), "deadlines.index", Action.READ_DEADLINES, order=35)
