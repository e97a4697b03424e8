"""Complaints and praise, from the citizen's word to the answer."""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import citizen, citizen_api, contact_pages, models, pages, praise_pages, summary_api

__all__ = ["citizen", "contact_pages", "models", "praise_pages", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    pages.init_app(app)
    api.register_blueprint(citizen_api.blueprint)
    api.register_blueprint(web_api.blueprint)
    api.register_blueprint(summary_api.blueprint)
