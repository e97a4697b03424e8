"""What the program brings: the nine conditions of 2016, the five of 2009, three cycles."""

from service.awards import cycles
from service.awards.models import AwardCycle
from service.core import clock

NINE = [
    "政治坚定可靠",
    "没有发生违纪违法问题",
    "制度体系健全",
    "平台建设规范",
    "服务便利高效",
    "工作作风优良",
    "队伍建设较好",
    "工作实绩突出",
    "监督机制完善",
]
FIVE = ["严格依法行政", "优质高效服务", "办事公开透明", "工作作风优良", "监督机制完善"]


def test_the_conditions_stand_in_the_order_of_their_notices():
    assert [one["title"] for one in cycles.condition_set("2016")] == NINE
    assert [one["title"] for one in cycles.condition_set("2009")] == FIVE


def test_every_condition_is_computed_from_something_or_stated_by_a_person():
    for key in ("2016", "2009"):
        for condition in cycles.condition_set(key):
            assert condition["statement"] or condition["feeds"], condition["title"]
            assert condition["text"]
            assert condition["source"]


def test_loading_is_safe_to_repeat(app, database):
    runner = app.test_cli_runner()
    first, second = (runner.invoke(args=["awards", "load"]).output for _ in range(2))
    assert first.count("\n") == 3
    assert second == ""
    with database.reading() as session:
        found = {cycle.key: cycle for cycle in session.query(AwardCycle)}
    assert {key for key, cycle in found.items() if cycle.is_open} == {"2026-2028-demo"}
    assert len(found["2014-2016"].conditions) == 9
    assert found["2014-2016"].requirements["copies"] == 8


def test_what_an_office_changed_is_not_loaded_over(database):
    with database.transaction() as session:
        cycles.load_library(session, now=clock.now())
    with database.transaction() as session:
        session.query(AwardCycle).filter_by(key="2014-2016").one().is_open = True
    with database.transaction() as session:
        assert cycles.load_library(session, now=clock.now()) == []
    with database.reading() as session:
        assert session.query(AwardCycle).filter_by(key="2014-2016").one().is_open
