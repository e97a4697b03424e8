"""The desks: what a window head, a conduct office and the province see and do."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import pages, province_api, province_pages
from .api import blp

__all__ = ["province_api", "province_pages", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    app.register_blueprint(pages.blueprint)
    api.register_blueprint(blp)
    add_door(app, N_("我的窗口"), "desks.head", Action.ANSWER_COMPLAINT, order=5)
    add_door(app, N_("窗口比较"), "desks.province", Action.COMPARE_WINDOWS, order=5)
