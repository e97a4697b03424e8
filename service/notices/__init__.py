"""Telling people what waits for them: an inbox, and channels that lead out of the house."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import api as programs
from . import models, pages

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    app.register_blueprint(pages.blueprint)
    api.register_blueprint(programs.notices)
    api.register_blueprint(programs.deliveries)
    own, sending = Action.OWN_ACCOUNT, Action.RETRY_DELIVERIES
    add_door(app, N_("通知"), "notices.inbox", own, order=70, count=pages.unread)
    add_door(app, N_("通知发送"), "notices.deliveries", sending, order=85, count=pages.parked)
