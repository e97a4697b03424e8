"""An inspector's visit is kept exactly once, whatever the network does in between."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from service.core.access import Role
from service.core.audit import AuditEvent
from service.core.ledger import LedgerLeaf, leaf_hash
from service.core.problems import Problem
from service.core.storage import blobs_of
from service.people.models import Grant
from surveys.forms.models import FormKind, FormVersion
from surveys.forms.operations import publish
from surveys.visits import uploads
from surveys.visits.models import Visit, VisitPhoto, VisitState
from tests.visits.answers import good_visit, library
from tests.visits.conftest import NOW, picture


def refused(act, *args, **values):
    with pytest.raises(Problem) as caught:
        act(*args, **values)
    return caught.value


def count(visits, model):
    with visits.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_a_visit_without_photos_is_complete_and_scored_at_once(visits):
    visit, created = visits.log()
    assert created
    assert (visit.state, visit.score, visit.observe_only) == (VisitState.SUBMITTED, 10_000, False)
    assert (visit.observed_on, visit.clock_doubtful) == (date(2026, 11, 24), False)


def test_the_same_visit_sent_again_is_stored_once(visits):
    visit_id, sheet = uuid.uuid4(), visits.sheet()
    first, created = visits.log(sheet, visit_id=visit_id)
    again, created_again = visits.log(sheet, visit_id=visit_id, now=NOW + timedelta(hours=3))
    assert (created, created_again) == (True, False)
    assert again.received_at == first.received_at
    assert count(visits, Visit) == count(visits, LedgerLeaf) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "ANNOUNCED"},
        {"answers": good_visit(B2="no")},
        {"window": "county_hall"},
        {"photos": [picture()]},
        {"device_finished_at": NOW},
    ],
)
def test_other_content_under_the_same_key_is_refused_and_the_first_kept(visits, change):
    visit, _ = visits.log()
    problem = refused(visits.log, visits.sheet(**change), visit_id=visit.id)
    assert (problem.status, problem.code) == (409, "key_reused")
    with visits.database.reading() as session:
        kept = session.get(Visit, visit.id)
        assert (kept.body_hash, kept.score) == (visit.body_hash, 10_000)


def test_another_inspector_cannot_take_over_a_key(visits):
    with visits.database.transaction() as session:
        place = visits.cast.unit["210000"].id
        session.add(Grant(account_id=visits.cast.wei.id, role=Role.INSPECTOR, org_unit_id=place))
    visit, _ = visits.log()
    problem = refused(visits.log, visits.sheet(), visit_id=visit.id, by=visits.cast.wei)
    assert (problem.status, problem.code) == (409, "key_reused")
    with visits.database.reading() as session:
        assert session.get(Visit, visit.id).inspector_id == visits.cast.sun.id


def test_a_visit_with_photos_scores_nothing_until_all_are_here(visits):
    photos = [picture("red"), picture("blue")]
    visit, _ = visits.log(visits.sheet(photos=photos))
    assert (visit.state, visit.score) == (VisitState.INCOMPLETE, None)
    assert count(visits, LedgerLeaf) == 0
    assert visits.attach(visit.id, photos[1])
    with visits.database.reading() as session:
        assert session.get(Visit, visit.id).state == VisitState.INCOMPLETE
    assert visits.attach(visit.id, photos[0])
    with visits.database.reading() as session:
        whole = session.get(Visit, visit.id)
        assert (whole.state, whole.score) == (VisitState.SUBMITTED, 10_000)
    assert count(visits, LedgerLeaf) == 1


def test_a_photo_sent_again_is_kept_once_and_its_copy_carries_no_trace(visits):
    data = picture()
    visit, _ = visits.log(visits.sheet(photos=[data]))
    assert visits.attach(visit.id, data)
    assert not visits.attach(visit.id, data)
    with visits.database.reading() as session:
        kept = session.scalar(select(VisitPhoto))
        assert kept.stored_sha256 != kept.sent_sha256
        assert blobs_of(session).get(kept.stored_sha256).startswith(b"\xff\xd8")


def test_bytes_that_are_not_what_their_name_says_are_refused(visits):
    problem = refused(uploads.prepare_photo, picture("red"), "0" * 64)
    assert (problem.status, problem.code) == (422, "photo_mismatch")


def test_a_photo_that_nobody_announced_is_refused(visits):
    visit, _ = visits.log(visits.sheet(photos=[picture("red")]))
    problem = refused(visits.attach, visit.id, picture("blue"))
    assert (problem.status, problem.code) == (422, "photo_not_announced")


def test_nothing_can_be_added_to_a_complete_visit(visits):
    visit, _ = visits.log()
    problem = refused(visits.attach, visit.id, picture())
    assert (problem.status, problem.code) == (409, "visit_complete")


def test_a_photo_for_somebody_elses_visit_finds_no_visit(visits):
    data = picture()
    visit, _ = visits.log(visits.sheet(photos=[data]))
    assert refused(visits.attach, visit.id, data, by=visits.cast.zhao).status == 404


def test_an_unknown_checklist_version_names_the_current_one(visits):
    problem = refused(visits.log, visits.sheet(version=9))
    assert (problem.status, problem.code) == (422, "unknown_checklist")
    assert problem.values == {"key": "visit.hall", "number": 1}
    assert refused(visits.log, visits.sheet(key="rating")).code == "unknown_checklist"
    assert refused(visits.log, visits.sheet(key="visit.website")).code == "unknown_checklist"


def test_a_visit_made_with_the_version_before_is_still_taken(visits):
    with visits.database.transaction() as session:
        body = library()
        body["title"]["zh"] += "（修订）"
        publish(
            session,
            key="visit.hall",
            kind=FormKind.VISIT,
            body=body,
            scored_from=date(2026, 1, 1),
            now=NOW,
        )
    visit, created = visits.log(visits.sheet(version=1))
    with visits.database.reading() as session:
        assert session.get(FormVersion, visit.form_version_id).number == 1
    assert created


def test_items_that_do_not_fit_are_named_one_by_one(visits):
    answers = good_visit(A3="三", B1={"part": 9, "whole": 8}, Z9="yes", U4={"part": 1, "whole": 1})
    problem = refused(visits.log, visits.sheet(answers=answers))
    assert problem.status == 422
    assert set(problem.fields["answers"]) == {"A3", "B1", "Z9", "U4"}
    assert count(visits, Visit) == 0


def test_a_visit_in_the_time_of_grace_is_observed_and_not_scored(visits):
    with visits.database.transaction() as session:
        body = library()
        body["title"]["zh"] += "（新增要求）"
        publish(
            session,
            key="visit.hall",
            kind=FormKind.VISIT,
            body=body,
            scored_from=date(2026, 12, 24),
            now=NOW,
        )
    visit, _ = visits.log(visits.sheet(version=2))
    assert (visit.state, visit.score, visit.observe_only) == (VisitState.SUBMITTED, None, True)
    older, _ = visits.log(visits.sheet(version=1))
    assert (older.score, older.observe_only) == (10_000, False)


def test_too_few_answers_are_observed_and_not_scored(visits):
    visit, _ = visits.log(visits.sheet(answers={"B2": {"value": "yes"}}))
    assert (visit.score, visit.observe_only) == (None, True)


class TestWrongClocks:
    """Server time decides; what the phone said is kept beside it."""

    @pytest.mark.parametrize(
        ("shift", "observed", "doubtful"),
        [
            (timedelta(0), date(2026, 11, 24), False),
            (timedelta(days=-3), date(2026, 11, 21), False),
            (timedelta(days=-7), date(2026, 11, 17), False),
            (timedelta(days=-8), date(2026, 11, 24), True),
            (timedelta(days=3), date(2026, 11, 24), True),
            (timedelta(days=-20_000), date(2026, 11, 24), True),
        ],
    )
    def test_the_phones_day_counts_only_within_the_week_before(
        self, visits, shift, observed, doubtful
    ):
        stamp = NOW + shift
        sheet = visits.sheet(device_started_at=stamp, device_finished_at=stamp)
        visit, _ = visits.log(sheet)
        assert (visit.observed_on, visit.clock_doubtful) == (observed, doubtful)
        with visits.database.reading() as session:
            kept = session.get(Visit, visit.id)
            assert (kept.device_finished_at, kept.received_at) == (stamp, NOW)


class TestConflicts:
    """Nobody inspects the own house."""

    def grant(self, visits, role, **place):
        with visits.database.transaction() as session:
            session.add(Grant(account_id=visits.cast.sun.id, role=role, **place))

    @pytest.mark.parametrize("role", [Role.CITY_REVIEWER, Role.HANDLER, Role.AUDITOR])
    def test_another_role_in_the_unit_bars_its_windows(self, visits, role):
        self.grant(visits, role, org_unit_id=visits.cast.unit["210100"].id)
        problem = refused(visits.log)
        assert (problem.status, problem.code) == (403, "conflict_of_interest")
        assert refused(visits.log, visits.sheet("county_hall")).code == "conflict_of_interest"
        assert visits.log(visits.sheet("changtu"))[1]

    def test_the_head_of_a_window_may_not_visit_it(self, visits):
        self.grant(visits, Role.HEAD, window_id=visits.cast.window["city_hall"].id)
        assert refused(visits.log).code == "conflict_of_interest"
        assert visits.log(visits.sheet("county_hall"))[1]

    def test_a_second_place_to_inspect_is_no_conflict(self, visits):
        self.grant(visits, Role.INSPECTOR, org_unit_id=visits.cast.unit["210100"].id)
        assert visits.log()[1]


def test_who_is_no_inspector_cannot_log_a_visit(visits):
    for who in ("wang", "zhou", "wu", "feng", "zhao", "chu", "wei"):
        problem = refused(visits.log, by=getattr(visits.cast, who))
        assert problem.status == 404
    assert count(visits, Visit) == 0


def test_the_ledger_holds_outcomes_and_only_commits_to_the_rest(visits):
    heard = {"heard": "yes", "phrase": "金丝雀原话", "time": "09:41"}
    answers = good_visit(C4=heard)
    answers["B2"] = {"value": "no", "note": "金丝雀备注"}
    visit, _ = visits.log(visits.sheet(answers=answers))
    with visits.database.reading() as session:
        leaf = session.scalar(select(LedgerLeaf).where(LedgerLeaf.subject_id == visit.id))
    assert leaf.hash == leaf_hash(leaf.body.encode())
    assert '"C4":"0"' in leaf.body
    for secret in ("金丝雀", str(visits.cast.sun.id), "09:41"):
        assert secret not in leaf.body


def test_the_audit_names_the_act_and_tells_nothing_of_the_window(visits):
    visit, _ = visits.log()
    with visits.database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "log_visit")).one()
    assert (event.actor_id, event.subject_id) == (visits.cast.sun.id, str(visit.id))
    assert event.details is None
