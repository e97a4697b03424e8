"""Commands for operators: publish the forms that come with the program."""

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import clock
from service.web.unit import database

from . import operations

forms = AppGroup("forms", help="Forms and their versions.")


def init_app(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(forms)


@forms.command("load")
def load() -> None:
    """Publish what changed in the library; safe to repeat."""
    with database().transaction() as session:
        for version in operations.load_library(session, now=clock.now()):
            click.echo(f"{version.sha256[:12]}  version {version.number}")
