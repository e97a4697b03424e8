"""When things happen, and the one place where answers and awards meet."""

from flask import Flask
from flask_smorest import Api

from . import commands
from .bell import RedisBell
from .drain import Drain


def register(app: Flask, api: Api) -> None:  # noqa: ARG001 -- every room has the same door
    """Add the commands. Bells are hung by :func:`attend`, once per serving process."""
    commands.init_app(app)


def attend(app: Flask) -> Drain | None:
    """See to the work of a serving process: ring RQ, or drain in a thread of this process."""
    database, settings = app.extensions["database"], app.extensions["settings"]
    if settings.redis_url:
        database.after_commit(RedisBell(settings.redis_url).ring)
        return None
    loop = Drain(database)
    database.after_commit(loop.ring)
    loop.start()
    return loop
