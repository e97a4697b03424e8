"""Commands for operators: do the waiting work."""

import signal

import click
from flask import Flask
from flask.cli import with_appcontext

from service.web.unit import database

from . import retention
from .demo import commands as demo
from .drain import Drain, drain


def init_app(app: Flask) -> None:
    """Add the commands of this floor."""
    app.cli.add_command(work)
    demo.init_app(app)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def work(*, once: bool) -> None:
    """Do the work that marks ask for, until stopped."""
    if once:
        retention.ask(database())
        click.echo(f"{drain(database())} done")
        return
    loop = Drain(database())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    loop.run()
