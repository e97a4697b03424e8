"""Low ratings 差评: verified, put right or explained, called back, appealed against."""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import citizen, citizen_api, models, pages

__all__ = ["citizen", "models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    pages.init_app(app)
    api.register_blueprint(citizen_api.blueprint)
    api.register_blueprint(web_api.blueprint)
