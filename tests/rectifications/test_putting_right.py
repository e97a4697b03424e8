"""From what was seen to what somebody else saw put right."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core.problems import Problem
from service.notices.models import Notice
from surveys import matters
from surveys.deadlines.watch import look
from surveys.rectifications import queries
from surveys.rectifications.models import Source
from tests.rectifications.conftest import DAY, MEASURES, NOW, PROOF, SEEN


def refused(act, code):
    with pytest.raises(Problem) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def told(database, name, cast):
    query = select(Notice.kind).where(Notice.account_id == getattr(cast, name).id)
    with database.reading() as session:
        return sorted(session.scalars(query))


def test_a_head_puts_right_at_once_and_a_handler_checks(rectifications, database, cast):
    made_id = rectifications.open()
    rectifications.submit(made_id)
    rectifications.verify(made_id)
    made = rectifications.get(made_id)
    assert made.state == "closed"
    assert made.term.met_at == NOW
    assert made.term.overdue_at is None
    assert [stage.step for stage in made.stages] == ["open", "submit", "verify"]
    assert told(database, "wang", cast) == ["rectification_opened", "rectification_verified"]
    assert told(database, "feng", cast) == ["rectification_submitted"]


def test_every_step_leaves_an_audit_row_and_a_leaf(rectifications):
    made_id = rectifications.put_right()
    assert rectifications.acts(made_id) == [
        "open_rectification",
        "submit_rectification",
        "verify_rectification",
    ]
    leaves = rectifications.leaves(made_id)
    assert len(leaves) == 3
    assert not any(words in body for body in leaves for words in (PROOF, SEEN))


def test_it_is_due_when_the_rule_pack_says_or_sooner(rectifications):
    usual, sooner, later = (rectifications.open(due_days=days) for days in (None, 3, 60))
    due = [rectifications.get(each).term.due_on for each in (usual, sooner, later)]
    assert due[0] == due[2]
    assert due[1] == (NOW + 3 * DAY).date()


def test_a_systemic_matter_needs_measures_first(rectifications):
    made_id = rectifications.open(systemic=True)
    refused(lambda: rectifications.submit(made_id), "changed_meanwhile")
    rectifications.act("plan", made_id, by="wang", measures=MEASURES)
    rectifications.submit(made_id)
    assert rectifications.get(made_id).state == "submitted"


def test_what_is_not_right_goes_back_with_a_reason(rectifications, database, cast):
    made_id = rectifications.open()
    rectifications.submit(made_id)
    rectifications.act("return", made_id, by="wu", note="午间仍有空岗，请补排班表。")
    made = rectifications.get(made_id)
    assert made.state == "returned"
    assert made.term.paused_at is None
    assert "rectification_returned" in told(database, "wang", cast)
    rectifications.submit(made_id)
    assert rectifications.verify(made_id).state == "closed"


def test_while_somebody_checks_the_clock_stands_still(rectifications, database):
    """Handed in on time is on time, however long the check takes."""
    made_id = rectifications.open()
    rectifications.submit(made_id)
    rectifications.verify(made_id, now=NOW + 60 * DAY)
    assert rectifications.get(made_id).term.overdue_at is None


def test_too_late_is_told_one_level_up_once(rectifications, database, cast):
    made_id = rectifications.open(window="county_hall")
    late = NOW + 60 * DAY
    with database.transaction() as session:
        found = matters.find(session, queries.visible(rectifications.actor("zhao")), made_id)
        key = str(found.term.id)
        look(session, key, late)
        look(session, key, late + DAY)
    made = rectifications.get(made_id)
    assert made.term.escalated_to == cast.unit["210181"].path
    assert told(database, "zhou", cast).count("escalated") == 1
    rectifications.submit(made_id, by="li", now=late)
    rectifications.act("verify", made_id, by="zhou", note=SEEN, now=late)
    assert rectifications.get(made_id).term.overdue_at is not None


def test_nobody_checks_his_own_work(rectifications):
    """周县审 is named to put it right, so his city checks."""
    owner = rectifications.cast.zhou.id
    made_id = rectifications.open(window="county_hall", owner_id=owner)
    refused(lambda: rectifications.submit(made_id, by="li"), "not_found")
    rectifications.submit(made_id, by="zhou")
    refused(lambda: rectifications.verify(made_id, by="zhou"), "not_found")
    assert rectifications.verify(made_id, by="wu").state == "closed"


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "zheng", "sun", "chu", "wei"])
def test_only_the_windows_authority_or_above_checks(rectifications, name):
    made_id = rectifications.open()
    rectifications.submit(made_id)
    refused(lambda: rectifications.verify(made_id, by=name), "not_found")


def test_more_time_is_given_once(rectifications):
    made_id = rectifications.open()
    before = rectifications.get(made_id).term.due_on
    rectifications.act("ask_extension", made_id, by="wang", reason="更换门禁需要施工。")
    refused(
        lambda: rectifications.act("ask_extension", made_id, by="wang", reason="再要一次。"),
        "changed_meanwhile",
    )
    rectifications.act("grant_extension", made_id, by="wu", note="同意延期一次。")
    assert rectifications.get(made_id).term.due_on > before
    refused(
        lambda: rectifications.act("ask_extension", made_id, by="wang", reason="还是来不及。"),
        "changed_meanwhile",
    )


def test_more_time_may_be_refused(rectifications):
    made_id = rectifications.open()
    before = rectifications.get(made_id).term.due_on
    rectifications.act("ask_extension", made_id, by="wang", reason="更换门禁需要施工。")
    rectifications.act("refuse_extension", made_id, by="wu", note="可以先排班。")
    assert rectifications.get(made_id).term.due_on == before


def test_what_was_asked_by_mistake_is_withdrawn_and_stays_to_be_read(rectifications):
    made_id = rectifications.open()
    rectifications.act("withdraw", made_id, by="wu", note="提错了窗口。")
    made = rectifications.get(made_id)
    assert (made.state, bool(made.term.cancelled_at)) == ("withdrawn", True)


def test_a_stale_page_changes_nothing(rectifications):
    made_id = rectifications.open()
    rectifications.act("plan", made_id, by="wang", measures=MEASURES)
    problem = refused(
        lambda: rectifications.act("submit", made_id, by="wang", version=1, proof=PROOF),
        "changed_meanwhile",
    )
    assert problem.fields == {"state": "in_progress", "version": 2}


def test_nothing_handed_in_is_no_proof(rectifications):
    made_id = rectifications.open()
    refused(lambda: rectifications.submit(made_id, proof=""), "invalid_input")


@pytest.mark.parametrize(
    "words", ["请联系13912345678核实整改情况", "身份证 11010519491231002X 已登记"]
)
def test_what_leads_to_a_person_is_refused(rectifications, words):
    refused(lambda: rectifications.open(issue=words), "invalid_input")
    made_id = rectifications.open()
    refused(lambda: rectifications.submit(made_id, proof=words), "invalid_input")


class TestRecurrences:
    def test_the_same_issue_within_a_year_is_one_and_shows_the_earlier(self, rectifications):
        first = rectifications.put_right()
        second = rectifications.put_right(now=NOW + 100 * DAY)
        third = rectifications.open(now=NOW + 200 * DAY)
        made = rectifications.get(third)
        assert made.recurs_id == second
        with rectifications.database.reading() as session:
            assert [each.id for each in queries.earlier(session, made)] == [second, first]

    @pytest.mark.parametrize(
        "changes",
        [
            {"issue_key": "B1"},
            {"source": Source.COMPLAINT},
            {"window": "county_hall"},
            {"now": NOW + timedelta(days=366)},
            {"issue_key": ""},
        ],
    )
    def test_another_issue_window_or_year_is_none(self, rectifications, changes):
        rectifications.put_right()
        made_id = rectifications.open(**{"now": NOW + DAY, **changes})
        assert rectifications.get(made_id).recurs_id is None

    def test_what_was_withdrawn_never_happened(self, rectifications):
        made_id = rectifications.open()
        rectifications.act("withdraw", made_id, by="wu", note="提错了窗口。")
        assert rectifications.get(rectifications.open()).recurs_id is None


def test_the_same_source_asks_once(rectifications):
    source_id = uuid.uuid4()
    first = rectifications.open(source_id=source_id)
    assert rectifications.open(source_id=source_id, by="feng") == first
    assert rectifications.open(source_id=source_id, issue_key="B1") != first


@pytest.mark.parametrize(
    ("name", "sees"),
    [(name, True) for name in ("wang", "wu", "feng", "zhao", "chu")]
    + [(name, False) for name in ("li", "zhou", "zheng", "sun", "wei")],
)
def test_the_window_and_those_above_it_read_it(rectifications, name, sees):
    made_id = rectifications.open()
    assert (made_id in rectifications.seen_by(name)) is sees


def test_a_merged_windows_matter_goes_to_the_one_that_took_it_over(rectifications, database, cast):
    """新民 went into the city hall: its head goes on with what was open, and hears of the new."""
    made_id = rectifications.open(window="county_hall")
    with database.transaction() as session:
        hall = session.merge(cast.window["county_hall"])
        hall.state, hall.merged_into_id = "merged", cast.window["city_hall"].id
    assert made_id in rectifications.seen_by("wang", queries.own)
    newer = rectifications.get(rectifications.open(window="county_hall"))
    assert newer.window_id == cast.window["city_hall"].id
