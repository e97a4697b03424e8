"""Unannounced visits and their checklists."""

from flask import Flask
from flask_smorest import Api

from service.core.problems import N_
from service.web.pages import add_door

from . import api as web_api
from . import models, pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    api.register_blueprint(web_api.blueprint)
    app.register_blueprint(pages.blueprint)
    add_door(app, N_("检查"), "visits.tasks", *pages.READ, order=50)
