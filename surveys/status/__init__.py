"""What became of it: a citizen asks by receipt."""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import pages


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    app.register_blueprint(pages.blueprint)
    api.register_blueprint(web_api.blueprint)
