"""A window is put forward and climbs, level by level, as in the summer of 2016."""

import contextlib
from datetime import date
from threading import Thread

import pytest
from sqlalchemy import func, select

from service.awards import operations, queries
from service.awards.models import Candidacy, EvidencePack, PackState, Stage
from service.core import marks
from service.core.access import Action
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.people.models import Grant
from service.windows.models import OrgUnit, ServiceWindow, WindowState
from tests.awards.ways import CLEAR, OWNER_NOTICE, WAY, form, opinion


@pytest.fixture
def climb(act, acting, on):
    """Take a candidacy up to a stage, on the days of 2016: ``climb(candidacy, Stage.X)``."""

    def up(candidacy, wanted, way=WAY, **changed):
        for stage, (day, who, facts) in way.items():
            with on(*day):
                if stage == Stage.TO_MINISTRY:
                    _ready_pack(act, acting, candidacy)
                act(
                    operations.advance,
                    actor=acting(who),
                    candidacy_id=candidacy.id,
                    to=stage,
                    facts={**facts, **(changed if stage == wanted else {})},
                )
            if stage == wanted:
                return

    return up


def _ready_pack(act, acting, candidacy):
    pack = act(operations.request_pack, actor=acting("zhao"), candidacy_id=candidacy.id)
    built = {"sha256": "a" * 64, "size": 9, "figures_sha256": "b" * 64, "headline": {}}
    return act(operations.attach_pack, pack_id=pack.id, **built)


@pytest.fixture
def stage_of(database):
    def stage(candidacy):
        with database.reading() as session:
            return session.get(Candidacy, candidacy.id).stage

    return stage


def refusal(act, operation, **given):
    with pytest.raises(Problem) as refused:
        act(operation, **given)
    return refused.value


def test_a_county_window_goes_all_the_way(nominated, climb, stage_of, database):
    candidacy = nominated("county_hall", by="li")
    climb(candidacy, Stage.AWARDED)
    assert stage_of(candidacy) == Stage.AWARDED
    with database.reading() as session:
        steps = queries.steps(session, candidacy.id)
        assert [step.to_stage for step in steps] == [Stage.DRAFT, *WAY]
        assert session.get(Candidacy, candidacy.id).city_rank == 1
        acts = session.query(AuditEvent).filter_by(subject_id=str(candidacy.id)).count()
    assert acts == len(steps) + 1  # and the pack that was asked for


def test_what_the_register_knows_is_not_typed_again(nominated):
    kept = nominated("county_hall").form
    assert kept["window_name"] == "新民市就业人才大厅（演示）"
    assert kept["owner"] == "新民市人力资源和社会保障局（演示）"
    assert kept["authority"] == "辽宁省人力资源和社会保障厅（演示）"
    assert kept["filled_on"] == "2016-07-20"


def test_a_city_window_passes_no_county(nominated, climb, act, acting, on, stage_of):
    candidacy = nominated("city_hall", by="wang")
    way = {at: step for at, step in WAY.items() if at != Stage.COUNTY_OPINION}
    way[Stage.OWNER_PUBLICITY] = ((2016, 7, 28), "wu", OWNER_NOTICE)
    climb(candidacy, Stage.CITY_OPINION, way)
    assert stage_of(candidacy) == Stage.CITY_OPINION


def test_the_window_of_changtu_is_put_forward_by_tieling(nominated, cast):
    assert nominated("changtu").nominating_city_id == cast.unit["211200"].id


@pytest.mark.parametrize("wanted", [stage for stage in WAY if stage != Stage.OWNER_PUBLICITY])
def test_no_level_can_be_skipped(nominated, act, acting, on, wanted):
    candidacy = nominated()
    day, who, facts = WAY[wanted]
    with on(*day):
        problem = refusal(
            act,
            operations.advance,
            actor=acting(who),
            candidacy_id=candidacy.id,
            to=wanted,
            facts=facts,
        )
    assert problem.code == "not_next"


def test_the_head_of_the_window_does_not_announce_it(nominated, act, acting, on):
    candidacy = nominated(by="li")
    with on(2016, 7, 28):
        problem = refusal(
            act,
            operations.advance,
            actor=acting("li"),
            candidacy_id=candidacy.id,
            to=Stage.OWNER_PUBLICITY,
            facts=OWNER_NOTICE,
        )
    assert problem.code == "not_your_turn"


@pytest.mark.parametrize(
    ("stage", "changed", "code"),
    [
        (Stage.OWNER_PUBLICITY, {"ends_on": date(2016, 7, 26)}, "notice_too_short"),
        (Stage.OWNER_PUBLICITY, {"ends_on": date(2016, 7, 28)}, "invalid_notice"),
        (Stage.OWNER_PUBLICITY, {"objection": "open"}, "objection_open"),
        (Stage.OWNER_PUBLICITY, {"url": None}, "invalid_input"),
        (Stage.COUNTY_OPINION, {"agree": False}, "not_agreed"),
        (Stage.COUNTY_OPINION, {"text": "长" * 101}, "invalid_input"),
        (Stage.COUNTY_OPINION, {"on": date(2016, 7, 26)}, "invalid_input"),
        (Stage.COUNTY_OPINION, {"on": date(2016, 7, 30)}, "invalid_input"),
        (Stage.CITY_OPINION, {"v3": "exists"}, "vetoed"),
        (Stage.CITY_OPINION, {"v1": None}, "invalid_input"),
        (Stage.CITY_OPINION, {"rank": None}, "invalid_input"),
        (Stage.INITIAL_REVIEW, {"complete": False}, "incomplete"),
        (Stage.PROVINCE_PUBLICITY, {"starts_on": date(2016, 8, 16)}, "notice_too_short"),
        (Stage.FINAL_DECISION, {"document": ""}, "invalid_input"),
        (Stage.TO_MINISTRY, {"copies": 7}, "invalid_input"),
        (Stage.TO_MINISTRY, {"sealed": False}, "not_sealed"),
    ],
)
def test_each_step_has_its_guard(nominated, climb, stage_of, stage, changed, code):
    candidacy = nominated()
    with pytest.raises(Problem) as refused:
        climb(candidacy, stage, **changed)
    assert refused.value.code == code
    before = list(WAY).index(stage) - 1
    assert stage_of(candidacy) == (list(WAY)[before] if before >= 0 else Stage.DRAFT)


def test_initial_and_panel_review_are_done_by_two_people(nominated, climb, act, acting, on):
    candidacy = nominated()
    climb(candidacy, Stage.INITIAL_REVIEW)
    with on(2016, 8, 12):
        problem = refusal(
            act,
            operations.advance,
            actor=acting("zhao"),
            candidacy_id=candidacy.id,
            to=Stage.PANEL_REVIEW,
            facts={},
        )
    assert problem.code == "same_reviewer"


def test_nothing_goes_to_the_ministry_without_a_pack_made_after_the_decision(
    nominated, climb, act, acting, on
):
    candidacy = nominated()
    climb(candidacy, Stage.PROVINCE_PUBLICITY)
    with on(2016, 8, 24):
        _ready_pack(act, acting, candidacy)
    day, who, facts = WAY[Stage.FINAL_DECISION]
    with on(*day):
        given = {"actor": acting(who), "candidacy_id": candidacy.id, "to": Stage.FINAL_DECISION}
        act(operations.advance, facts=facts, **given)
    day, who, facts = WAY[Stage.TO_MINISTRY]
    with on(*day):
        given = {"actor": acting(who), "candidacy_id": candidacy.id, "to": Stage.TO_MINISTRY}
        assert refusal(act, operations.advance, facts=facts, **given).code == "no_pack"
        _ready_pack(act, acting, candidacy)
        act(operations.advance, facts=facts, **given)


# --- quota and order ----------------------------------------------------------------------------


@pytest.fixture
def more_windows(database, cast):
    """Open more windows of 沈阳: ``more_windows("city", 2)``."""

    def opened(level, number):
        unit = cast.unit["210181" if level == "county" else "210100"]
        with database.transaction() as session:
            made = [
                ServiceWindow(
                    code=f"{unit.code}-X-{n}",
                    full_name=f"{unit.name}第{n}窗口（演示）",
                    kind="SI",
                    org_unit_id=unit.id,
                    path=f"{unit.path}{unit.code}-X-{n}/",
                    level=unit.level,
                    created_at=cast.window["city_hall"].created_at,
                )
                for n in range(number)
            ]
            session.add_all(made)
        cast.window.update({f"{level}{n}": window for n, window in enumerate(made)})

    return opened


CITY_WAY = {
    Stage.OWNER_PUBLICITY: ((2016, 7, 28), "wu", OWNER_NOTICE),
    Stage.CITY_OPINION: WAY[Stage.CITY_OPINION],
}


def test_a_city_has_two_places_and_no_third(nominated, climb, more_windows):
    more_windows("county", 2)
    for rank, window in enumerate(["county_hall", "county0"], 1):
        climb(nominated(window), Stage.CITY_OPINION, rank=rank)
    third = nominated("county1")
    with pytest.raises(Problem) as refused:
        climb(third, Stage.CITY_OPINION, rank=3)
    assert refused.value.code == "quota_full"


def test_two_windows_cannot_share_a_place_in_the_order(nominated, climb):
    climb(nominated("county_hall"), Stage.CITY_OPINION)
    with pytest.raises(Problem) as refused:
        climb(nominated("station"), Stage.CITY_OPINION)
    assert "rank" in refused.value.fields


def test_two_city_windows_need_a_written_reason(nominated, climb, more_windows, database):
    more_windows("city", 1)
    climb(nominated("city_hall"), Stage.CITY_OPINION, CITY_WAY)
    second = nominated("city0")
    with pytest.raises(Problem) as refused:
        climb(second, Stage.CITY_OPINION, CITY_WAY, rank=2)
    assert "deviation_reason" in refused.value.fields
    with database.transaction() as session:  # its notice stands; only the opinion is missing
        assert session.get(Candidacy, second.id).stage == Stage.OWNER_PUBLICITY
    opinion_way = {Stage.CITY_OPINION: CITY_WAY[Stage.CITY_OPINION]}
    reason = "本市县级窗口今年整体搬迁，未达到推荐条件。"
    climb(second, Stage.CITY_OPINION, opinion_way, rank=2, deviation_reason=reason)
    with database.reading() as session:
        assert queries.steps(session, second.id)[-1].details["deviation_reason"] == reason


def test_the_whole_list_is_weighed_at_the_decision(nominated, climb):
    candidacy = nominated("city_hall")
    way = {at: step for at, step in WAY.items() if at != Stage.COUNTY_OPINION}
    way[Stage.OWNER_PUBLICITY] = CITY_WAY[Stage.OWNER_PUBLICITY]
    with pytest.raises(Problem) as refused:
        climb(candidacy, Stage.FINAL_DECISION, way)
    assert "deviation_reason" in refused.value.fields


# --- back and away ------------------------------------------------------------------------------


def test_what_is_returned_goes_one_level_down_and_its_opinion_no_longer_stands(
    nominated, climb, act, acting, on, database
):
    candidacy = nominated()
    climb(candidacy, Stage.CITY_OPINION)
    with on(2016, 8, 9):
        given = {"candidacy_id": candidacy.id, "reason": "请补充事迹材料。"}
        refused = refusal(act, operations.return_candidacy, actor=acting("wu"), **given)
        assert refused.code == "not_your_turn"
        act(operations.return_candidacy, actor=acting("zhao"), **given)
    with database.reading() as session:
        found = session.get(Candidacy, candidacy.id)
        steps = queries.steps(session, candidacy.id)
    assert (found.stage, found.city_rank) == (Stage.COUNTY_OPINION, None)
    assert steps[-1].text == "请补充事迹材料。"
    assert Stage.CITY_OPINION in {step.to_stage for step in steps}


def test_a_withdrawn_window_frees_its_place_and_may_come_back(
    nominated, climb, act, acting, on, stage_of, july
):
    candidacy = nominated(by="li")
    climb(candidacy, Stage.CITY_OPINION)
    with on(2016, 8, 5):
        act(
            operations.withdraw,
            actor=acting("li"),
            candidacy_id=candidacy.id,
            reason="窗口即将搬迁。",
        )
    assert stage_of(candidacy) == Stage.WITHDRAWN
    climb(nominated("station"), Stage.CITY_OPINION)
    again = nominated(by="li")
    assert (again.id, stage_of(again)) == (candidacy.id, Stage.DRAFT)


def test_what_went_to_the_ministry_stays(nominated, climb, act, acting, on):
    candidacy = nominated()
    climb(candidacy, Stage.TO_MINISTRY)
    with on(2016, 9, 3):
        given = {"actor": acting("zhao"), "candidacy_id": candidacy.id, "reason": "改变主意。"}
        assert refusal(act, operations.withdraw, **given).code == "too_late"
        assert refusal(act, operations.return_candidacy, **given).code == "nothing_to_return"


# --- nominating and editing ---------------------------------------------------------------------


def test_a_window_is_put_forward_once_a_round(nominated):
    nominated()
    with pytest.raises(Problem) as refused:
        nominated()
    assert refused.value.code == "already_nominated"


def test_a_closed_round_takes_nobody(nominated, database, cycle):
    with database.transaction() as session:
        session.merge(cycle).is_open = False
    with pytest.raises(Problem) as refused:
        nominated()
    assert refused.value.code == "cycle_closed"


def test_a_closed_window_is_not_put_forward(nominated, database, cast):
    with database.transaction() as session:
        session.get(ServiceWindow, cast.window["county_hall"].id).state = WindowState.CLOSED
    with pytest.raises(Problem) as refused:
        nominated()
    assert refused.value.code == "window_not_active"


def test_a_summary_of_327_characters_is_rejected(nominated):
    with pytest.raises(Problem) as refused:
        nominated(deeds="优" * 327)
    assert refused.value.fields.keys() == {"deeds"}


def test_a_head_puts_forward_only_the_own_window(nominated):
    with pytest.raises(Problem) as refused:
        nominated("city_hall", by="li")
    assert refused.value.status == 404


def test_a_draft_can_be_edited_until_it_is_public(nominated, climb, act, acting, on):
    candidacy = nominated()
    edit = {"actor": acting("li"), "candidacy_id": candidacy.id}
    edited = act(operations.edit_form, form=form(staff_count=15), version=1, **edit)
    assert (edited.form["staff_count"], edited.version) == (15, 2)
    problem = refusal(act, operations.edit_form, form=form(), version=1, **edit)
    assert problem.code == "changed_meanwhile"
    climb(candidacy, Stage.OWNER_PUBLICITY)
    assert refusal(act, operations.edit_form, form=form(), **edit).code == "form_fixed"


# --- packs --------------------------------------------------------------------------------------


def test_asking_twice_for_a_pack_is_asking_once(nominated, act, acting, database):
    candidacy = nominated()
    ask = {"actor": acting("zhao"), "candidacy_id": candidacy.id}
    first, second = (act(operations.request_pack, **ask) for _ in range(2))
    assert first.id == second.id
    with database.reading() as session:
        mark = session.get(marks.Mark, (queries.PACK, str(first.id)))
        assert (mark.seq, mark.done) == (1, 0)


def test_the_last_day_of_a_pack_is_the_cut_off_or_today(nominated, act, acting, on):
    candidacy = nominated()
    ask = {"actor": acting("zhao"), "candidacy_id": candidacy.id}
    pack = act(operations.request_pack, **ask)
    assert pack.last_day == date(2016, 7, 20)
    act(operations.fail_pack, pack_id=pack.id)
    with on(2016, 8, 9):
        assert act(operations.request_pack, **ask).last_day == date(2016, 7, 31)


def test_the_first_finished_pack_is_kept_for_good(nominated, act, acting, database):
    candidacy = nominated()
    pack = _ready_pack(act, acting, candidacy)
    other = {"sha256": "c" * 64, "size": 1, "figures_sha256": "d" * 64, "headline": {}}
    act(operations.attach_pack, pack_id=pack.id, **other)
    act(operations.fail_pack, pack_id=pack.id)
    with database.reading() as session:
        kept = session.get(EvidencePack, pack.id)
    assert (kept.state, kept.sha256) == (PackState.READY, "a" * 64)


# --- who sees what ------------------------------------------------------------------------------


def seen_by(database, actor):
    with database.reading() as session:
        return {c.window.code for c in session.scalars(queries.visible(actor)).unique()}


def test_rivals_are_invisible(nominated, acting, database):
    for window in ("city_hall", "county_hall", "station", "changtu"):
        nominated(window)
    everything = {"210100-SI-01", "210181-EMP-01", "210181001-GRASS-01", "211224-SI-01"}
    assert seen_by(database, acting("zhao")) == everything
    assert seen_by(database, acting("chu")) == everything
    assert seen_by(database, acting("wu")) == everything - {"211224-SI-01"}
    assert seen_by(database, acting("zheng")) == {"211224-SI-01"}
    assert seen_by(database, acting("zhou")) == {"210181-EMP-01", "210181001-GRASS-01"}
    assert seen_by(database, acting("li")) == {"210181-EMP-01"}
    assert seen_by(database, acting("sun")) == set()
    assert seen_by(database, acting("chen")) == set()


def test_a_city_sees_what_it_nominates_even_outside_its_tree(nominated, acting, database, cast):
    with database.transaction() as session:
        unit = session.merge(cast.unit["211224"])
        unit.nominating_city_id = cast.unit["210100"].id
    nominated("changtu")
    assert seen_by(database, acting("wu")) == {"211224-SI-01"}


@pytest.mark.parametrize(
    "name", ["wang", "li", "zhou", "wu", "zheng", "sun", "feng", "chen", "wei"]
)
def test_packs_are_for_the_province_and_the_auditor(nominated, act, acting, database, name):
    pack = act(operations.request_pack, actor=acting("zhao"), candidacy_id=nominated().id)
    with database.reading() as session:
        for allowed in ("zhao", "chu"):
            assert queries.get_visible_pack(session, acting(allowed), pack.id)
        with pytest.raises(Problem) as refused:
            queries.get_visible_pack(session, acting(name), pack.id)
    assert refused.value.status == 404
    assert not acting(name).may(Action.READ_PACKS)


def test_another_provinces_office_sees_nothing(nominated, acting, database, cast):
    nominated()
    with database.transaction() as session:
        jilin = OrgUnit(
            code="220000",
            name="吉林省",
            full_name="吉林省厅（演示）",
            level="province",
            path="220000/",
        )
        session.add(jilin)
        session.flush()
        grant = session.scalars(select(Grant).where(Grant.account_id == cast.qian.id)).one()
        grant.org_unit_id = jilin.id
    assert acting("qian").may(Action.READ_PACKS)
    assert seen_by(database, acting("qian")) == set()


def test_two_who_nominate_at_once_make_one_candidacy(nominated, database, cycle, cast, acting):
    """The cycle is locked, so the second finds the first and is told."""

    def put_forward(name):
        with contextlib.suppress(Problem):
            nominated("county_hall", by=name)

    threads = [Thread(target=put_forward, args=[name]) for name in ("zhao", "qian", "zhou", "li")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Candidacy)) == 1


def test_opinions_of_county_city_and_province_are_dated_in_order(nominated, climb):
    late = {**opinion(date(2016, 7, 28), "市级同意推荐。"), "rank": 1, **CLEAR}
    way = {**WAY, Stage.CITY_OPINION: ((2016, 8, 4), "wu", late)}
    with pytest.raises(Problem) as refused:
        climb(nominated(), Stage.CITY_OPINION, way)
    assert refused.value.fields.keys() == {"on"}
