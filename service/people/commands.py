"""Commands for operators: make the first account."""

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from service.core import clock
from service.core.access import Role
from service.core.problems import Problem
from service.web import forms
from service.web.unit import database
from service.windows.models import OrgUnit, ServiceWindow

from . import passwords
from .management import INITIAL, add_account

group = AppGroup("people", help="Accounts.")


@group.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), default=str(Role.ADMIN))
@click.option("--at", "code", default="210000", show_default=True, help="Code of unit or window.")
def add(username: str, name: str, role: str, code: str) -> None:
    """Make an account and print its one-time password (the first administrator, say)."""
    password, password_hash = passwords.issue()
    try:
        with database().transaction() as session:
            unit = session.scalar(select(OrgUnit).where(OrgUnit.code == code))
            window = session.scalar(select(ServiceWindow).where(ServiceWindow.code == code))
            place = unit or window
            if place is None:
                raise click.ClickException(f"no unit or window has the code {code}")
            now = clock.now()
            add_account(
                session,
                now=now,
                username=username,
                display_name=name,
                password_hash=password_hash,
                role=Role(role),
                place=place,
                initial_until=now + INITIAL,
            )
    except Problem as problem:
        raise click.ClickException(forms.sentence(problem.fields)) from problem
    click.echo(f"{username}  {password}  (good for {INITIAL.days} days, to be changed at sign-in)")


def init_app(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(group)
