"""The composition root: names the rooms, builds the app, and is all that a WSGI server needs."""

import os
from pathlib import Path
from typing import Any

import click
from flask.cli import FlaskGroup

import qr
import workers
from service import awards, config, notices, people, schema, windows
from service.app import Application, create_app, open_database
from service.core.crypto import Keyring
from surveys import (
    complaints,
    conversations,
    deadlines,
    desks,
    forms,
    low_ratings,
    originals,
    plans,
    ratings,
    rectifications,
    recusal,
    replies,
    retention,
    rollups,
    status,
    support,
    visits,
)

ROOMS = (
    windows,
    people,
    notices,
    awards,
    qr,
    forms,
    deadlines,
    ratings,
    low_ratings,
    complaints,
    conversations,
    originals,
    recusal,
    visits,
    plans,
    rectifications,
    support,
    replies,
    retention,
    status,
    rollups,
    desks,
    workers,
)


def build() -> Application:
    """Build the application from the environment."""
    return create_app(config.load(), ROOMS)


def __getattr__(name: str) -> Any:
    """Build ``app`` when a server asks for it, so that commands do not pay for it."""
    if name not in {"app", "application"}:
        raise AttributeError(name)
    made = build()
    workers.attend(made)
    globals()["app"] = globals()["application"] = made
    return made


@click.group(cls=FlaskGroup, create_app=build, add_default_commands=False, add_version_option=False)
def main() -> None:
    """明窗 Mingchuang: ratings, complaints, visits, figures and award evidence."""


main.params.clear()  # one application: nothing to choose


@main.command(with_appcontext=False)
def migrate() -> None:
    """Bring the database to the newest form; safe to repeat."""
    database = open_database(config.load())
    schema.upgrade(database)
    click.echo("schema is current")


@main.command(with_appcontext=False)
@click.argument("path", type=click.Path(path_type=Path))
def keys(path: Path) -> None:
    """Make a new key file at PATH, readable by you alone."""
    Keyring.generate().save(path)
    click.echo(f"{path}: keep a copy in a safe place; without it sealed words are lost")


@main.command(with_appcontext=False)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=16, show_default=True)
def serve(host: str, port: int, threads: int) -> None:
    """Serve on one machine: waitress, with the worker inside."""
    import waitress  # noqa: PLC0415 -- gunicorn installations need none of it

    app = build()
    _stay_on_one_cpu()
    loop = workers.attend(app)
    click.echo(f"http://{host}:{port}")
    waitress.serve(app, host=host, port=port, threads=threads, ident=None)
    if loop:
        loop.stop()


def _stay_on_one_cpu() -> None:
    """Keep this thread, and those it starts, on one CPU.

    They share one interpreter lock, and handing that over between CPUs costs more than a second
    CPU brings (docs/performance.md).
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


if __name__ == "__main__":
    main()
