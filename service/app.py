"""Builds the application from settings and rooms; it knows no room by name."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_smorest import Api

from . import calendar
from .config import Settings
from .core.db import Database
from .core.storage import BlobStore
from .web import access, api, docs, errors, health, home, logs, pages, security, tongues, unit


class Room(Protocol):
    """A part of the program that brings its own addresses, tables and commands."""

    def register(self, app: Flask, api: Api) -> None:
        """Put the room's pages, API and commands into the application."""


class Refusal(Exception):  # noqa: N818 -- it only tells the transaction to undo
    """A view answered that it would not."""


class Application(Flask):
    """A Flask whose every request is one transaction."""

    jinja_environment = tongues.Environment

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit; an answer goes out only after that.

        A view that raises or answers with a refusal (4xx, 5xx) leaves nothing behind.
        """
        try:
            answer = self.make_response(super().dispatch_request())
        except BaseException as error:
            unit.close(error)
            raise
        refused = answer.status_code >= HTTPStatus.BAD_REQUEST
        unit.close(Refusal() if refused else None)
        return answer


def open_database(settings: Settings) -> Database:
    """Open the database and what belongs to it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Database(
        settings.database_url,
        keys=settings.keys(),
        blobs=BlobStore(settings.storage_url),
        wait=settings.patience,
    )


def create_app(settings: Settings, rooms: Sequence[Room]) -> Application:
    """Build the application; raises RuntimeError when an endpoint does not say who may come in."""
    app = Application(__name__, static_folder="web/static", template_folder="web/templates")
    app.extensions["settings"] = settings
    app.extensions["database"] = open_database(settings)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    logs.configure(settings.log_format)
    for part in (logs, security, pages, errors, access, health, home):
        part.init_app(app)
    calendar.init_app(app)
    Compress(app)
    smorest = api.init_app(app)
    for room in rooms:
        room.register(app, smorest)
    docs.init_app(app, smorest)
    app.view_functions["static"] = access.public(pages.static_file)
    if nameless := access.ungated(app):
        raise RuntimeError(f"say who may come in: {', '.join(nameless)}")
    return app
