"""Commands for operators: load the divisions of the province."""

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import clock
from service.web.unit import database

from .divisions import load_divisions

group = AppGroup("windows", help="Windows and the organisation tree.")


@group.command()
def divisions() -> None:
    """Load Liaoning: the province, 14 cities, 100 counties. Safe to repeat."""
    with database().transaction() as session:
        added = load_divisions(session, now=clock.now())
    click.echo(f"{added} added")


def init_app(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(group)
