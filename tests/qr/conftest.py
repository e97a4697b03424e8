import pytest

from service.core import clock
from service.people import queries as people


@pytest.fixture
def acting(cast):
    """Give a member of the cast as an actor, by name."""

    def actor(name):
        with cast.database.reading() as session:
            return people.actor(session, getattr(cast, name).id)

    return actor


@pytest.fixture
def act(database):
    """Do one operation in a transaction of its own: ``act(issue_codes, actor=…, place=…)``."""

    def done(operation, **given):
        with database.transaction() as session:
            return operation(session, now=clock.now(), **given)

    return done
