"""Citizens' ratings."""

from flask import Flask
from flask_smorest import Api

from service.core.access import Action
from service.core.problems import N_
from service.web.pages import add_door

from . import api as web_api
from . import desk, kiosk, models, office, office_api, pages

__all__ = ["kiosk", "models", "office", "register"]


def register(app: Flask, api: Api) -> None:
    """Bring the room into the application."""
    desk.init_app(app)
    app.register_blueprint(pages.blueprint)
    for blueprint in (web_api.blueprint, office_api.bundles, office_api.heaps):
        api.register_blueprint(blueprint)
    add_door(app, N_("评价录入"), "ratings.batches", Action.ENTER_RATINGS, order=32)
    add_door(app, N_("待核定的评价"), "ratings.held", Action.DECIDE_HELD_RATINGS, order=33)
