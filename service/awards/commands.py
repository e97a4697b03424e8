"""Commands for operators: add the cycles that come with the program."""

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import clock
from service.web.unit import database

from . import cycles

awards = AppGroup("awards", help="Award cycles.")


def init_app(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(awards)


@awards.command("load")
def load() -> None:
    """Add the cycles that are missing; safe to repeat."""
    with database().transaction() as session:
        for cycle in cycles.load_library(session, now=clock.now()):
            click.echo(f"{cycle.key}  {cycle.name}")
