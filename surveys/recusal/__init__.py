"""Recusal: where an inspector may not go, as his roles, his own word and his appointment say."""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import models, pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    pages.init_app(app)
    api.register_blueprint(web_api.blueprint)
