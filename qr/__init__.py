"""A counter becomes a code, the code a printed card, and a scan a signed ticket."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import api as programs
from . import models, pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    app.register_blueprint(pages.blueprint)
    api.register_blueprint(programs.codes)
    api.register_blueprint(programs.runs)
    add_door(app, N_("评价码"), "qr.index", Action.READ_CODES, order=20)
