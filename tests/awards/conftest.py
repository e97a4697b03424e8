"""The cycle of 2014–2016, open, as it was played in the summer of 2016."""

from datetime import UTC, datetime

import pytest

from service.awards import cycles, operations
from service.awards.models import AwardCycle
from service.core import clock
from service.people import queries as people
from tests.awards.ways import DEEDS, form


@pytest.fixture
def acting(cast):
    """Give a member of the cast as an actor, by name."""

    def actor(name):
        with cast.database.reading() as session:
            return people.actor(session, getattr(cast, name).id)

    return actor


@pytest.fixture
def act(database):
    """Do one operation in a transaction of its own: ``act(nominate, actor=…, …)``."""

    def done(operation, **given):
        with database.transaction() as session:
            return operation(session, now=clock.now(), **given)

    return done


@pytest.fixture
def july():
    """Hold the clock at noon of 20 July 2016 in Shanghai."""
    with clock.at(datetime(2016, 7, 20, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def on():
    """Hold the clock at noon of a day: ``with on(2016, 8, 20): …``."""

    def noon(year, month, day):
        return clock.at(datetime(year, month, day, 4, tzinfo=UTC))

    return noon


@pytest.fixture
def cycle(database):
    """The cycle of 2014–2016, open for nomination."""
    with database.transaction() as session:
        cycles.load_library(session, now=clock.now())
    with database.transaction() as session:
        found = session.query(AwardCycle).filter_by(key="2014-2016").one()
        found.is_open = True
    return found


@pytest.fixture
def nominated(cast, cycle, acting, act, july):
    """Nominate a window of the cast: ``nominated("county_hall")`` returns the candidacy."""

    def put_forward(window="county_hall", by="zhao", **changed):
        return act(
            operations.nominate,
            actor=acting(by),
            cycle_id=cycle.id,
            window_id=cast.window[window].id,
            form=form(deeds=changed.pop("deeds", DEEDS), **changed),
        )

    return put_forward
