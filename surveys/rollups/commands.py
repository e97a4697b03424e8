"""Commands for operators: count everything anew, or tell whether the figures are right."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import marks
from service.web.unit import database

from . import operations

rollups = AppGroup("rollups", help="Figures counted from the raw rows.")


def init_app(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(rollups)


@rollups.command("rebuild")
def rebuild() -> None:
    """Count everything anew; safe to repeat. On SQLite writers wait meanwhile."""
    with database().transaction() as session:
        operations.rebuild_everything(session)
    click.echo("rebuilt")


@rollups.command("check")
def check() -> None:
    """Compare the figures with a recount; ends with 1 when a row differs.

    Rows whose work still waits differ rightly: run ``mingchuang work --once`` before.
    """
    with database().reading() as session:
        waiting, wrong = marks.waiting(session), operations.differences(session)
    if waiting:
        click.echo(f"{waiting} marks wait: do their work first (mingchuang work --once)")
    for table, rows in wrong.items():
        click.echo(f"{table}: {rows} rows differ" if rows else f"{table}: right")
    sys.exit(1 if any(wrong.values()) else 0)
