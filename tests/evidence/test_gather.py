"""The facts of a window equal what one counts by hand, and come out the same every time."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from qr.models import CodeState, QrCode
from service.core import clock
from service.core.db import new_id
from surveys.complaints.models import ComplaintKind, ComplaintState, Finding
from surveys.evidence import gather
from surveys.rollups import operations
from surveys.visits.models import VisitState
from tests.rollups.raw import NOON, TODAY
from workers.drain import drain

FIRST, LAST = date(2026, 9, 16), date(2026, 11, 20)

YES, NO, ALL = {"value": "yes"}, {"value": "no"}, {"value": "full"}
GOOD = {
    "A1": {"value": {"due": 4, "open": 4, "vacant": 0}},
    "B1": {"value": {"part": 6, "whole": 6}},
    "B2": YES,
    "B3": YES,
    "B4": YES,
    "C1": ALL,
    "D1": ALL,
    "E1": YES,
    "U1": YES,
}
POOR = GOOD | {
    "A1": {"value": {"due": 6, "open": 4, "vacant": 2, "minutes": 15, "notice": "no"}},
    "B1": {"value": {"part": 3, "whole": 4}},
    "B2": NO,
    "C1": {"value": "half"},
    "D1": {"value": "na"},
    "E1": NO,
}
EXCUSED = GOOD | {
    "A1": {"value": {"due": 5, "open": 3, "vacant": 2, "minutes": 15, "notice": "yes"}},
}


@pytest.fixture
def facts(database, raw):
    """Do the waiting work and return the facts of the city hall as JSON holds them."""

    def gathered(first=FIRST, last=LAST):
        drain(database)
        with database.reading() as session:
            return gather(session, raw.window.id, first, last).as_dict()

    return gathered


def test_ratings_by_month_grade_form_and_reason(database, raw, facts):
    with database.transaction() as session:
        second = raw.newer(session, raw.form, lambda body: body["levels"].reverse())
        raw.rate(session, 5, day=date(2026, 9, 15))  # a day too early
        raw.rate(session, 5, times=20, day=date(2026, 9, 16), grade="A")
        raw.rate(session, 4, times=9, day=date(2026, 10, 31), reasons=["quick"])
        raw.rate(session, 1, times=3, day=date(2026, 10, 1), reasons=["delay", "attitude"])
        raw.rate(session, 2, day=LAST, form_version_id=second.id, reasons=["delay"])
        raw.rate(session, 1, day=LAST, state="held", reasons=["taboo"])
        raw.rate(session, 1, day=LAST, state="excluded")
        raw.rate(session, 1, day=TODAY)  # a day too late
    ratings = facts()["ratings"]
    total = ratings["total"]
    assert (total["n"], total["levels"]) == (33, [3, 1, 0, 9, 20])
    assert (total["held"], total["excluded"]) == (1, 1)
    assert (total["positive"]["k"], total["positive"]["value"]) == (29, round(29 / 33, 6))
    assert (total["positive"]["low"], total["positive"]["high"]) == (0.726745, 0.951838)
    assert total["mean"] == round((100 + 36 + 2 + 3) / 33, 6)
    assert [
        (each["month"], each["is_whole"], each["ratings"]["n"]) for each in ratings["months"]
    ] == [("2026-09-01", False, 20), ("2026-10-01", True, 12), ("2026-11-01", False, 1)]
    assert ratings["months"][1]["ratings"]["positive"]["value"] is None
    assert {grade: each["n"] for grade, each in ratings["grades"].items()} == {
        "A": 20,
        "B": 13,
        "C": 0,
    }
    assert [(each["form"]["number"], each["ratings"]["n"]) for each in ratings["forms"]] == [
        (2, 1),
        (1, 32),
    ]
    assert [(each["key"], each["times"]) for each in ratings["reasons"]] == [
        ("quick", 9),
        ("delay", 4),
        ("attitude", 3),
    ]
    assert ratings["reasons"][1]["words"] == {"zh": "拖拉超时", "en": "Delays"}


def test_complaints_in_numbers_alone(database, raw, facts):
    with database.transaction() as session:
        raw.complain(session, day=FIRST, closed=LAST, due=LAST, finding=Finding.SUBSTANTIATED)
        raw.complain(session, day=FIRST, closed=LAST, due=FIRST, finding=Finding.UNFOUNDED)
        raw.complain(
            session, day=LAST, category="GIFT", is_grave=True, closed=LAST, finding=Finding.PARTIAL
        )
        raw.complain(
            session,
            day=LAST,
            state=ComplaintState.ANSWERED,
            reply="对不起",
            redacted="有人说话难听",
        )
        raw.complain(session, day=LAST, state=ComplaintState.NOT_ACCEPTED, category="DELAY")
        raw.complain(session, day=LAST, kind=ComplaintKind.PRAISE, category=None)
        raw.complain(session, day=TODAY)  # a day too late
    found = facts()["complaints"]
    assert (found["received"], found["praises"], found["answered"], found["upheld"]) == (5, 1, 1, 2)
    assert [(row["key"], row["received"], row["upheld"]) for row in found["categories"]] == [
        ("ATTITUDE", 3, 1),
        ("DELAY", 1, 0),
        ("GIFT", 1, 1),
    ]
    assert found["categories"][0]["words"]["zh"] == "态度生硬、不耐烦"
    reached = {state: number for state, number in found["states"].items() if number}
    assert reached == {"answered": 1, "closed": 3, "not_accepted": 1}
    assert found["findings"] == {
        "inconclusive": 0,
        "partial": 1,
        "substantiated": 1,
        "unfounded": 1,
    }
    assert (found["on_time"]["k"], found["on_time"]["n"]) == (2, 3)
    text = json.dumps(facts(), ensure_ascii=False)
    assert "对不起" not in text
    assert "有人说话难听" not in text


def test_visits_item_by_item_and_by_named_group(database, raw, facts):
    with database.transaction() as session:
        raw.visit(session, day=FIRST, score=9500, answers=GOOD)
        raw.visit(session, day=date(2026, 10, 10), score=7000, answers=POOR)
        raw.visit(session, day=date(2026, 10, 12), score=9000, answers=EXCUSED)
        raw.visit(session, day=LAST, score=None, observe_only=True, answers=POOR)
        raw.visit(session, day=LAST, state=VisitState.SUBMITTED, score=100, answers=POOR)
        raw.visit(session, day=LAST, state=VisitState.INCOMPLETE, score=None, answers=POOR)
        raw.visit(session, day=TODAY, score=100, answers=POOR)  # a day too late
    found = facts()["visits"]
    assert found["coverage"] == {
        "planned": None,
        "disclosed": 4,
        "scored": 3,
        "observe_only": 1,
        "undisclosed": 1,
    }
    assert found["mean_score"] == 8500
    assert [(each["observed_on"], each["score"]) for each in found["visits"]] == [
        ("2026-09-16", 9500),
        ("2026-10-10", 7000),
        ("2026-10-12", 9000),
        ("2026-11-20", None),
    ]
    poor = found["visits"][1]
    assert (poor["form"]["key"], poor["form"]["number"]) == ("visit.hall", 1)
    assert {
        item: poor["outcomes"][item] for item in ("A1", "B1", "U4", "C1", "D1", "E1", "E2")
    } == {
        "A1": "2/3",
        "B1": "3/4",
        "U4": "3/4",
        "C1": "1/2",
        "D1": None,
        "E1": "0",
        "E2": None,
    }
    assert found["vacant_posts"] == {"part": 2, "whole": 15, "value": round(2 / 15, 6)}
    assert found["uniforms"] == {"part": 15, "whole": 16, "value": 0.9375}
    items = {each["key"]: each for each in found["items"]}
    assert (items["D1"]["seen"], items["D1"]["met"], items["D1"]["not_applicable"]) == (2, 2, 1)
    assert items["C1"]["mean"] == round(2.5 / 3, 6)
    assert items["E2"]["seen"] == 0
    assert items["B2"]["words"]["zh"]
    groups = {each["key"]: (each["seen"], each["met"]) for each in found["groups"]}
    assert groups == {
        "five_systems": (2, 2),
        "four_disclosures": (3, 2),
        "three_displays": (9, 8),
        "four_unities": (6, 5),
        "courtesy": (3, 2),
    }
    assert [each["key"] for each in found["sections"]] == list("ABCDEFGH")
    assert str(raw.cast.sun.id) not in json.dumps(facts())


def test_counters_whose_code_hangs(database, raw, facts):
    _, second, third = raw.cast.counter["city_hall"]
    raw.cast.post_code()
    with database.transaction() as session:
        session.get(type(third), third.id).closed_on = TODAY
        for code, state, counter in (
            ("ABCD9990", CodeState.PRINTED, second.id),
            ("ABCD9991", CodeState.POSTED, None),
        ):
            session.add(
                QrCode(
                    code=code,
                    window_id=raw.window.id,
                    counter_id=counter,
                    state=state,
                    created_at=NOON,
                )
            )
    assert facts()["codes"] == {"counters": 2, "with_code": 1}


def test_the_same_state_gives_the_same_bytes(database, raw, facts):
    with database.transaction() as session:
        raw.year(session, ratings=300)
        for n in range(5):
            raw.complain(session, day=TODAY - timedelta(days=30 * n))
            raw.visit(session, day=TODAY - timedelta(days=30 * n), answers=GOOD)
    period = TODAY - timedelta(days=200), TODAY
    before = json.dumps(facts(*period))
    with database.transaction() as session:
        operations.rebuild_everything(session)
    with clock.at(NOON + timedelta(days=9)):
        assert json.dumps(facts(*period)) == before


def test_a_window_without_anything_has_facts_too(raw, facts):
    found = facts()
    assert found["ratings"]["total"]["n"] == 0
    assert found["ratings"]["total"]["positive"]["value"] is None
    assert found["complaints"]["on_time"]["n"] == 0
    assert found["visits"]["mean_score"] is None
    assert found["definitions"]["version"]
    assert found["window"] == {
        "code": "210100-SI-01",
        "name": "新河湾社保经办大厅（演示）",
        "kind": "SI",
        "level": "city",
    }


def test_an_unknown_window_has_none(database):
    with database.reading() as session, pytest.raises(NoResultFound):
        gather(session, new_id(), FIRST, LAST)
