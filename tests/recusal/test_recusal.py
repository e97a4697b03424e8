"""Where an inspector may not go: said once, kept private, obeyed at every visit."""

from datetime import date, timedelta

import pytest

from service.core import clock
from service.core.problems import Problem
from surveys.recusal import operations, queries
from surveys.recusal.rules import Bonds, Declared, Rule, Term, Tie
from tests.cast import stored
from tests.plans.conftest import DURING, Plans
from tests.visits.conftest import csrf_token

__all__ = ["csrf_token"]

HALL = "210000/210100/210181/210181-EMP-01/"
DAY = date(2026, 12, 2)


@pytest.fixture
def plans(database, cast):
    with clock.at(DURING):
        yield Plans(database, cast)


@pytest.mark.parametrize(
    ("bonds", "rule"),
    [
        (Bonds(), None),
        (Bonds(offices=["210000/210100/"]), Rule.OFFICE),
        (Bonds(offices=["210000/210100/210181/other-hall/"]), Rule.OFFICE),
        (Bonds(declared=[Declared(Tie.OWN, "210000/210100/210181/")]), Rule.OWN),
        (Bonds(declared=[Declared(Tie.OWN, "210000/210100/")]), Rule.OWN),
        (Bonds(declared=[Declared(Tie.OWN, "210000/")]), None),
        (Bonds(declared=[Declared(Tie.OWN, "210000/211200/")]), None),
        (Bonds(declared=[Declared(Tie.KIN, HALL)]), Rule.KIN),
        (Bonds(declared=[Declared(Tie.PAST, "210000/210100/", date(2023, 12, 3))]), Rule.PAST),
        (Bonds(declared=[Declared(Tie.PAST, "210000/210100/", date(2023, 12, 2))]), None),
        (Bonds(terms=[Term("210000/", DAY, DAY)]), None),
        (Bonds(terms=[Term("210000/", DAY + timedelta(1), DAY + timedelta(9))]), Rule.TERM),
        (Bonds(terms=[Term("210000/211200/", DAY, DAY)]), Rule.AREA),
    ],
)
def test_each_rule_keeps_away_from_what_it_is_about(bonds, rule):
    assert bonds.against(HALL, DAY, DAY) == rule


def refused(plans, window, **more):
    with pytest.raises(Problem) as caught:
        plans.log(plans.sheet(window), now=DURING, **more)
    return caught.value


def test_a_visit_is_refused_with_the_rule_that_says_no(plans):
    tie = {"kind": Tie.KIN, "code": "210181-EMP-01"}
    plans.do(operations.declare_tie, by=plans.cast.sun, now=DURING, **tie)
    problem = refused(plans, "county_hall")
    assert (problem.status, problem.code) == (403, "conflict_of_interest")
    assert "亲属" in problem.sentence
    plans.log(plans.sheet("city_hall"), now=DURING)


def test_a_supervisor_goes_only_within_term_and_area(plans):
    made = plans.do(
        operations.appoint,
        now=DURING,
        username="he",
        letter="辽人社聘〔2026〕7号",
        area="211200",
        since=DAY,
        until=DAY + timedelta(days=30),
    )
    assert "聘任区域" in refused(plans, "city_hall", by=plans.he).sentence
    plans.log(plans.sheet("changtu"), by=plans.he, now=DURING)
    plans.do(operations.end_appointment, now=DURING, appointment_id=made.id)
    assert "聘期" in refused(plans, "changtu", by=plans.he).sentence


def test_ties_are_private_and_sealed(plans, database):
    tie = {"kind": Tie.KIN, "code": "210181-EMP-01"}
    made = plans.do(operations.declare_tie, by=plans.he, now=DURING, **tie)
    assert plans.do(operations.declare_tie, by=plans.he, now=DURING, **tie).id == made.id
    with database.reading() as session:
        for who in (plans.cast.zhao, plans.cast.chu, plans.cast.sun):
            assert queries.own(session, plans.actor(who)) == []
    kept = [value for table, value in stored(database) if table == "declaration"]
    assert not [v for v in kept if b"210181" in (v if isinstance(v, bytes) else v.encode())]
    plans.do(operations.end_tie, by=plans.he, now=DURING, declaration_id=made.id)
    plans.log(plans.sheet("county_hall"), by=plans.he, now=DURING)


def test_a_past_unit_has_the_day_it_was_left_and_nothing_else_has(plans):
    for wrong in (
        {"kind": Tie.PAST, "code": "210181"},
        {"kind": Tie.OWN, "code": "210181", "until": DAY},
        {"kind": Tie.OWN, "code": "999999"},
    ):
        with pytest.raises(Problem) as caught:
            plans.do(operations.declare_tie, by=plans.he, now=DURING, **wrong)
        assert caught.value.status == 422


def test_an_inspector_declares_and_ends_a_tie_on_the_page(plans, sign_in, csrf_token):
    browser = sign_in(plans.he)
    token = csrf_token(browser)
    form = {"csrf_token": token, "kind": "own", "code": "210100"}
    assert browser.post("/recusal", data=form).status_code == 303
    page = browser.get("/recusal").get_data(as_text=True)
    assert "沈阳市人力资源和社会保障局（演示）" in page
    (tie,) = browser.get("/api/v1/declarations").get_json()
    assert (tie["kind"], tie["code"], tie["until"]) == ("own", "210100", None)
    token = {"csrf_token": token}
    assert browser.post(f"/recusal/{tie['id']}/end", data=token).status_code == 303
    assert browser.get("/api/v1/declarations").get_json() == []


def test_the_office_appoints_and_ends_on_the_page(plans, sign_in, csrf_token):
    browser = sign_in(plans.cast.zhao)
    form = {
        "csrf_token": csrf_token(browser),
        "username": "he",
        "letter": "聘字第七号",
        "area": "210100",
        "since": "2026-12-01",
        "until": "2027-11-30",
    }
    wrong = browser.post("/recusal/appointments", data={**form, "username": "wang"})
    assert wrong.status_code == 422
    assert browser.post("/recusal/appointments", data=form).status_code == 303
    page = browser.get("/recusal/appointments").get_data(as_text=True)
    assert "何督查" in page
    assert "聘字第七号" in page
    (made,) = browser.get("/api/v1/appointments").get_json()
    assert made["area"] == "210000/210100/"
    ended = browser.post(f"/recusal/appointments/{made['id']}/end", data=form)
    assert ended.status_code == 303
    (made,) = browser.get("/api/v1/appointments").get_json()
    assert made["until"] == "2026-12-01"
