"""Unannounced visits and their checklists."""

from flask import Flask
from flask_smorest import Api

from service.core.problems import N_
from service.web.pages import add_door, add_note

from . import api as web_api
from . import models, pages, phone_api, phone_pages

__all__ = ["models", "phone_api", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    api.register_blueprint(web_api.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(phone_pages.blueprint)
    add_note(app, phone_pages.unsent)
    add_door(app, N_("检查"), "visits.tasks", *pages.READ, order=50)
