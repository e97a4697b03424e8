"""Plans of visits: drawn so that anyone can repeat it, sealed until told, fair to both sides."""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import commands, models, pages, seal_pages, seals_api, task_api, task_pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    for part in (pages, task_pages, seal_pages, commands):
        part.init_app(app)
    for part in (web_api, task_api, seals_api):
        api.register_blueprint(part.blueprint)
