"""What the evidence says of putting right equals what one counts by hand."""

from datetime import timedelta

import pytest

from surveys.deadlines.watch import look
from surveys.evidence import gather
from surveys.rectifications.models import Source
from tests.rectifications.conftest import DAY, NOW, Rectifications


@pytest.fixture
def rectifications(database, cast):
    return Rectifications(database, cast)


@pytest.fixture
def told(rectifications):
    def gathered(last=NOW + 400 * DAY):
        window = rectifications.cast.window["city_hall"]
        with rectifications.database.reading() as session:
            facts = gather(session, window.id, NOW.date(), last.date())
        return facts.as_dict()["rectifications"]

    return gathered


def run_out(rectifications, made_id, now):
    with rectifications.database.transaction() as session:
        look(session, str(rectifications.get(made_id).term.id), now)


def test_opened_closed_in_time_late_open_and_again(rectifications, told):
    late = NOW + 60 * DAY
    rectifications.put_right(source=Source.COMPLAINT, issue_key="DELAY")
    tardy = rectifications.open(issue_key="C1", systemic=False)
    overdue = rectifications.open(issue_key="D1", systemic=True)
    for made_id in (tardy, overdue):
        run_out(rectifications, made_id, late)
    rectifications.submit(tardy, now=late)
    rectifications.verify(tardy, now=late)
    mistaken = rectifications.open(issue_key="E1")
    rectifications.act("withdraw", mistaken, by="wu", note="提错了窗口。")
    rectifications.open(issue_key="C1", now=late + DAY)
    rectifications.open(window="county_hall")
    found = told()
    assert (found["asked"], found["withdrawn"]) == (5, 1)
    assert (found["closed"], found["open"], found["late"]) == (2, 2, 2)
    assert (found["on_time"]["k"], found["on_time"]["n"]) == (1, 2)
    assert (found["systemic"], found["recurrences"]) == (1, 1)
    assert found["sources"] == {"low_rating": 0, "complaint": 1, "visit": 3}


def test_what_was_asked_outside_the_period_is_left_out(rectifications, told):
    rectifications.open(now=NOW + 3 * DAY)
    assert told(NOW + timedelta(days=2))["asked"] == 0
    assert told(NOW + timedelta(days=3))["asked"] == 1
