"""How long private things are kept, what is due to go, and their erasure."""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import pages

__all__ = ["register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    pages.init_app(app)
    api.register_blueprint(web_api.blueprint)
