"""``mingchuang demo``: loads a demonstration province, once, and says how to walk it."""

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import exists, select

from qr.models import QrCode
from service import schema
from service.core import clock
from service.core.db import Database
from service.web.unit import database, settings
from service.windows.models import OrgUnit, ServiceWindow
from workers.drain import drain

from . import (
    afterwards,
    cases,
    low_ratings,
    nominations,
    people,
    places,
    praise,
    ratings,
    rectifications,
    support,
    visits,
)

#: the counter whose address is printed: first of the demonstration's busiest hall
SHOWN = "210100-SI-01"


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(demo)


@click.command()
@with_appcontext
def demo() -> None:
    """Load a demonstration province into an empty database, and print addresses and log-ins."""
    made = database()
    schema.upgrade(made)
    if load(made):
        click.echo("演示数据已载入。 The demonstration province is loaded.")
    tell(made)


def load(made: Database) -> bool:
    """Load the demonstration unless something is there; tell whether it was loaded."""
    now = clock.now()
    with made.transaction() as session:
        if session.scalar(select(exists(OrgUnit.id))):
            return False
        places.found(session, now=now)
        people.settle_office(session, now=now)
        places.furnish(session, now=now)
        people.settle(session, now=now)
        places.hang_codes(session, now=now)
    ratings.give(made, now=now)
    cases.file(made, now=now)
    praise.speak(made, now=now)
    visits.log(made, now=now)
    rectifications.put_right(made, now=now)
    with made.transaction() as session:
        nominations.nominate(session, now=now)
        support.keep_replies(session, now=now)
        support.ask(session, now=now)
    drain(made)
    low_ratings.answer(made, now=clock.now())
    afterwards.go_on(made, now=clock.now())
    drain(made)
    return True


def tell(made: Database) -> None:
    """Print where each audience begins."""
    with made.reading() as session:
        query = select(QrCode.code).join(ServiceWindow).where(ServiceWindow.code == SHOWN)
        code = session.scalar(query.order_by(QrCode.code).limit(1))
    address = settings().public_url
    click.echo(f"\n群众扫码 citizens      {address}/q/{code}")
    click.echo(f"工作人员 staff         {address}/sign-in   密码 password: {people.PASSWORD}\n")
    for member in people.MEMBERS:
        click.echo(f"  {member.username:<12}{member.name}  {member.what}")
    click.echo("")
