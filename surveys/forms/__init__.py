"""Forms as data, with versions that never change."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import api as web_api
from . import commands, edit_pages, models, pages

__all__ = ["edit_pages", "models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    api.register_blueprint(web_api.blueprint)
    app.register_blueprint(pages.blueprint)
    add_door(app, N_("表单"), "forms.index", Action.READ_FORMS, order=80)
    commands.init_app(app)
