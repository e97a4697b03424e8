"""Asking for support (支持请求): what a window lacks, asked of the unit above it, with an answer.

Source: 人社部发〔2009〕53号 五（三）, which has those above solve what windows run into.
"""

from flask import Flask
from flask_smorest import Api

from . import api as web_api
from . import models, pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    pages.init_app(app)
    api.register_blueprint(web_api.blueprint)
