"""Figures by window, day and month."""

from flask import Flask
from flask_smorest import Api

from . import commands, models

__all__ = ["models", "register"]


def register(app: Flask, api: Api) -> None:  # noqa: ARG001 -- every room has the same door
    """Bring the room into the application."""
    commands.init_app(app)
