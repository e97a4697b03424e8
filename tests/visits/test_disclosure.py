"""A window learns of a visit when the province says so, and never who came."""

import uuid

import pytest
from sqlalchemy import select

from service.core.audit import AuditEvent
from service.core.marks import Mark
from service.core.problems import Problem
from surveys import work
from surveys.visits import queries
from tests.visits.conftest import picture

#: who reads a visit of the city hall before and after it is disclosed
BEFORE = {"sun", "zhao", "qian", "chu"}
AFTER = BEFORE | {"wang", "wu", "feng", "chen"}
EVERYBODY = AFTER | {"li", "zhou", "zheng", "wei"}


def readers(visits, visit_id):
    found = set()
    with visits.database.reading() as session:
        for name in EVERYBODY:
            actor = visits.actor(getattr(visits.cast, name))
            listed = visit_id in {visit.id for visit in session.scalars(queries.visible(actor))}
            if listed:
                assert queries.get_visible(session, actor, visit_id).id == visit_id
            else:
                with pytest.raises(Problem) as caught:
                    queries.get_visible(session, actor, visit_id)
                assert caught.value.status == 404
            found |= {name} if listed else set()
    return found


def test_before_disclosure_only_the_inspector_and_the_province_know(visits):
    visit, _ = visits.log()
    assert readers(visits, visit.id) == BEFORE


def test_afterwards_the_window_and_those_above_it_know_too(visits):
    visit, _ = visits.log()
    visits.disclose(visit.id)
    assert readers(visits, visit.id) == AFTER


def test_disclosing_asks_for_the_months_recount_and_is_on_record(visits):
    visit, _ = visits.log()
    with visits.database.reading() as session:
        assert session.scalar(select(Mark)) is None  # nothing gives a visit away before
    visits.disclose(visit.id)
    visits.disclose(visit.id, by=visits.cast.qian)
    with visits.database.reading() as session:
        mark = session.scalars(select(Mark)).one()
        assert (mark.kind, mark.key) == (
            work.CASE_MONTH,
            work.month_key(visit.window_id, visit.observed_on),
        )
        assert mark.seq == 1
        acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "disclose_visit"))
        assert [act.actor_id for act in acts] == [visits.cast.zhao.id]


@pytest.mark.parametrize("who", ["wang", "wu", "zhou", "feng", "chen", "wei"])
def test_others_cannot_disclose_what_they_cannot_see(visits, who):
    visit, _ = visits.log()
    with pytest.raises(Problem) as caught:
        visits.disclose(visit.id, by=getattr(visits.cast, who))
    assert caught.value.status == 404


@pytest.mark.parametrize("who", ["sun", "chu"])
def test_those_who_see_it_but_do_not_decide_cannot_disclose_it(visits, who):
    visit, _ = visits.log()
    with pytest.raises(Problem) as caught:
        visits.disclose(visit.id, by=getattr(visits.cast, who))
    assert caught.value.status == 404


def test_an_incomplete_visit_is_not_disclosed(visits):
    visit, _ = visits.log(visits.sheet(photos=[picture()]))
    with pytest.raises(Problem) as caught:
        visits.disclose(visit.id)
    assert (caught.value.status, caught.value.code) == (409, "visit_incomplete")


def test_what_waits_for_disclosure_is_listed_for_the_province_alone(visits):
    whole, _ = visits.log()
    visits.log(visits.sheet("county_hall", photos=[picture()]))
    gone, _ = visits.log(visits.sheet("changtu"))
    visits.disclose(gone.id)
    with visits.database.reading() as session:
        for name in EVERYBODY:
            actor = visits.actor(getattr(visits.cast, name))
            waiting = [v.id for v in session.scalars(queries.awaiting_disclosure(actor))]
            assert waiting == ([whole.id] if name in {"zhao", "qian"} else [])


def test_a_visit_that_does_not_exist_is_not_found(visits):
    with pytest.raises(Problem) as caught:
        visits.disclose(uuid.uuid4())
    assert caught.value.status == 404
