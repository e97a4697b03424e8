"""What becomes of a window, and that nothing of it is ever lost."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.windows import operations, queries
from service.windows.models import Counter, Kind, ServiceWindow, WindowState


def refused(code):
    return pytest.raises(Problem, check=lambda problem: problem.code == code)


def opened(act, actor, cast, unit="210181", **facts):
    return act(
        operations.open_window,
        actor=actor,
        unit_id=cast.unit[unit].id,
        kind=Kind.SI,
        full_name="新民市社保大厅（演示）",
        **facts,
    )


def story_of(database, window):
    with database.reading() as session:
        return [event.what for event in queries.history(session, window.id)]


def test_the_province_opens_a_window_and_it_gets_the_next_number(act, acting, cast, database):
    zhao = acting("zhao")
    first, second = opened(act, zhao, cast), opened(act, zhao, cast, phone="024-00005678")
    assert (first.code, second.code) == ("210181-SI-01", "210181-SI-02")
    assert second.path == "210000/210100/210181/210181-SI-02/"
    assert (second.level, second.phone) == ("county", "024-00005678")
    assert story_of(database, second) == ["opened"]


def test_a_code_is_the_offices_own_but_must_say_unit_kind_and_number(act, acting, cast):
    zhao = acting("zhao")
    assert opened(act, zhao, cast, code="210181-SI-07").code == "210181-SI-07"
    assert opened(act, zhao, cast).code == "210181-SI-08"
    for wrong in ("210181-SI-07", "210100-SI-09", "210181-EMP-09", "210181-SI-x", "九"):
        with refused("invalid_input") as caught:
            opened(act, zhao, cast, code=wrong)
        assert list(caught.value.fields) == ["code"]


def test_a_city_opens_windows_in_its_own_tree_only(act, acting, cast):
    assert opened(act, acting("wu"), cast).code == "210181-SI-01"
    with refused("not_found"):
        opened(act, acting("zheng"), cast)
    for reader in ("zhou", "wang", "sun", "chu"):
        with refused("not_found"):
            opened(act, acting(reader), cast)


def test_editing_keeps_what_stood_before(act, acting, cast, database):
    hall = cast.window["city_hall"]
    act(operations.edit_window, actor=acting("wu"), window_id=hall.id, staff_count=15, grade="科级")
    with database.reading() as session:
        (event,) = queries.history(session, hall.id)
        named = session.scalar(select(AuditEvent).where(AuditEvent.action == "edit_window"))
    assert (event.what, event.before, event.after) == (
        "edited",
        {"staff_count": 12},
        {"staff_count": 15},
    )
    assert named.details == {"fields": ["staff_count"]}  # the values stay out of the audit


def test_editing_nothing_leaves_no_trace(act, acting, cast, database):
    hall = cast.window["city_hall"]
    same = act(operations.edit_window, actor=acting("wu"), window_id=hall.id, staff_count=12)
    assert same.version == hall.version
    assert story_of(database, hall) == []


def test_the_second_of_two_editors_is_told(act, acting, cast):
    hall, wu = cast.window["city_hall"], acting("wu")
    seen = hall.version
    act(operations.edit_window, actor=wu, window_id=hall.id, version=seen, staff_count=20)
    with refused("changed_meanwhile"):
        act(operations.edit_window, actor=wu, window_id=hall.id, version=seen, staff_count=30)


def test_renaming_keeps_the_code_and_the_old_name_in_the_history(act, acting, cast, database):
    hall = cast.window["city_hall"]
    act(
        operations.rename_window,
        actor=acting("wu"),
        window_id=hall.id,
        full_name="新河湾社保服务中心（演示）",
        reason="机构改革",
    )
    with database.reading() as session:
        now = session.get(ServiceWindow, hall.id)
        (event,) = queries.history(session, hall.id)
    assert (now.code, now.full_name) == (hall.code, "新河湾社保服务中心（演示）")
    assert event.before == {"full_name": "新河湾社保经办大厅（演示）"}
    assert event.reason == "机构改革"


def test_after_mergers_of_mergers_the_last_window_answers(act, acting, cast, database):
    zhao = acting("zhao")
    station, county, city = (cast.window[n] for n in ("station", "county_hall", "city_hall"))
    for window, into in ((station, county), (county, city)):
        act(
            operations.merge_windows,
            actor=zhao,
            window_id=window.id,
            into_id=into.id,
            reason="整合",
        )
    with database.reading() as session:
        assert queries.successor(session, station.id).id == city.id
        assert queries.successor(session, city.id).id == city.id
        assert len(queries.counters(session, station.id)) == 3
    assert story_of(database, station) == ["merged"]
    assert sorted(story_of(database, county)) == ["absorbed", "merged"]


@pytest.mark.parametrize("into", ["itself", "ended", "foreign", "missing"])
def test_a_window_merges_only_into_another_one_in_use(act, acting, cast, into):
    wu, hall = acting("wu"), cast.window["city_hall"]
    act(operations.close_window, actor=wu, window_id=cast.window["station"].id, reason="撤并")
    goal = {
        "itself": hall.id,
        "ended": cast.window["station"].id,
        "foreign": cast.window["changtu"].id,
        "missing": uuid.uuid4(),
    }[into]
    with refused("not_found" if into in {"foreign", "missing"} else "invalid_input"):
        act(operations.merge_windows, actor=wu, window_id=hall.id, into_id=goal, reason="整合")


def test_a_closed_window_can_be_reopened_but_not_edited_meanwhile(act, acting, cast, database):
    wu, hall = acting("wu"), cast.window["city_hall"]
    given = {"actor": wu, "window_id": hall.id}
    act(operations.close_window, **given, reason="装修")
    for blocked in (
        lambda: act(operations.edit_window, **given, staff_count=1),
        lambda: act(operations.rename_window, **given, full_name="新名", reason="改"),
        lambda: act(operations.add_counter, **given, number="9"),
    ):
        with refused("window_ended"):
            blocked()
    act(operations.reopen_window, **given, reason="装修完毕")
    assert story_of(database, hall) == ["reopened", "closed"]


def test_counters_are_added_closed_and_taken_back_into_use(act, acting, cast, database):
    given = {"actor": acting("wu"), "window_id": cast.window["city_hall"].id}
    added = act(operations.add_counter, **given, number="4", label="综合柜员", is_universal=True)
    assert added.number == "04"
    with refused("invalid_input"):
        act(operations.add_counter, **given, number="04")
    closed = act(operations.close_counter, **given, counter_id=added.id)
    assert closed.closed_on == clock.today()
    with database.reading() as session:
        assert [c.number for c in queries.counters(session, given["window_id"])][-1] == "04"
    again = act(operations.add_counter, **given, number="4", label="办件")
    assert (again.id, again.label, again.closed_on) == (added.id, "办件", None)


@pytest.mark.parametrize("number", ["", "12345678901", "=1+1", "<b>", "0 1"])
def test_a_counter_number_is_what_a_desk_plate_can_show(act, acting, cast, number):
    with refused("invalid_input"):
        act(
            operations.add_counter,
            actor=acting("wu"),
            window_id=cast.window["city_hall"].id,
            number=number,
        )


def test_a_counter_of_another_window_is_not_there(act, acting, cast):
    with refused("not_found"):
        act(
            operations.close_counter,
            actor=acting("wu"),
            window_id=cast.window["city_hall"].id,
            counter_id=cast.counter["county_hall"][0].id,
        )


class UndoError(Exception):
    """Takes an example's writes back."""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["suspend", "close", "reopen", "merge"]),
            st.integers(0, 3),
            st.integers(0, 3),
        ),
        max_size=12,
    )
)
def test_whatever_happens_every_window_leads_to_one_that_is_not_merged(cast, acting, acts):
    """No order of acts makes a circle, loses a counter or skips a line of the history."""
    zhao, windows = acting("zhao"), list(cast.window.values())
    with pytest.raises(UndoError), cast.database.transaction() as session:
        for act, one, other in acts:
            given = {"actor": zhao, "now": clock.now(), "reason": "演练"}
            given["window_id"] = windows[one].id
            before = session.get(ServiceWindow, windows[one].id).version
            try:
                if act == "merge":
                    operations.merge_windows(session, into_id=windows[other].id, **given)
                else:
                    getattr(operations, f"{act}_window")(session, **given)
            except Problem:
                assert session.get(ServiceWindow, windows[one].id).version == before
            else:
                assert session.get(ServiceWindow, windows[one].id).version == before + 1
        for window in windows:
            end = queries.successor(session, window.id)
            assert end.state != WindowState.MERGED
            lines = queries.history(session, window.id)
            assert session.get(ServiceWindow, window.id).version == window.version + len(lines)
        assert len(session.scalars(select(Counter)).all()) == 12
        raise UndoError
