"""A citizen scans: the code leads to the window that answers today, or says why it does not."""

import pytest
from sqlalchemy import update

from qr import codes, queries
from qr.models import CodeState, QrCode
from service.core import clock
from service.core.problems import Problem
from service.windows.models import ServiceWindow, WindowState


def resolve(database, code):
    with database.reading() as session:
        return queries.resolve(session, code)


def set_window(database, window, **values):
    with database.transaction() as session:
        session.execute(update(ServiceWindow).where(ServiceWindow.id == window.id).values(**values))


def set_code(database, code, **values):
    with database.transaction() as session:
        session.execute(update(QrCode).where(QrCode.code == code).values(**values))


def test_a_posted_code_leads_to_its_counter(database, cast):
    scan = resolve(database, cast.post_code("city_hall", counter=1))
    assert scan.window_id == cast.window["city_hall"].id
    assert scan.window_name == "新河湾社保经办大厅（演示）"
    assert (scan.counter_id, scan.counter_number) == (cast.counter["city_hall"][1].id, "02")
    assert scan.path == cast.window["city_hall"].path
    assert scan.is_open


def test_a_code_typed_by_hand_leads_there_too(database, cast):
    code = cast.post_code()
    assert resolve(database, f" {codes.spaced(code).lower()} ") == resolve(database, code)


def test_a_typing_error_is_told_from_a_code_that_we_never_gave_out(database, cast):
    code = cast.post_code()
    with pytest.raises(Problem, match="mistyped_code") as mistyped:
        resolve(database, code[:-1] + "0")
    with pytest.raises(Problem, match="unknown_code") as unknown:
        resolve(database, codes.with_check("ZZZZZZZ"))
    assert mistyped.value.status == unknown.value.status == 404
    assert mistyped.value.sentence != unknown.value.sentence


def test_a_replaced_code_leads_to_the_new_one_however_often_it_was_replaced(database, cast):
    old, newer, newest = cast.post_code(), *(codes.generate() for _ in range(2))
    for before, made in ((old, newer), (newer, newest)):
        set_code(database, before, state=CodeState.REPLACED)
        with database.transaction() as session:
            session.add(
                QrCode(
                    code=made,
                    window_id=cast.window["city_hall"].id,
                    counter_id=cast.counter["city_hall"][0].id,
                    state=CodeState.POSTED,
                    created_at=clock.now(),
                )
            )
        set_code(database, before, replaced_by=made)
    scan = resolve(database, old)
    assert (scan.code, scan.state, scan.is_open) == (newest, CodeState.POSTED, True)


def test_a_replaced_code_that_was_revoked_leads_nowhere(database, cast):
    code = cast.post_code()
    set_code(database, code, state=CodeState.REVOKED, replaced_by=code)
    assert not resolve(database, code).is_open


def test_a_revoked_code_is_answered_but_closed(database, cast):
    code = cast.post_code()
    set_code(database, code, state=CodeState.REVOKED)
    scan = resolve(database, code)
    assert scan.window_name
    assert not scan.is_open


def test_a_code_of_a_merged_window_leads_to_the_one_that_took_over(database, cast):
    code = cast.post_code("county_hall")
    hall = cast.window["city_hall"]
    old = cast.window["county_hall"]
    set_window(database, old, state=WindowState.MERGED, merged_into_id=hall.id)
    scan = resolve(database, code)
    assert (scan.window_id, scan.window_name, scan.path) == (hall.id, hall.full_name, hall.path)
    assert scan.counter_id is None
    assert scan.is_open


def test_a_code_of_a_closed_window_is_answered_but_closed(database, cast):
    code = cast.post_code()
    set_window(database, cast.window["city_hall"], state=WindowState.CLOSED)
    assert not resolve(database, code).is_open
