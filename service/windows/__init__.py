"""The organisation tree, service windows and their counters."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import api as programs
from . import commands, import_api, import_pages, models, pages, unit_pages

__all__ = ["import_api", "import_pages", "models", "register", "unit_pages"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    app.register_blueprint(pages.blueprint)
    api.register_blueprint(programs.units)
    api.register_blueprint(programs.windows)
    commands.init_app(app)
    also = ("windows.units",)
    add_door(app, N_("窗口单位"), "windows.index", Action.READ_WINDOWS, order=10, also=also)
