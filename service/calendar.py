"""The command that takes in a year's holidays and make-up days (调休)."""

import csv
from datetime import date
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from .core import clock, marks
from .core.audit import record
from .core.workdays import WORKDAYS, Workday, state_days
from .web.unit import database

WORKING = {"1": True, "0": False}


@click.command("workdays")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Number of the notice, for example 国办发明电…号.")
@with_appcontext
def workdays(path: Path, source: str) -> None:
    """Take in the days of a State Council notice: a CSV with ``date,working`` (1 or 0)."""
    days, now = read(path.read_text("utf-8-sig")), clock.now()
    with database().transaction() as session:
        changed = state_days(session, days, source=source)
        marks.bump(session, WORKDAYS, {str(day.year) for day in days}, now=now)
        record(
            session,
            actor_id=None,
            action="state_workdays",
            subject=Workday,
            subject_id=path.stem,
            now=now,
            reason=source,
            details={"days": len(days), "changed": changed},
        )
    click.echo(f"{len(days)} days, {changed} changed")


def read(text: str) -> dict[date, bool]:
    """Read ``date,working`` rows; raises click.ClickException that names the line."""
    days = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            days[date.fromisoformat(row["date"])] = WORKING[row["working"].strip()]
        except (KeyError, ValueError, AttributeError) as error:
            raise click.ClickException(f"line {number}: needs date,working (1 or 0)") from error
    return days


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(workdays)
