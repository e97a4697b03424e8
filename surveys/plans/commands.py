"""Commands for anyone: repeat a draw from its published file, check a proof against a seal."""

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from service.web.unit import database
from service.windows.models import ServiceWindow

from . import rounds, seals
from .models import Plan, PlanTask

plans = AppGroup("plans", help="Draws and seals of visit plans.")


def init_app(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(plans)


@plans.command("redraw")
@click.argument("which")
def redraw(which: str) -> None:
    """Repeat the draw WHICH and compare: a published file, or the id of a plan kept here.

    Here who was sent is repeated too. Ends with 1 when something differs.
    """
    path = Path(which)
    said: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else _kept(which)
    wrong = rounds.differences(said)
    for name in wrong:
        click.echo(f"{name}: differs")
    click.echo("the draw is not what it says" if wrong else "the draw is right")
    sys.exit(1 if wrong else 0)


def _kept(which: str) -> dict[str, Any]:
    try:
        plan_id = uuid.UUID(which)
    except ValueError:
        raise click.ClickException(f"{which}: neither a file nor the id of a plan") from None
    with database().reading() as session:
        plan = session.get(Plan, plan_id)
        if plan is None or not plan.record or plan.drawn_at is None:
            raise click.ClickException(f"{which}: no plan that was drawn")
        rows = select(ServiceWindow.code, PlanTask.inspector_id).join(PlanTask.window)
        sent = session.execute(rows.where(PlanTask.plan_id == plan.id))
        pairs = sorted([code, str(tag)] for code, tag in sent)
        return {**plan.record, **rounds.public(plan), "pairs": pairs}


@plans.command("check")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("seal")
def check(path: Path, seal: str) -> None:
    """Check the proof in the file PATH against the SEAL of its day. Asks no database."""
    proof = json.loads(path.read_text("utf-8"))
    holds = seals.reached(proof["leaf"], proof["steps"]) == seal.strip().lower()
    click.echo(proof["leaf"])
    click.echo("the proof holds" if holds else "the proof does not hold")
    sys.exit(0 if holds else 1)
