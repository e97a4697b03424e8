"""One database transaction per request: opened on first use, committed when the view returns.

A view that raises rolls back. Safe methods read one state of the database and write nothing.
"""

from contextlib import ExitStack
from typing import cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from service.config import Settings
from service.core.db import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def database() -> Database:
    """Return the database of the running application."""
    return cast("Database", current_app.extensions["database"])


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["settings"])


def session() -> Session:
    """Return this request's session, opening it on first use."""
    if "session" not in g:
        g.unit = ExitStack()
        opened = database().reading if request.method in SAFE_METHODS else database().transaction
        g.session = g.unit.enter_context(opened())
    return cast("Session", g.session)


def close(error: BaseException | None) -> None:
    """End this request's transaction: commit without an error, roll back with one."""
    unit: ExitStack | None = g.pop("unit", None)
    g.pop("session", None)
    if unit is not None:
        unit.__exit__(type(error) if error else None, error, None)
