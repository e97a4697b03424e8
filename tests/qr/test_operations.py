"""The office issues, prints, posts, replaces and revokes codes; everything is written down."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from qr import codes, operations, queries
from qr.models import CodeState, PrintRun, QrCode
from qr.pictures import short_url
from qr.posters import Card, Layout
from service.core import clock
from service.core.access import Action
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.windows.models import Counter, ServiceWindow, WindowState

HALL = "210100-SI-01"


@pytest.fixture
def row(database):
    """Read one code as it is stored."""

    def read(code):
        with database.reading() as session:
            return session.get_one(QrCode, code)

    return read


@pytest.fixture
def acts(database):
    """Read what the audit says, oldest first."""

    def read():
        with database.reading() as session:
            events = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
            return [(event.action, event.subject_id, event.reason) for event in events]

    return read


def refused(why, operation, *args, **given):
    with pytest.raises(Problem) as problem:
        operation(*args, **given)
    assert problem.value.code == why


def card(code):
    return Card(code, HALL, "厅", "01", "", short_url("https://mc.example.cn", code))


def test_every_counter_of_a_window_gets_a_code_once(acting, act, cast):
    made = act(operations.issue_codes, actor=acting("wu"), place=HALL)
    assert {one.counter_id for one in made} == {c.id for c in cast.counter["city_hall"]}
    assert all(codes.is_valid(one.code) for one in made)
    assert all(one.state == CodeState.DRAFT for one in made)
    assert act(operations.issue_codes, actor=acting("wu"), place=HALL) == []


def test_a_city_gets_codes_for_all_counters_that_lack_one(acting, act, cast):
    cast.post_code("county_hall", counter=1)
    made = act(operations.issue_codes, actor=acting("wu"), place="210100")
    assert len(made) == 3 + 2 + 3  # city hall, county hall, station; 昌图 lies in another city
    assert cast.counter["county_hall"][1].id not in {one.counter_id for one in made}


def test_closed_counters_and_ended_windows_get_none(acting, act, database, cast):
    with database.transaction() as session:
        first = cast.counter["city_hall"][0].id
        closed = update(Counter).where(Counter.id == first)
        session.execute(closed.values(closed_on=clock.today()))
        for name, state in (("county_hall", WindowState.CLOSED), ("station", WindowState.MERGED)):
            ended = update(ServiceWindow).where(ServiceWindow.id == cast.window[name].id)
            session.execute(ended.values(state=state, merged_into_id=cast.window["city_hall"].id))
    made = act(operations.issue_codes, actor=acting("wu"), place="210100")
    assert {one.counter_id for one in made} == {c.id for c in cast.counter["city_hall"][1:]}


def test_a_window_without_counters_gets_a_code_of_its_own(acting, act, cast):
    given = {"actor": acting("wu"), "place": HALL, "whole_windows": True}
    [made] = act(operations.issue_codes, **given)
    assert (made.window_id, made.counter_id) == (cast.window["city_hall"].id, None)
    assert act(operations.issue_codes, **given) == []


def test_two_who_issue_at_once_give_each_counter_one_code(acting, act, database, cast):
    actor, made = acting("zhao"), []
    start = threading.Barrier(2)

    def issue():
        start.wait()
        made.extend(act(operations.issue_codes, actor=actor, place="210000"))

    hands = [threading.Thread(target=issue) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(made) == 12
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QrCode)) == 12


def test_a_counter_never_has_two_living_codes(database, cast):
    first = cast.post_code()
    with pytest.raises(IntegrityError), database.transaction() as session:
        counter = cast.counter["city_hall"][0]
        session.add(
            QrCode(
                code=codes.generate(),
                window_id=counter.window_id,
                counter_id=counter.id,
                created_at=clock.now(),
            )
        )
        session.flush()
    with database.reading() as session:
        assert session.scalars(select(QrCode.code)).all() == [first]


def test_issuing_elsewhere_is_as_if_the_place_did_not_exist(acting, act, cast):
    for name, place in (("zheng", "210100"), ("zheng", HALL), ("wu", "999999"), ("wang", HALL)):
        refused("invalid_input", act, operations.issue_codes, actor=acting(name), place=place)


def test_a_code_is_printed_posted_and_remembers_when(acting, act, row, cast):
    [code, *_] = [one.code for one in act(operations.issue_codes, actor=acting("wu"), place=HALL)]
    act(operations.mark_printed, actor=acting("wu"), code=code)
    assert row(code).state == CodeState.PRINTED
    act(operations.mark_posted, actor=acting("wu"), code=codes.spaced(code).lower())
    assert row(code).state == CodeState.POSTED
    assert row(code).created_at <= row(code).printed_at <= row(code).posted_at
    refused("wrong_state", act, operations.mark_posted, actor=acting("wu"), code=code)


def test_a_replaced_code_gives_its_place_to_a_new_one(acting, act, row, cast):
    old = cast.post_code()
    new = act(operations.replace_code, actor=acting("wu"), code=old, reason="破损")
    assert (row(old).state, row(old).replaced_by) == (CodeState.REPLACED, new.code)
    assert (new.state, new.counter_id) == (CodeState.DRAFT, row(old).counter_id)
    with cast.database.reading() as session:
        assert queries.resolve(session, old).code == new.code
    refused("wrong_state", act, operations.replace_code, actor=acting("wu"), code=old, reason="再")


def test_a_revoked_code_frees_its_counter(acting, act, row, cast):
    old = cast.post_code()
    act(operations.revoke_code, actor=acting("wu"), code=old, reason="柜台撤销")
    assert (row(old).state, row(old).reason) == (CodeState.REVOKED, "柜台撤销")
    assert row(old).ended_at
    assert len(act(operations.issue_codes, actor=acting("wu"), place=HALL)) == 3


def test_no_new_code_for_a_window_that_is_gone(acting, act, database, cast):
    code = cast.post_code()
    with database.transaction() as session:
        session.execute(update(ServiceWindow).values(state=WindowState.CLOSED))
    refused(
        "window_ended", act, operations.replace_code, actor=acting("wu"), code=code, reason="旧"
    )
    act(operations.revoke_code, actor=acting("wu"), code=code, reason="旧")


@pytest.mark.parametrize("name", ["zheng", "wang", "zhou", "chu", "sun", "feng", "wei"])
def test_those_who_do_not_manage_codes_here_change_nothing(acting, act, row, cast, name):
    code = cast.post_code()
    for operation in (operations.mark_printed, operations.mark_posted):
        refused("not_found", act, operation, actor=acting(name), code=code)
    for operation in (operations.replace_code, operations.revoke_code):
        refused("not_found", act, operation, actor=acting(name), code=code, reason="试")
    assert row(code).state == CodeState.POSTED


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("wang", {"city_hall"}),
        ("li", {"county_hall"}),
        ("zhou", {"county_hall", "station"}),
        ("wu", {"city_hall", "county_hall", "station"}),
        ("zheng", {"changtu"}),
        ("zhao", {"city_hall", "county_hall", "station", "changtu"}),
        ("chu", {"city_hall", "county_hall", "station", "changtu"}),
        ("sun", set()),
        ("wei", set()),
    ],
)
def test_everybody_sees_the_codes_of_their_own_place(acting, database, cast, name, sees):
    posted = {cast.post_code(window): window for window in cast.window}
    with database.reading() as session:
        seen = session.scalars(queries.visible(acting(name))).all()
        assert {posted[one.code] for one in seen} == sees
        for code, window in posted.items():
            if window not in sees:
                refused("not_found", queries.get_visible, session, acting(name), code)


def test_codes_are_found_by_place_state_code_and_name(acting, act, database, cast):
    code = cast.post_code("county_hall")
    act(operations.issue_codes, actor=acting("wu"), place=HALL)

    def found(**asked):
        with database.reading() as session:
            query = queries.search(session, acting("wu"), **asked)
            return [one.code for one in session.scalars(query)]

    assert len(found()) == 4
    assert found(place="210181") == [code]
    assert found(place="210181-EMP-01") == [code]
    assert found(state="posted") == [code]
    assert found(text=codes.spaced(code).lower()) == [code]
    assert found(text="新民市") == [code]
    assert found(text="新民市 没有") == []
    refused("not_found", found, place="211200")


def test_a_print_run_marks_its_codes_and_keeps_what_it_printed(acting, act, row, cast):
    made = [one.code for one in act(operations.issue_codes, actor=acting("wu"), place=HALL)]
    posted = cast.post_code("county_hall")
    run = act(
        operations.record_run,
        actor=acting("wu"),
        layout=Layout.FOUR,
        cards=[card(code) for code in [*made, posted]],
        sha256="ab" * 32,
    )
    assert {row(code).state for code in made} == {CodeState.PRINTED}
    assert row(posted).state == CodeState.POSTED
    assert row(posted).printed_at
    assert run.path == "210000/210100/"
    assert [(one["page"], one["position"]) for one in run.cards] == [(1, n) for n in (1, 2, 3, 4)]


def test_what_changed_while_the_sheet_was_set_is_not_printed(acting, act, row, cast):
    code = cast.post_code()
    other = cast.post_code("county_hall")
    act(operations.revoke_code, actor=acting("wu"), code=code, reason="撤销")
    given = {"layout": Layout.A4, "cards": [card(code), card(other)], "sha256": "ab" * 32}
    refused("codes_changed", act, operations.record_run, actor=acting("wu"), **given)
    assert row(other).printed_at is None
    refused("codes_changed", act, operations.record_run, actor=acting("zheng"), **given)


def test_print_runs_are_seen_where_all_their_windows_are(acting, act, database, cast):
    both = [card(cast.post_code(window)) for window in ("city_hall", "county_hall")]
    for printed in (both, both[:1]):
        act(
            operations.record_run,
            actor=acting("wu"),
            layout=Layout.A5,
            cards=printed,
            sha256="cd" * 32,
        )

    def seen(name):
        with database.reading() as session:
            return sorted(len(run.cards) for run in session.scalars(queries.runs(acting(name))))

    assert {name: seen(name) for name in ("wu", "wang", "li", "zheng", "chu")} == {
        "wu": [1, 2],
        "wang": [1],
        "li": [],
        "zheng": [],
        "chu": [1, 2],
    }
    with database.reading() as session:
        run = session.scalars(select(PrintRun)).first()
        refused("not_found", queries.get_run, session, acting("zheng"), run.id)


def test_every_act_is_written_down(acting, act, acts, cast):
    code = cast.post_code()
    with clock.at(clock.now() + timedelta(seconds=1)):
        act(operations.issue_codes, actor=acting("wu"), place=HALL)
    for step, (operation, given) in enumerate(
        [
            (operations.mark_printed, {}),
            (operations.replace_code, {"reason": "遗失"}),
            (operations.revoke_code, {"reason": "被盗用"}),
        ],
        2,
    ):
        with clock.at(clock.now() + timedelta(seconds=step)):
            act(operation, actor=acting("wu"), code=code, **given)
    assert acts() == [
        ("issue_codes", str(cast.window["city_hall"].id), None),
        ("mark_printed", code, None),
        ("replace_code", code, "遗失"),
        ("revoke_code", code, "被盗用"),
    ]


def test_a_place_is_looked_for_in_the_right_drawer(acting, database, cast):
    with database.reading() as session:
        find = queries.place_path
        assert find(session, acting("wang"), HALL, Action.READ_CODES).endswith(f"{HALL}/")
        assert find(session, acting("wang"), "210100", Action.READ_CODES) is None
        assert find(session, acting("wu"), "210181", Action.MANAGE_CODES) == "210000/210100/210181/"
